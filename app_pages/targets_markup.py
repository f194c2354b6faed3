"""Deadlines and findings of the registry as HTML; a document's words are escaped."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

from app_pages.markup import element, fictional_badge
from app_pages.request import Place
from search.entries import Entry
from search.findings import Finding
from search.registry_render import spoken
from search.statements import Statement

_MONTH = re.compile(r"([0-9]{1,2})月")
_OPEN = 12
"""A year with more deadlines than this is shown folded."""


def passage_link(statement: Statement) -> str:
    """The citation, leading to the words in the plan."""
    place = Place(statement.plan.id, statement.clause)
    return element("a", escape(statement.citation), href=place.href)


def timeline(entries: Sequence[Entry]) -> str:
    """The targets with a year, year after year, within a year by their month."""
    dated = sorted((e for e in entries if not e.achieved and e.year is not None), key=_when)
    years = [(year, list(group)) for year, group in groupby(dated, key=_year)]
    return element("div", "".join(_deadlines(*each) for each in years), class_="timeline")


def _year(entry: Entry) -> int:
    return entry.year or 0


def _when(entry: Entry) -> tuple[int, int]:
    month = _MONTH.search(entry.deadline or "")
    return _year(entry), int(month[1]) if month else 12


def _deadlines(year: int, entries: Sequence[Entry]) -> str:
    summary = element("summary", f"{year}年（{len(entries)} 项）")
    items = "".join(element("li", _deadline(entry)) for entry in entries)
    opened = "" if len(entries) <= _OPEN else None
    return element("details", summary + element("ul", items), open=opened, lang="zh-CN")


def _deadline(entry: Entry) -> str:
    when = entry.deadline or f"{entry.year}年"
    what = entry.name if entry.target is None else f"{entry.name}：{entry.target_text}"
    words = element("b", escape(when)) + " " + element("span", escape(what))
    places = "；".join(passage_link(statement) for statement in entry.statements)
    return words + fictional_badge(entry.plan) + element("cite", places)


def compared(findings: Sequence[Finding]) -> str:
    """The findings: what differs first, agreeing places folded behind it."""
    unlike = [finding for finding in findings if finding.aspects]
    alike = [finding for finding in findings if not finding.aspects]
    cards = element("ul", "".join(map(_finding, unlike)), class_="cards")
    if not alike:
        return element("div", cards, lang="zh-CN")
    summary = element("summary", f"表述一致的 {len(alike)} 处")
    same = element("ul", "".join(map(_finding, alike)), class_="cards")
    return element("div", cards + element("details", summary + same), lang="zh-CN")


def _finding(finding: Finding) -> str:
    head = element("b", escape(finding.title)) + element("span", escape(finding.a.name))
    quotes = "".join(map(_quote, (finding.a, finding.b)))
    crumbs = element("div", head + fictional_badge(finding.a.plan), class_="crumbs")
    return element("li", crumbs + quotes, class_="card")


def _quote(statement: Statement) -> str:
    words = element("q", escape(spoken(statement)), class_="text")
    return element("p", words + element("cite", passage_link(statement)), class_="quote")
