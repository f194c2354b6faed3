"""“2025年治理率是60%，对吗” → 不对：规划写的是40%."""

from collections.abc import Sequence
from dataclasses import replace

from search.answer.model import Claim
from search.answer.phrase import deadline
from search.answer.question import Question
from search.entries import Entry


def verdict(question: Question, entries: Sequence[Entry], claims: list[Claim]) -> list[Claim]:
    """The claims, of a question that puts a figure forward led by whether the plan says so."""
    if question.kind != "check" or not claims:
        return claims
    holds = _holds(question, entries[0])
    lead = {True: "对：", False: "不对，规划写的是：", None: "规划写的是："}[holds]
    return [replace(claims[0], text=lead + claims[0].text), *claims[1:]]


def _holds(question: Question, entry: Entry) -> bool | None:
    """Whether the figures put forward are the entry's; None when there is nothing to compare."""
    first = entry.statements[0]
    if not question.stated:
        own = {int(f.value) for f in deadline(entry) if f.unit == "年"}
        return None if not own else not own.isdisjoint(question.years)
    if first.number is None:
        return None
    return first.number in question.stated
