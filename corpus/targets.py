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
_OPENING = re.compile(r"[\s—\-、（(“]*(?:我[省市县]|其中|力争|同时|并|[0-9]+[.、])*")
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
    """A figure, the time that holds for it and where its clause starts in the text.

    `near` tells that this time stands in the figure's own sentence, `total` that 累计 does.
    """

    figure: Figure
    time: Time | None
    near: bool
    total: bool
    offset: int


@dataclass(slots=True)
class _Reader:
    """Reads paragraph after paragraph and remembers what time they speak of.

    `time` holds now, `lead` for the sentences to come: a time that opens a clause
    leads (到2025年，…), one inside a clause does not.
    """

    first_year: int | None
    past_end: int = 0
    goals: bool = False
    time: Time | None = None
    lead: Time | None = None

    def enter(self, heading: Section) -> None:
        """A new section: its title tells whether it looks back or sets goals."""
        if _PAST_TITLE.search(heading.title):
            self.past_end = max(self.past_end, heading.end)
        self.goals = bool(_GOAL_TITLE.search(heading.title))
        self.lead = None

    def paragraph(self, line: Line) -> Iterator[Target]:
        """The targets of one paragraph."""
        if not self.goals:
            self.lead = None
        past = line.start < self.past_end
        for sentence in _SENTENCE.finditer(line.text):
            self.time = self.lead
            stated = self._sentence(line, *sentence.span(), past)
            yield from (self._target(item, sentence[0], past) for item in stated)
            if not stated and not self.goals and not self._is_past(self.lead):
                self.lead = None

    def _sentence(self, line: Line, start: int, end: int, past: bool) -> list[_Stated]:
        """Its figures, and what is due where no figure stands."""
        stated: list[_Stated] = []
        topic, verb = "", ""
        due, near, total = False, False, False
        for match in _CLAUSE.finditer(line.text, start, end):
            clause = match[0]
            here = times(clause)
            marks = [time for time in here if time.kind != "reference"]
            for mark in marks:
                self._note(mark, clause)
                due, near = mark.kind == "due", True
            found = figures(clause, _blank(clause, here), topic, verb)
            if due and all(figure.threshold for figure in found):
                found += _works(clause, marks, max((f.end for f in found), default=0))
            elif not found and (past or self._is_past(self.time)) and _DONE.match(clause):
                found = _works(clause, marks, 0)
            # “累计完成甲2个，乙3个” goes on until another verb comes
            total = bool(_CUMULATIVE.search(clause)) or (total and all(f.works for f in found))
            if found:
                topic, verb = found[-1].subject, found[-1].before if found[-1].works else ""
                # 到2025年 speaks of the next thing only
                due = due and self.time is not None and self.time.everything
            for figure, own in zip(found, _marks(found, marks), strict=True):
                time = self._time(figure, own, near)
                stated.append(_Stated(figure, time, near, total, line.start + match.start()))
        return stated

    def _note(self, mark: Time, clause: str) -> None:
        """From here on `mark` holds; a period that follows a year only in its own clause."""
        if mark.kind == "from" or (
            mark.kind == "span" and self.time and self.time.kind in ("due", "point")
        ):
            return
        self.time = mark
        if not _OPENING.fullmatch(clause, 0, mark.start):
            return
        # “2022年6月底前” ends with its sentence
        self.lead = None if mark.words.endswith("前") else mark

    def _time(self, figure: Figure, own: Time | None, near: bool) -> Time | None:
        """The time that holds for a figure.

        Nothing is due for a threshold; a value in words takes no time from another sentence.
        """
        if self._is_past(self.time) or self.goals:
            return own or self.time
        if figure.threshold or (figure.before == figure.printed and not near):
            return None
        return own or self.time

    def _is_past(self, time: Time | None) -> bool:
        if time is None or time.kind == "since":
            return time is not None
        return self.first_year is not None and time.year is not None and time.year < self.first_year

    def _target(self, stated: _Stated, sentence: str, past: bool) -> Target:
        figure, time, offset = stated.figure, stated.time, stated.offset
        origin = time is not None and time.kind == "from"
        baseline = origin or figure.before in _BASELINE
        achieved = past or baseline or self._is_past(time)
        due = time is not None and time.kind == "due" and stated.near and not achieved
        # a period's total is of no one year, and a baseline only of its own
        dated = time and not (achieved and time.kind == "span") and origin == baseline
        place = figure.value and (figure.value[0] + offset, figure.value[1] + offset)
        return Target(
            subject=figure.subject,
            scope=scope_of(figure.subject),
            operator=figure.operator,
            value=Value(figure.printed, *place) if place else None,
            unit=figure.unit,
            year=time.year if time and dated else None,
            deadline=time.words if time and due else None,
            achieved=achieved,
            cumulative=stated.total,
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
    befores = [0, *stops]
    return [
        next((m for m in reversed(marks) if m.start < stop and _reaches(m, before)), None)
        for before, stop in zip(befores, stops, strict=False)
    ]


def _reaches(mark: Time, before: int) -> bool:
    """“由2016年的7个月增加到11个月”: a time of origin holds for the first value behind it only."""
    return mark.kind != "from" or mark.start >= before


def _works(clause: str, marks: Sequence[Time], start: int) -> list[Figure]:
    """What is to be done, or was done, without a figure: 完成方案编制."""
    start = max(start, marks[-1].end if marks else 0)
    verb = doing(clause, start, len(clause))
    own = trimmed(clause, verb.stop if verb else start, len(clause))
    if own is None or any(nature in clause for nature in _NATURES):
        return []
    first, words = (verb.start, verb.words) if verb else (own.start, "")
    subject = clause[own.start : own.stop]
    return [Figure(subject, words, "", None, None, first, own.stop, "")]
