"""Comparing a city plan with county plans."""

from collections.abc import Callable, Sequence

from corpus.errors import QueryInvalid
from search.compare.align import alignments, copied, links
from search.compare.coverage import coverage
from search.compare.encoded import Reader
from search.compare.internal import contradictions
from search.compare.likeness import likeness
from search.compare.matching import extra, missing, stated, target_pairs
from search.compare.model import Comparison, merged
from search.compare.pairing import pair
from search.compare.sentences import Sentences, of_index
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
    parts, reader = [], Reader(searcher.encoder)
    for done, plan in enumerate(plans, 1):
        parts.append(_one(reader, city, of_index(searcher.index, plan)))
        if progress is not None:
            progress(done, len(plans))
    return merged(parts)


def _one(reader: Reader, city: Sentences, county: Sentences) -> Comparison:
    above, below = stated(city.plan, county.plan), stated(county.plan, city.plan)
    pairs, nearness = pair(reader, above.said, below.said)
    scores = likeness(city.encoded, county.encoded)
    return Comparison(
        city_id=city.plan.id,
        county_ids=(county.plan.id,),
        targets=target_pairs(above, below, pairs),
        missing=missing(above, below, pairs, nearness),
        extra=extra(above, below, pairs, nearness),
        alignments=alignments(city, county, links(city, scores)),
        internal=contradictions(county.plan, below.said),
        copied=copied(city, county, scores),
        coverage=coverage(city, county, scores),
    )
