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
_DONE = re.compile(r"(?:累计|提前|超额|全面|如期)*完成")
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
            stated = self._sentence(line, *sentence.span(), past)
            for item in stated:
                yield self._target(item, sentence[0], past)
            if not stated and not self.goals and not self._is_past(self.time):
                self.time = None

    def _sentence(self, line: Line, start: int, end: int, past: bool) -> list[_Stated]:
        """Its figures, and what is due where no figure stands."""
        stated: list[_Stated] = []
        last: Figure | None = None
        due, here = False, False
        for match in _CLAUSE.finditer(line.text, start, end):
            clause, offset = match[0], line.start + match.start()
            found_times = times(clause)
            marks = [t for t in found_times if t.kind != "reference"]
            for mark in marks:
                self.time, self.printed = mark, clause[mark.start : mark.end]
                due, here = mark.kind == "due", True
            blanked = _blank(clause, found_times)
            found = figures(clause, blanked, *_going_on(last))
            if due and all(figure.threshold for figure in found):
                found += _works(clause, marks)
            elif not found and (past or self._is_past(self.time)) and _DONE.match(clause):
                found = _works(clause, marks)
            last = found[-1] if found else last
            # 到2025年 speaks of one thing, 2022年6月底前 of everything in its sentence
            due = due and (not found or self.printed.endswith("前"))
            for figure, own in zip(found, _marks(found, marks), strict=True):
                time, printed = self._time(figure, own, here, clause)
                stated.append(_Stated(figure, time, printed, offset))
        if self.printed.endswith("前"):
            self.time = None
        return stated

    def _time(
        self, figure: Figure, own: Time | None, here: bool, clause: str
    ) -> tuple[Time | None, str]:
        """The time that holds for a figure, and its words.

        Nothing is due for a threshold; a value in words takes no time from another sentence.
        """
        if figure.threshold and not self._is_past(self.time):
            return None, ""
        if own is not None:
            return own, clause[own.start : own.end]
        in_words = figure.before == figure.printed and not self._is_past(self.time)
        if not here and in_words and not self.goals:
            return None, ""
        return self.time, self.printed if here else ""

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
        total = bool(_CUMULATIVE.search(sentence))
        # of a period's total no year is printed
        dated = time is not None and not baseline and not (achieved and time.kind == "span")
        place = figure.value and (figure.value[0] + offset, figure.value[1] + offset)
        return Target(
            subject=figure.subject,
            scope=scope_of(figure.subject),
            operator=figure.operator,
            value=Value(figure.printed, *place) if place else None,
            unit=figure.unit,
            year=time.year if time and dated else None,
            deadline=(stated.printed or None) if due else None,
            achieved=achieved,
            cumulative=total,
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
    dealt_out = bool(found) and "分别" in found[0].deals and len(marks) == len(found)
    if dealt_out and all(mark.end <= first for mark in marks):
        return list(marks)
    stops = [f.value[0] if f.value else f.end for f in found]
    return [next((m for m in reversed(marks) if m.start < stop), None) for stop in stops]


def _going_on(last: Figure | None) -> tuple[str, str]:
    """Subject and verb that the next clause may go on with."""
    return (last.subject, last.before if last.works else "") if last else ("", "")


def _works(clause: str, marks: Sequence[Time]) -> list[Figure]:
    """What is to be done, or was done, without a figure: 完成方案编制."""
    start = marks[-1].end if marks else 0
    verb = doing(clause, start, len(clause))
    own = trimmed(clause, verb.stop if verb else start, len(clause))
    if own is None:
        return []
    first, words = (verb.start, verb.words) if verb else (own.start, "")
    subject = clause[own.start : own.stop]
    return [Figure(subject, words, "", None, None, first, own.stop, "")]
