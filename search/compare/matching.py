"""Paired statements → target pairs, what is missing, what is extra."""

from dataclasses import dataclass

from corpus.model import Plan
from search.compare.likeness import Matrix
from search.compare.model import Extra, Missing, Side, TargetPair
from search.compare.pairing import Pairs
from search.compare.relation import relation
from search.compare.statement import Statement
from search.compare.statements import statements


@dataclass(frozen=True, slots=True)
class Stated:
    """A plan and what it states."""

    plan: Plan
    said: tuple[Statement, ...]

    def side(self, number: int) -> Side:
        """The place of a statement."""
        return self.said[number].side(self.plan)


def stated(plan: Plan, other: Plan) -> Stated:
    """A plan's targets; short forms that the other plan defines count too."""
    return Stated(plan, statements(plan, other.glossary))


def target_pairs(above: Stated, below: Stated, pairs: Pairs) -> tuple[TargetPair, ...]:
    """Each pair with its relation."""
    return tuple(
        TargetPair(above.side(s), below.side(t), *relation(above.said[s], below.said[t]))
        for s, t in pairs
    )


def missing(above: Stated, below: Stated, pairs: Pairs, nearness: Matrix) -> tuple[Missing, ...]:
    """City targets in no pair; `nearness` is (county, city).

    What the city builds itself, its projects, asks nothing of a county.
    """
    taken = {s for s, _ in pairs}
    return tuple(
        Missing(
            above.side(s),
            below.plan.id,
            below.side(int(nearness[:, s].argmax())) if below.said else None,
        )
        for s in range(len(above.said))
        if s not in taken and above.said[s].firm and not above.said[s].project
    )


def extra(above: Stated, below: Stated, pairs: Pairs, nearness: Matrix) -> tuple[Extra, ...]:
    """County targets in no pair; `nearness` is (county, city)."""
    taken = {t for _, t in pairs}
    return tuple(
        Extra(below.side(t), above.side(int(nearness[t].argmax())) if above.said else None)
        for t in range(len(below.said))
        if t not in taken and below.said[t].firm
    )
