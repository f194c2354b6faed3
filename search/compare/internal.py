"""Places of one plan that cannot both hold (县内矛盾)."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from corpus.model import Plan, Section, Span
from corpus.numerals import parse_numeral
from search.compare import names
from search.compare.model import Contradiction
from search.compare.sides import side
from search.compare.statement import Statement
from search.compare.statements import results

_COUNTED = re.compile(
    r"([一二两三四五六七八九十]{1,3}|[0-9]{1,2})(?:个|项|类|大类?)(?:方面)?(?:重点|重大)?"
    r"(工程|项目|行动|任务|专项|举措|措施|目标)"
)
"""“七大类重点工程”: a count that announces a list."""

_INDICATORS = re.compile(
    r"(?<!约束性)(?<!预期性)([一二三四五六七八九十]{1,3}|[0-9]{1,2})(?:个|项)(?:主要|核心|具体)?指标"
)
"""“20项主要指标”: a count that announces a table."""

_LEAST_LISTED = 3
"""Fewer headings than this are no announced list."""


def contradictions(plan: Plan, goals: Sequence[Statement]) -> tuple[Contradiction, ...]:
    """Unlike values of one measure for one year, and counts that the list below does not keep."""
    found = [
        *_values(plan, goals),
        *_values(plan, results(plan)),
        *_counts(plan),
        *_rows(plan),
    ]
    return tuple(sorted(found, key=lambda c: (c.a.start, c.b.start)))


def _values(plan: Plan, said: Sequence[Statement]) -> Iterator[Contradiction]:
    for one, other in combinations(said, 2):
        if _same_measure(one, other) and _differ(one, other) and _apart(plan, one, other):
            first, second = sorted((one, other), key=lambda s: s.start)
            what = (
                f"“{first.printed}”{_year(first, second)}前后不一："
                f"{_where(first)}{first.value}，{_where(second)}{second.value}"
            )
            yield Contradiction(first.side(plan), second.side(plan), what)


def _same_measure(a: Statement, b: Statement) -> bool:
    return (
        _is_measure(a)
        and _is_measure(b)
        and _one_time(a, b)
        and names.key(a.name) == names.key(b.name) != ""
        and names.levels(a.name) == names.levels(b.name)
        and names.processes(a.name) == names.processes(b.name)
        and a.is_change == b.is_change
        and a.cumulative == b.cumulative
    )


def _is_measure(statement: Statement) -> bool:
    """Whether its own words say what is measured; “同比增长12%” leans on the words before it."""
    return statement.name != statement.clause


def _one_time(a: Statement, b: Statement) -> bool:
    """Amounts of which neither has a date may be of two years."""
    if a.due is None and b.due is None:
        return a.is_rate and b.is_rate
    return a.due is None or b.due is None or a.due == b.due


def _differ(a: Statement, b: Statement) -> bool:
    if a.number is None or b.number is None or a.threshold or b.threshold:
        return False
    return a.number != b.number and (a.unit == b.unit or a.unit is None or b.unit is None)


def _apart(plan: Plan, a: Statement, b: Statement) -> bool:
    """Not in one sentence, which may tell of a change (由7个月增加到11个月)."""
    first, second = sorted((a, b), key=lambda s: s.start)
    return any(cut in plan.text[first.end : second.start] for cut in "。\n")


def _year(a: Statement, b: Statement) -> str:
    due = a.due or b.due
    return f"{due[0]}年" if due else ""


def _where(statement: Statement) -> str:
    return "指标表为" if statement.in_table else "正文为"


def _counts(plan: Plan) -> Iterator[Contradiction]:
    for number, section in enumerate(plan.sections):
        listed = _listed(plan, number)
        if len(listed) < _LEAST_LISTED:
            continue
        for place, count, noun in _announced(plan, section, listed[0].start):
            if count != len(listed) and _are(noun, [section, *listed]):
                last = listed[-1]
                what = f"前文写“{plan.text[place.start : place.end]}”，后面列出 {len(listed)} 项"
                end = last.start + len(plan.text[last.start : last.body].rstrip())
                yield Contradiction(
                    side(plan, place.start, place.end), side(plan, last.start, end), what
                )


def _rows(plan: Plan) -> Iterator[Contradiction]:
    """Counts of indicators that the table of their section does not keep."""
    for table, rows in groupby(plan.indicators, key=lambda row: row.table):
        listed = list(rows)
        start = plan.tables[table].start
        section = plan.sections[plan.section_at(start)]
        for match in _INDICATORS.finditer(plan.text, section.body, start):
            if parse_numeral(match[1]) != len(listed):
                here = side(plan, match.start(), match.end())
                there = side(plan, listed[-1].start, listed[-1].end)
                what = f"前文写“{match[0]}”，指标表列出 {len(listed)} 项"
                yield Contradiction(here, there, what)


def _listed(plan: Plan, parent: int) -> list[Section]:
    """The headings right below a section, where they are of one kind and number on from 1."""
    items = [s for s in plan.sections if s.parent == parent]
    ordinals = [s.ordinal for s in items]
    numbered = ordinals == list(range(1, len(items) + 1)) and len({s.kind for s in items}) == 1
    return items if numbered else []


def _announced(plan: Plan, section: Section, before: int) -> Iterator[tuple[Span, int, str]]:
    """Counts in the words between a section's heading and its list, and what they count."""
    for match in _COUNTED.finditer(plan.text, section.body, before):
        yield Span(match.start(), match.end()), parse_numeral(match[1]), match[2]


def _are(noun: str, headings: Sequence[Section]) -> bool:
    """Whether the headings are what was counted: most of them name it, or the first does."""
    named = [noun in section.title for section in headings]
    return named[0] or 2 * sum(named) >= len(named)
