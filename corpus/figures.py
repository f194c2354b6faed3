"""The figures of one clause: each value with its subject and operator, not yet its time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.measures import Quantity, quantities
from corpus.states import State, states
from corpus.subjects import Operator, Part, doing, operator_before, shared, trimmed

_JOINED = re.compile(r"\s*(?:[、和与及至或]|以及)")
_ONLY_REACHES = re.compile(r"(?:达|到|至|在|为|实现)$")
_JOINT_ONLY = re.compile(r"[\s、和与及至或]*")
_BEHIND = re.compile(r"的?(?P<noun>[^、，；：,;（）()\s。！？的][^，；：,;。！？]*)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the words around it; all offsets are code points of the clause.

    `[start, end)` runs over subject, operator and value. `before` is the operator's
    part before the value, `after` the bound behind it. Figures of one `group` share
    a subject that 分别 deals out.
    """

    subject: str
    before: str
    after: str
    value: tuple[int, int] | None
    unit: str | None
    start: int
    end: int
    printed: str
    group: int | None = None

    @property
    def operator(self) -> str:
        """The bound where the verb only says that a value is reached (达到90%以上: 以上).

        A verb that changes the value's meaning stays: 削减…以上.
        """
        before = "" if self.after and _ONLY_REACHES.search(self.before) else self.before
        return "…".join(filter(None, (before, self.after)))


@dataclass(slots=True)
class _Clause:
    """A clause; in `blanked` its expressions of time are blank. `topic` is the subject so far."""

    text: str
    blanked: str
    topic: str
    done: int = 0

    def words(self, part: Part) -> str:
        return self.text[part.start : part.stop]


def figures(text: str, blanked: str, topic: str) -> list[Figure]:
    """The figures of a clause in order.

    `blanked` is the clause with its expressions of time made blank; `topic` is what the
    clauses before spoke of, the subject of one that has none of its own.
    """
    clause = _Clause(text, blanked, topic)
    found: list[Figure] = []
    for item in _items(blanked):
        if item.start >= clause.done and (figure := _figure(clause, item, found)):
            found.append(figure)
            clause.done, clause.topic = figure.end, figure.subject
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
        return _in_words(clause, item)
    if found and _JOINT_ONLY.fullmatch(clause.blanked, clause.done, item.start):
        return replace(
            found[-1],
            after=item.bound,
            unit=item.unit,
            value=(item.start, item.end),
            start=item.start,
            end=item.stop,
            printed=clause.text[item.start : item.end],
        )
    return _measured(clause, item, found[-1].before if found else "")


def _in_words(clause: _Clause, state: State) -> Figure | None:
    own = trimmed(clause.blanked, clause.done, state.start)
    behind = None if own else _behind(clause, state.end)
    if own is None and behind is None and not clause.topic:
        return None
    parts = [part for part in (own, behind, Part(state.start, state.end)) if part]
    return Figure(
        subject=clause.words(own or behind) if own or behind else clause.topic,  # type: ignore[arg-type]
        before=clause.text[state.start : state.end],
        after="",
        value=(state.start, state.end),
        unit=None,
        start=min(part.start for part in parts),
        end=max(part.stop for part in parts),
        printed=clause.text[state.start : state.end],
    )


def _measured(clause: _Clause, q: Quantity, earlier: str) -> Figure | None:
    operator = operator_before(clause.blanked, clause.done, q.start)
    verb = doing(clause.blanked, clause.done, operator.start if operator else q.start)
    if q.counted and not (operator or verb):
        return None
    own = _own(clause, q, operator, verb)
    behind = _behind(clause, q.stop) if own is None and not _reaches(operator) else None
    subject = behind or own
    joined = earlier if _JOINED.match(clause.blanked, clause.done) else ""
    words = operator.words if operator else verb.words if verb else joined
    parts = [p for p in (own, behind, operator, verb) if p]
    return Figure(
        subject=clause.words(subject) if subject else clause.topic,
        before=words,
        after=q.bound,
        value=(q.start, q.end),
        unit=q.unit,
        start=min([q.start, *(p.start for p in parts)]),
        end=max([q.stop, *(p.stop for p in parts)]),
        printed=clause.text[q.start : q.end],
        group=q.start if operator and operator.shares else None,
    )


def _own(
    clause: _Clause, q: Quantity, operator: Operator | None, verb: Operator | None
) -> Part | None:
    """The subject that stands before the value."""
    stop = operator.start if operator else q.start
    start = verb.stop if verb and verb.stop <= stop else clause.done
    return trimmed(clause.blanked, start, stop)


def _reaches(operator: Operator | None) -> bool:
    """达到 speaks of what stands before it; 新增 and 完成 of what follows."""
    return operator is not None and not operator.words.endswith(
        ("新增", "完成", "建成", "有", "共")
    )


def _behind(clause: _Clause, start: int) -> Part | None:
    """The noun behind a value: 县 of “3个县”."""
    match = _BEHIND.match(clause.blanked, start)
    if match is None:
        return None
    start, stop = match.span("noun")
    nearest = min((i.start for i in _items(clause.blanked) if i.start > start), default=stop)
    return trimmed(clause.blanked, start, min(stop, nearest))


def _dealt_out(found: list[Figure]) -> Iterator[Figure]:
    """Give each value that 分别 announces its part of the subject, and the last one's bound."""
    for group, run in groupby(found, key=lambda figure: figure.group):
        values = list(run)
        if group is None:
            yield from values
            continue
        for figure, subject in zip(values, shared(values[0].subject, len(values)), strict=True):
            yield replace(figure, subject=subject, after=figure.after or values[-1].after)
