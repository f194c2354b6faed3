"""Everything a plan states in figures or by a deadline, from its tables and its prose alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Indicator, Nature, Plan, Span, Target, Value
from corpus.numerals import chinese_numeral
from corpus.text import fold
from search.cite import citation_at
from search.subjects import Subject, read_subject

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HANDED_DOWN = re.compile(r"目标|任务|指标|要求")
_CHANGES = re.compile(
    r"(?:降低|下降|削减|减少|压减|增长|增加|提高|提升|上升)(?![到至])|减排|降幅|增幅|新增"
)
_TELLING = re.compile(
    r"不|[低高大小]于|超过|增(?:长|加)?(?![长加到至])|[上提]升(?![到至])|提高(?![到至])|降低?(?![低到至])|减少?(?![少到至])"
)
"""Operators without which a figure would be misread: 下降25.7% of a concentration."""

_CLAUSE_ENDS = re.compile(r"[，。；：！？\n]|[,;](?![0-9])")
_SUMMED = re.compile(r"累计|合计|总计|[五5]年(?:内|共|总)")
_MODAL = re.compile(
    r"力争|努力|争取|确保|原则上|不低于|不少于|不高于|不超过|不大于|不小于|超过|以上|以下|以内|左右|"
    r"大约|至少|基本|全部|全面|[<>≤≥]"
)
"""Words that make a target firmer, softer or one-sided; 达到 is the plain form."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where a plan states a target or a result. `plan.text[start:end]` is its quote.

    `name` and `scope` are as printed, `subject` what they mean. `achieved` tells
    a result of the past (of a row: its baseline) from a target. `row` is the
    table's row, None for prose. `citation` is the official wording.
    """

    plan: Plan
    name: str
    scope: str
    subject: Subject
    operator: str
    value: Value | None
    unit: str | None
    year: int | None
    deadline: str | None
    achieved: bool
    cumulative: bool
    nature: Nature | None
    row: Indicator | None
    start: int
    end: int
    citation: str

    @property
    def quote(self) -> str:
        """The words of the plan, exactly: a table's row, of prose the whole clause."""
        place = self.clause
        return self.plan.text[place.start : place.end]

    @property
    def clause(self) -> Span:
        """The row, or of prose the words between two commas or stops."""
        if self.row is not None:
            return Span(self.start, self.end)
        return _clause(self.plan.text, self.start, self.end)

    @property
    def chapter(self) -> str:
        """The label of the outermost section around it, as printed."""
        return self.plan.path(self.plan.section_at(self.start))[0].label

    @property
    def number(self) -> float | None:
        """The value where it is a figure; None for words (基本消除) and lists (17.8：41：41.2)."""
        found = _NUMBER.findall(fold(self.value.text).replace(",", "")) if self.value else []
        return float(found[0]) if len(found) == 1 else None

    @property
    def printed(self) -> str:
        """The value with its unit for reading, see `printed_value`; else the deadline."""
        return printed_value(self) or self.deadline or self.operator

    @property
    def changes(self) -> bool:
        """Whether the value is by how much something falls or rises, not what it comes to."""
        return bool(_CHANGES.search(f"{self.name} {self.operator}"))

    @property
    def modal(self) -> frozenset[str]:
        """The words that make it firmer or softer, in its clause or its table cell."""
        if self.row is not None:
            words = self.value.text if self.value else ""
        else:
            words = self.plan.text[self.clause.start : self.end] + self.operator
        return frozenset(_MODAL.findall(fold(words)))

    @property
    def due(self) -> int | None:
        """The year it holds for; where none is printed the plan's last, or the one before it."""
        if self.year is not None or self.plan.period is None:
            return self.year
        return self.plan.period[0] - 1 if self.achieved else self.plan.period[1]


def _clause(text: str, start: int, end: int) -> Span:
    line = 1 + text.rfind("\n", 0, start)
    first = max((m.end() for m in _CLAUSE_ENDS.finditer(text, line, start)), default=line)
    last = _CLAUSE_ENDS.search(text, end)
    return Span(first, last.start() if last else len(text))


def printed_value(statement: Statement) -> str:
    """“46.5微克/立方米”, “83%以上”, “下降18%”, “2807吨（五年累计）”, “完成省下目标（未给数值）”."""
    value = statement.value
    if value is None:
        return ""
    if not _NUMBER.search(fold(value.text)):
        return value.text + "（未给数值）" * bool(_HANDED_DOWN.search(value.text))
    unit = statement.unit or ""
    figure = value.text + unit * (not value.text.endswith(unit))
    ahead, behind = _around(statement, value)
    return f"{ahead}{figure}{behind}{_summed(statement)}"


def _around(statement: Statement, value: Value) -> tuple[str, str]:
    """The operator's words that stand before and behind a figure of prose."""
    words = statement.operator.split("…") if statement.row is None else []
    rest = statement.plan.text[value.end : statement.clause.end].removeprefix(statement.unit or "")
    behind = [word for word in words if word and rest.startswith(word)]
    ahead = [word for word in words if word not in behind and _TELLING.search(word)]
    return "".join(ahead), "".join(behind)


def _summed(statement: Statement) -> str:
    """A table's brackets mean the plan's years; prose says 累计 of years of its own."""
    if not statement.cumulative:
        return ""
    period = statement.plan.period if statement.row is not None else None
    years = period[1] - period[0] + 1 if period else 0
    return f"（{chinese_numeral(years)}年累计）" if 1 < years < 1000 else "（累计）"


def statements(plan: Plan) -> tuple[Statement, ...]:
    """All that a plan states, the rows of its tables first, then its prose in reading order."""
    return (*_of_rows(plan), *(_of_prose(plan, target) for target in plan.targets))


def _of_rows(plan: Plan) -> Iterator[Statement]:
    """Each row's target, and its baseline where it has one."""
    for row in plan.indicators:
        yield _of_row(plan, row, row.target, row.target_year, achieved=False)
        if row.baseline is not None:
            yield _of_row(plan, row, row.baseline, row.baseline_year, achieved=True)


def _of_row(
    plan: Plan, row: Indicator, value: Value | None, year: int | None, *, achieved: bool
) -> Statement:
    return Statement(
        plan=plan,
        name=row.name,
        scope="",
        subject=read_subject(row.name, glossary=plan.glossary),
        operator="",
        value=value,
        unit=row.unit,
        year=year,
        deadline=None,
        achieved=achieved,
        cumulative=row.cumulative and not achieved,
        nature=row.nature,
        row=row,
        start=row.start,
        end=row.end,
        citation=citation_at(plan, row.start),
    )


def _of_prose(plan: Plan, target: Target) -> Statement:
    clause = _clause(plan.text, target.start, target.end)
    summed = _SUMMED.search(plan.text, clause.start, target.end)
    return Statement(
        plan=plan,
        name=target.subject,
        scope=target.scope,
        subject=read_subject(target.subject, target.scope, plan.glossary),
        operator=target.operator,
        value=target.value,
        unit=target.unit,
        year=target.year,
        deadline=target.deadline,
        achieved=target.achieved,
        cumulative=target.cumulative and summed is not None,
        nature=target.nature,
        row=None,
        start=target.start,
        end=target.end,
        citation=citation_at(plan, target.start),
    )
