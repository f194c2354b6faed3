"""The same rule in several places (另见): which hits say one thing to a question."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Plan, Span
from corpus.text import fold
from search.entries import Entry, entries
from search.findings import groups
from search.model import Hit
from search.statements import statements

_SIGNS = re.compile(r"(?:[^\w%‰<>≤≥.+-]|\.(?![0-9]))+")
_SHORTEST = 12
"""Code points without signs; shorter sentences are turns of speech (“加强宣传教育。”)."""


@dataclass(frozen=True, slots=True)
class Restated:
    """The targets that a plan states in several places: `starts` ascending, a number a target."""

    starts: tuple[int, ...]
    targets: tuple[int, ...]

    @classmethod
    def of(cls, plan: Plan) -> "Restated":
        """Read a plan's targets; places that differ in more than wording are not one target."""
        found = entries(plan, groups(statements(plan)))
        places = sorted(_places(e for e in found if not e.achieved and len(e.statements) > 1))
        return cls(tuple(start for start, _ in places), tuple(number for _, number in places))

    def within(self, span: Span) -> set[int]:
        """The targets stated in a span."""
        first, last = (bisect_left(self.starts, edge) for edge in (span.start, span.end))
        return set(self.targets[first:last])


def _places(restated: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    for number, entry in enumerate(restated):
        for statement in entry.statements:
            yield statement.start, number


def marked(hits: Sequence[Hit], restated: Callable[[str], Restated]) -> list[Hit]:
    """The hits, each with the passages in `same_as` that say the same; none is moved or lost.

    Two hits of one plan say the same where all clauses of what each says nearest to
    the question stand word for word in the other, or where both state one target.
    `restated` gives a plan's by its id.
    """
    said = [_Said.of(hit, restated) for hit in hits]
    homes: list[list[int]] = []
    for at, one in enumerate(said):
        home = next((h for h in homes if one.same(said[h[0]])), None)
        if home is None:
            homes.append([at])
        else:
            home.append(at)
    others = {at: [hits[o].passage for o in h if o != at] for h in homes for at in h}
    return [replace(hit, same_as=tuple(others[at])) for at, hit in enumerate(hits)]


def folded_hits(hits: Sequence[Hit]) -> list[tuple[Hit, list[Hit]]]:
    """Each hit that says something new with those below it that say the same again."""
    found: list[tuple[Hit, list[Hit]]] = []
    for hit in hits:
        again = next((below for above, below in found if hit.passage in above.same_as), None)
        if again is None:
            found.append((hit, []))
        else:
            again.append(hit)
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What a hit says: the clauses of its best sentence and of the whole, the targets it states."""

    plan: str
    best: frozenset[str]
    clauses: frozenset[str]
    targets: set[int]

    @classmethod
    def of(cls, hit: Hit, restated: Callable[[str], Restated]) -> "_Said":
        if hit.passage.kind == "outline":
            return cls(hit.plan.id, frozenset(), frozenset(), set())
        best = _clauses(hit.plan.text[hit.best.start : hit.best.end])
        clauses = _clauses(hit.plan.text[hit.passage.body : hit.passage.end])
        return cls(hit.plan.id, best, clauses, restated(hit.plan.id).within(hit.best))

    def same(self, other: "_Said") -> bool:
        if self.plan != other.plan:
            return False
        copied = self.best <= other.clauses and other.best <= self.clauses
        long = copied and min(sum(map(len, one.best)) for one in (self, other)) >= _SHORTEST
        return long or not self.targets.isdisjoint(other.targets)


def _clauses(text: str) -> frozenset[str]:
    """What stands between signs, folded; a figure's point and percent sign are none."""
    return frozenset(_SIGNS.split(fold(text))) - {""}
