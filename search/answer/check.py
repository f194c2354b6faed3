"""“2025年治理率是60%，对吗” → 不对：规划写的是40%."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from search.answer.choose import core
from search.answer.model import Claim, Kind
from search.answer.phrase import deadline
from search.answer.question import Question
from search.entries import Entry
from search.lookup import Lookup, parts

_A_YEAR = re.compile(r"[一每]年|年均|当年|年度")
"""What a total over the plan's years is not."""

_WRITTEN = "规划写的是："

MOST = 0.6
"""Share of an entry's name that the question must have for a yes or no."""

_NATURES = {"约束性": "约束性", "硬性": "约束性", "刚性": "约束性", "预期性": "预期性"}
_YES_NO = re.compile(r"是不是|是否|[吗么吧]|对不对")


def verdict(
    question: Question, entries: Sequence[Entry], claims: list[Claim], lookup: Lookup
) -> list[Claim]:
    """The claims, led by whether what the question puts forward is what the plan says.

    Of a neighbouring measure (森林覆盖率, 林木覆盖率) it only says what is written.
    """
    if not claims:
        return claims
    lead = _LEADS.get(question.kind, _no_lead)(question, entries[0])
    if lead and not named(question, entries[0], lookup):
        lead = _WRITTEN
    return [replace(claims[0], text=lead + claims[0].text), *claims[1:]]


def named(question: Question, entry: Entry, lookup: Lookup) -> bool:
    """Whether the question has most of the name, rare pieces counting more."""
    name = parts(core(entry))
    return lookup.weigh(name & parts(question.text)) >= MOST * lookup.weigh(name)


def _checked(question: Question, entry: Entry) -> str:
    holds = _holds(question, entry)
    return {True: "对：", False: f"不对，{_WRITTEN}", None: _WRITTEN}[holds]


def _holds(question: Question, entry: Entry) -> bool | None:
    """Whether the figures put forward are the entry's; None when there is nothing to compare."""
    first = entry.statements[0]
    if not question.stated:
        own = {int(f.value) for f in deadline(entry) if f.unit == "年"}
        return None if not own else not own.isdisjoint(question.years)
    if first.number is None:
        return None
    a_year = bool(_A_YEAR.search(question.words))
    return first.number in question.stated and not (a_year and entry.cumulative)


def _nature(question: Question, entry: Entry) -> str:
    """是约束性的吗 → 是 or 不是; asked which of the two, no lead."""
    asked = {nature for word, nature in _NATURES.items() if word in question.words}
    if len(asked) != 1 or entry.nature is None or not _YES_NO.search(question.words):
        return ""
    return "是：" if entry.nature in asked else "不是："


def _no_lead(_question: Question, _entry: Entry) -> str:
    return ""


_LEADS: dict[Kind, Callable[[Question, Entry], str]] = {"check": _checked, "nature": _nature}
