"""Targets, deadlines, thresholds and achieved figures that stand in prose.

A sentence is cut into clauses; `figures` finds each clause's values with subject and
operator. Here they get their time: an expression of time holds for the rest of its
sentence, and for the sentences directly after it as long as these state figures too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.figures import Figure, figures
from corpus.lines import Line
from corpus.model import Nature, Section, Target, Value
from corpus.subjects import doing, scope_of, trimmed
from corpus.times import Time, times

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
_CLAUSE = re.compile(r"(?:（[^（）]*）|[^，；：。！？,;!?]|(?<=[0-9])[,：](?=[0-9]))+")
_PAST_TITLE = re.compile(
    r"回顾|成效|成就|成绩|现状|取得.{0,4}进展|(?:发展|工作|现实)基础$|规划背景|完成情况|存在.{0,6}问题"
)
_GOAL_TITLE = re.compile(r"目标|愿景|指标")
_CUMULATIVE = re.compile(r"累计|合计|总计")
_BASELINE = ("由", "从")
_NATURES: tuple[Nature, ...] = ("约束性", "预期性")


def targets(
    lines: Sequence[Line],
    sections: Sequence[Section],
    period: tuple[int, int] | None = None,
) -> tuple[Target, ...]:
    """All targets of a plan's prose, in reading order; `period` is the plan's first and last year.

    Rows of tables are no prose: see `indicators`.
    """
    headings = {s.start: s for s in sections if not s.inline and s.kind != "preamble"}
    reader = _Reader(period[0] if period else None)
    found: list[Target] = []
    for line in lines:
        if heading := headings.get(line.start):
            reader.enter(heading)
        elif line.block.cell is None:
            found += reader.paragraph(line)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure, the time that holds for it and where its clause starts in the text."""

    figure: Figure
    time: Time | None
    printed: str
    offset: int


@dataclass(slots=True)
class _Reader:
    """Reads paragraph after paragraph and remembers what time they speak of."""

    first_year: int | None
    past_end: int = 0
    goals: bool = False
    time: Time | None = None
    printed: str = ""

    def enter(self, heading: Section) -> None:
        """A new section: its title tells whether it looks back or sets goals."""
        if _PAST_TITLE.search(heading.title):
            self.past_end = max(self.past_end, heading.end)
        self.goals = bool(_GOAL_TITLE.search(heading.title))
        self.time = None

    def paragraph(self, line: Line) -> Iterator[Target]:
        """The targets of one paragraph."""
        if not self.goals:
            self.time = None
        past = line.start < self.past_end
        for sentence in _SENTENCE.finditer(line.text):
            stated = self._sentence(line, *sentence.span())
            for item in stated:
                yield self._target(item, sentence[0], past)
            if not stated and not self.goals and not self._is_past(self.time):
                self.time = None

    def _sentence(self, line: Line, start: int, end: int) -> list[_Stated]:
        """Its figures, and each deadline that no figure meets."""
        stated: list[_Stated] = []
        topic, open_due = "", False
        for match in _CLAUSE.finditer(line.text, start, end):
            clause, offset = match[0], line.start + match.start()
            here = times(clause)
            found = figures(clause, _blank(clause, here), topic)
            marks = [t for t in here if t.kind != "reference"]
            for due in marks:
                self.time, self.printed = due, clause[due.start : due.end]
                open_due = due.kind == "due"
            if not found and open_due and (plain := _deadline(clause, marks)):
                found = [plain]
            if found:
                topic, open_due = found[-1].subject, False
            for figure, mark in zip(found, _marks(found, marks), strict=True):
                time = mark or self.time
                printed = clause[mark.start : mark.end] if mark else self.printed
                stated.append(_Stated(figure, time, printed, offset))
        return stated

    def _is_past(self, time: Time | None) -> bool:
        if time is None:
            return False
        if time.kind == "since":
            return True
        return self.first_year is not None and time.year is not None and time.year < self.first_year

    def _target(self, stated: _Stated, sentence: str, past: bool) -> Target:
        figure, time, offset = stated.figure, stated.time, stated.offset
        baseline = figure.before in _BASELINE
        achieved = past or baseline or self._is_past(time)
        due = time is not None and time.kind == "due" and not achieved
        place = figure.value and (figure.value[0] + offset, figure.value[1] + offset)
        return Target(
            subject=figure.subject,
            scope=scope_of(figure.subject),
            operator=figure.operator,
            value=Value(figure.printed, *place) if place else None,
            unit=figure.unit,
            year=time.year if time and not baseline else None,
            deadline=stated.printed if due else None,
            achieved=achieved,
            cumulative=bool(_CUMULATIVE.search(sentence)) or bool(time and time.kind == "span"),
            nature=next((n for n in _NATURES if n in sentence), None),
            start=figure.start + offset,
            end=figure.end + offset,
        )


def _blank(clause: str, found: Sequence[Time]) -> str:
    for time in found:
        clause = clause[: time.start] + " " * (time.end - time.start) + clause[time.end :]
    return clause


def _marks(found: Sequence[Figure], marks: Sequence[Time]) -> list[Time | None]:
    """The time in the clause that holds for each figure: the last before it.

    As many times as values behind them (2025年、2030年分别达到20%、25%) are dealt out.
    """
    first = next((f.value[0] for f in found if f.value), 0)
    dealt_out = bool(found) and found[0].group is not None and len(marks) == len(found)
    if dealt_out and all(mark.end <= first for mark in marks):
        return list(marks)
    stops = [f.value[0] if f.value else f.end for f in found]
    return [next((m for m in reversed(marks) if m.start < stop), None) for stop in stops]


def _deadline(clause: str, marks: Sequence[Time]) -> Figure | None:
    """What is to be done by a date without a figure: 完成方案编制."""
    start = marks[-1].end if marks else 0
    verb = doing(clause, start, len(clause))
    own = trimmed(clause, verb.stop if verb else start, len(clause))
    if own is None:
        return None
    subject = clause[own.start : own.stop]
    first = verb.start if verb else own.start
    words = verb.words if verb else ""
    return Figure(subject, words, "", None, None, first, own.stop, "")
