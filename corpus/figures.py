"""The figures of one clause: each value with its subject and operator, not yet its time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.measures import Quantity, quantities
from corpus.states import State, states
from corpus.subjects import (
    Operator,
    Part,
    doing,
    operator_before,
    parts_of,
    scope_of,
    shared,
    trimmed,
)

_DEALS = ("分别", "均", "都", "各")
_THRESHOLD = re.compile(r"的|且")
_ONLY_REACHES = re.compile(r"(?:达|到|至|在|为|实现)$")
_JOINT_ONLY = re.compile(r"[\s、和与及至或]*")
_BEHIND = re.compile(r"的?(?P<noun>[^、，；：,;（）()\s。！？的](?:(?!以及)[^，；：,;。！？])*)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the words around it; all offsets are code points of the clause.

    `[start, end)` runs over subject, operator and value. `before` is the operator's
    part before the value, `after` the bound behind it, `printed` the value. `works` marks
    a verb of works (新建), `threshold` a bound that only tells which things are meant
    (大于5000吨的), `deals` holds 分别 or 均 where values are dealt out to subjects.
    """

    subject: str
    before: str
    after: str
    value: tuple[int, int] | None
    unit: str | None
    start: int
    end: int
    printed: str
    works: bool = False
    threshold: bool = False
    deals: str = ""

    @property
    def operator(self) -> str:
        """The bound where the verb only says that a value is reached (达到90%以上: 以上).

        A verb that changes the value's meaning stays: 削减…以上.
        """
        before = "" if self.after and _ONLY_REACHES.search(self.before) else self.before
        return "…".join(filter(None, (before, self.after)))


@dataclass(slots=True)
class _Clause:
    """A clause; in `blanked` its expressions of time are blank.

    `topic` is the last subject, `verb` the verb of works that still holds, `done` where
    the last figure ended.
    """

    text: str
    blanked: str
    topic: str
    verb: str
    done: int = 0

    def words(self, part: Part) -> str:
        return self.text[part.start : part.stop]


def figures(text: str, blanked: str, topic: str = "", verb: str = "") -> list[Figure]:
    """The figures of a clause in order.

    `blanked` is the clause with its expressions of time made blank; `topic` is what the
    clauses before spoke of, the subject of one that has none of its own, and `verb` the verb of
    works (完成, 淘汰) that goes on from there.
    """
    clause = _Clause(text, blanked, topic, verb)
    found: list[Figure] = []
    for item in _items(blanked):
        if item.start >= clause.done and (figure := _figure(clause, item, found)):
            found.append(figure)
            clause.done, clause.topic = figure.end, figure.subject
            clause.verb = figure.before if figure.works else ""
    return list(_dealt_out(found))


def _items(blanked: str) -> list[Quantity | State]:
    """Quantities and values in words in order, at one place the longer."""
    items: list[Quantity | State] = [*quantities(blanked), *states(blanked)]
    kept: list[Quantity | State] = []
    for item in sorted(items, key=lambda i: (i.start, -i.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _figure(clause: _Clause, item: Quantity | State, found: list[Figure]) -> Figure | None:
    if isinstance(item, State):
        return _in_words(clause, item, found)
    joint = found and _JOINT_ONLY.fullmatch(clause.blanked, clause.done, item.start)
    if joint and not _behind(clause, item.stop):
        return replace(
            found[-1],
            after=item.bound,
            unit=item.unit,
            value=(item.start, item.end),
            start=item.start,
            end=item.stop,
            printed=clause.text[item.start : item.end],
        )
    return _measured(clause, item)


def _in_words(clause: _Clause, state: State, found: list[Figure]) -> Figure | None:
    blank = clause.blanked.rfind("  ", clause.done, state.start)
    begin = clause.done if blank < 0 else blank + 2
    verb = doing(clause.blanked, begin, state.start)
    own = trimmed(clause.blanked, verb.stop if verb else begin, state.start)
    bare = own is None or scope_of(clause.words(own)) == clause.words(own)
    behind = _behind(clause, state.end) if bare or state.verb else None
    if own is None and behind is None and (found or not clause.topic):
        return None
    parts = [part for part in (own, behind) if part]
    return Figure(
        subject="".join(map(clause.words, parts)) or clause.topic,
        before=clause.text[state.start : state.end],
        after="",
        value=(state.start, state.end),
        unit=None,
        start=min([state.start, *(part.start for part in (*parts, verb) if part)]),
        end=max([state.end, *(part.stop for part in parts)]),
        printed=clause.text[state.start : state.end],
    )


def _measured(clause: _Clause, q: Quantity) -> Figure | None:
    operator, verb = _verbs(clause, q)
    if q.counted and not (operator or verb):
        return None
    threshold = bool(_THRESHOLD.match(clause.blanked, q.stop))
    own = trimmed(
        clause.blanked, verb.stop if verb else clause.done, operator.start if operator else q.start
    )
    behind = _counted(clause, q, own, operator)
    before = operator.words if operator else verb.words if verb and not threshold else ""
    works = any(word.works for word in (operator, verb) if word)
    parts = [part for part in (own, behind, operator, verb) if part]
    return Figure(
        subject=_subject(clause, own, behind, verb),
        before=before or (clause.verb if q.by_pieces else ""),
        after=q.bound,
        value=(q.start, q.end),
        unit=q.unit,
        start=min([q.start, *(part.start for part in parts)]),
        end=max([q.stop, *(part.stop for part in parts)]),
        printed=clause.text[q.start : q.end],
        works=works or (not before and q.by_pieces and bool(clause.verb)),
        threshold=threshold,
        deals=operator.lead if operator else "",
    )


def _verbs(clause: _Clause, q: Quantity) -> tuple[Operator | None, Operator | None]:
    """The operator before the value, else the verb of works that opens the words before it.

    In “完成清洁取暖改造3.7万户” the verb is 完成; 改造 belongs to its object.
    """
    operator = operator_before(clause.blanked, clause.done, q.start)
    if operator is not None and not operator.works:
        return operator, None
    verb = doing(clause.blanked, clause.done, operator.start if operator else q.start)
    return (None, verb) if verb else (operator, None)


def _subject(clause: _Clause, own: Part | None, behind: Part | None, verb: Operator | None) -> str:
    if behind is not None:
        return clause.words(behind)
    if own is None or clause.text.startswith("占", own.start):
        return clause.topic or (clause.words(own) if own else "")
    return (verb.lead if verb else "") + clause.words(own)


def _counted(
    clause: _Clause, q: Quantity, own: Part | None, operator: Operator | None
) -> Part | None:
    """The noun behind a value that is its subject: 县 of “3个县”, 改造 of “完成70%以上改造”."""
    directly = q.by_pieces and not q.bound and clause.blanked[q.stop : q.stop + 1] != "的"
    if own is not None and not directly:
        return None
    if operator is not None and not operator.works:
        return None
    return _behind(clause, q.stop)


def _behind(clause: _Clause, start: int) -> Part | None:
    """The noun that begins at `start`, up to the next value."""
    match = _BEHIND.match(clause.blanked, start)
    if match is None:
        return None
    begin, stop = match.span("noun")
    nearest = min((i.start for i in _items(clause.blanked) if i.start > begin), default=stop)
    return trimmed(clause.blanked, begin, min(stop, nearest))


def _dealt_out(found: list[Figure]) -> Iterator[Figure]:
    """Give each value that 分别 announces its part of the subject, and the last one's bound.

    One value that several subjects share (均达到43%, 分别减少8%) becomes one figure for each.
    """
    for deals, run in groupby(found, key=lambda figure: figure.deals):
        values = list(run)
        if not any(word in deals for word in _DEALS):
            yield from values
            continue
        if len(values) == 1:
            values *= parts_of(values[0].subject)
        for figure, subject in zip(values, shared(values[0].subject, len(values)), strict=True):
            yield replace(figure, subject=subject, after=figure.after or values[-1].after)
