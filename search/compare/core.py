"""Comparing: a city plan with counties, a pasted draft with all plans above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.errors import QueryInvalid
from corpus.model import Plan
from search.compare.align import alignments, copied, links
from search.compare.coverage import coverage
from search.compare.internal import contradictions
from search.compare.likeness import Matrix, likeness
from search.compare.model import Comparison, Extra, Missing, Side, TargetPair, merged
from search.compare.pairing import Pairs, pair
from search.compare.relation import relation
from search.compare.sentences import Sentences, of_index
from search.compare.statements import Statement, statements
from search.engine import Searcher

Progress = Callable[[int, int], None]
"""Called with how many counties are done, and of how many."""


def compare(
    searcher: Searcher,
    city_id: str,
    county_ids: Sequence[str],
    progress: Progress | None = None,
) -> Comparison:
    """A city plan beside county plans, all of the index.

    Raises PlanNotFound, and QueryInvalid when no county is named or a plan is
    to be compared with itself.
    """
    if not county_ids or city_id in county_ids:
        raise QueryInvalid("请选择一部上级规划和至少一部不同的下级规划。", "请换一部规划再比较。")
    city = of_index(searcher.index, searcher.plan(city_id))
    plans = [searcher.plan(county_id) for county_id in dict.fromkeys(county_ids)]
    parts = []
    for done, plan in enumerate(plans, 1):
        parts.append(_one(searcher, city, of_index(searcher.index, plan)))
        if progress is not None:
            progress(done, len(plans))
    return merged(parts)


def _one(searcher: Searcher, city: Sentences, county: Sentences) -> Comparison:
    above = Stated(city.plan, statements(city.plan, county.plan.glossary))
    below = Stated(county.plan, statements(county.plan, city.plan.glossary))
    pairs, nearness = pair(searcher.encoder, above.said, below.said)
    scores = likeness(city.encoded, county.encoded)
    return Comparison(
        city_id=city.plan.id,
        county_ids=(county.plan.id,),
        targets=target_pairs(above, below, pairs),
        missing=_missing(above, below, pairs, nearness),
        extra=_extra(above, below, pairs, nearness),
        alignments=alignments(city, county, links(city, scores)),
        internal=contradictions(county.plan, below.said),
        copied=copied(city, county, scores),
        coverage=coverage(city, county, scores),
    )


@dataclass(frozen=True, slots=True)
class Stated:
    """A plan and what it states."""

    plan: Plan
    said: tuple[Statement, ...]

    def side(self, number: int) -> Side:
        """The place of a statement."""
        return self.said[number].side(self.plan)


def target_pairs(above: Stated, below: Stated, pairs: Pairs) -> tuple[TargetPair, ...]:
    """Each pair with its relation."""
    return tuple(
        TargetPair(above.side(s), below.side(t), *relation(above.said[s], below.said[t]))
        for s, t in pairs
    )


def _missing(above: Stated, below: Stated, pairs: Pairs, nearness: Matrix) -> tuple[Missing, ...]:
    taken = {s for s, _ in pairs}
    return tuple(
        Missing(
            above.side(s),
            below.plan.id,
            below.side(int(nearness[:, s].argmax())) if below.said else None,
        )
        for s in range(len(above.said))
        if s not in taken
    )


def _extra(above: Stated, below: Stated, pairs: Pairs, nearness: Matrix) -> tuple[Extra, ...]:
    taken = {t for _, t in pairs}
    return tuple(
        Extra(below.side(t), above.side(int(nearness[t].argmax())) if above.said else None)
        for t in range(len(below.said))
        if t not in taken
    )
