"""Candidates: what the keyword leg and the vector leg propose, fused."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from corpus.model import Plan
from corpus.regions import region_name
from corpus.text import fold
from indexer.index import Index
from search.model import Filters, Query

DEPTH = 100
"""How many passages each leg proposes, at least."""

CANDIDATES = 50
"""How many of the fused list go on to late interaction. On the dev queries MRR@10 is 0.903, with
64 and with 120 it is 0.904; 64 cost a query 1.51 encodings of the question, 50 cost 1.47."""

_UNLISTED: tuple[None, float] = (None, 0.0)

_RRF = 60
"""Reciprocal rank fusion's constant (Cormack, Clarke & Büttcher, SIGIR 2009)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage's position and what each leg says of it.

    Ranks count from 1, None where the leg does not list it. `keyword_share` is
    its BM25F score as a share of the best one, `cosine` that of the dense
    vectors; 0 where there is none. Higher is better.
    """

    position: int
    keyword_rank: int | None
    keyword_share: float
    vector_rank: int | None
    cosine: float

    @property
    def fused(self) -> float:
        """Sum of reciprocal ranks; higher is better."""
        ranks = (self.keyword_rank, self.vector_rank)
        return sum(1 / (_RRF + rank) for rank in ranks if rank is not None)


def allowed_positions(index: Index, filters: Filters, query: Query) -> frozenset[int] | None:
    """The passages that pass the filters and have the quoted phrases; None allows all.

    A fictional plan answers only where it is asked for, by filter or by the
    name of its region. A phrase that stands nowhere is no condition.
    """
    plans = searched_plans(index, filters, query)
    allowed: frozenset[int] | None = None
    if filters != Filters() or len(plans) < len(index.plans):
        allowed = _filtered(index, replace(filters, plans=plans))
    for phrase in query.phrases:
        having = frozenset(_having(index, phrase, allowed))
        allowed = having or allowed
    return allowed


def searched_plans(index: Index, filters: Filters, query: Query) -> tuple[str, ...]:
    """The ids of the plans that may answer."""
    chosen = [plan for plan in index.plans.values() if _chosen(plan, filters)]
    if filters.plans is not None or filters.regions is not None:
        return tuple(plan.id for plan in chosen)
    real = [plan for plan in chosen if not plan.fictional or plan.id in query.plans]
    return tuple(plan.id for plan in real or chosen)


def _chosen(plan: Plan, filters: Filters) -> bool:
    """Whether a plan passes the filters that are about plans."""
    regions = {plan.region, region_name(plan)}
    first, last = plan.period or (0, -1)
    return (
        (filters.plans is None or plan.id in filters.plans)
        and (filters.regions is None or not regions.isdisjoint(filters.regions))
        and (filters.levels is None or plan.level in filters.levels)
        and (filters.years is None or any(first <= year <= last for year in filters.years))
        and _has(plan.issuer, filters.issuers)
        and _has(plan.number, filters.numbers)
        and (filters.dates is None or (plan.date or "").startswith(filters.dates))
    )


def _has(stated: str | None, wanted: tuple[str, ...] | None) -> bool:
    """Whether what a plan states has one of the words, both folded."""
    return wanted is None or any(fold(word) in fold(stated or "") for word in wanted)


def _filtered(index: Index, filters: Filters) -> frozenset[int]:
    chapters = None if filters.chapters is None else {fold(c).strip() for c in filters.chapters}
    return frozenset(
        position
        for position, passage in enumerate(index.passages)
        if (filters.plans is None or passage.plan_id in filters.plans)
        and (filters.kinds is None or passage.kind in filters.kinds)
        and (chapters is None or not chapters.isdisjoint(chapter_names(passage.chapter)))
    )


def _having(index: Index, phrase: str, allowed: frozenset[int] | None) -> Iterator[int]:
    """The allowed passages with a phrase."""
    for position in range(len(index.passages)):
        if (allowed is None or position in allowed) and has_phrase(index, position, phrase):
            yield position


def has_phrase(index: Index, position: int, phrase: str) -> bool:
    """Whether a passage has a folded phrase, white space aside."""
    passage = index.passages[position]
    text = index.plans[passage.plan_id].text[passage.start : passage.end]
    return phrase in "".join(fold(text).split())


def chapter_names(chapter: str) -> set[str]:
    """A chapter's label, number and title, folded: each of them names it."""
    folded = fold(chapter)
    number, _, title = folded.partition(" ")
    return {folded, number, title}


def retrieve(
    index: Index,
    query: Query,
    dense: NDArray[np.float32],
    allowed: frozenset[int] | None,
    depth: int = DEPTH,
) -> list[Candidate]:
    """The `depth` best of either leg, best first. `dense` is the query's (dimension,) vector.

    Bare headings are left out: they answer only questions about the outline.
    """
    by_keyword = [
        (position, score)
        for position, score in index.keyword.search(query.folded, depth, allowed)
        if index.passages[position].kind != "outline"
    ]
    best = by_keyword[0][1] if by_keyword else 1.0
    keyword = {p: (rank, score / best) for rank, (p, score) in enumerate(by_keyword, 1)}
    nearest = _nearest(index, dense, allowed, depth)
    vector = {p: (rank, cosine) for rank, (p, cosine) in enumerate(nearest.items(), 1)}
    candidates = [
        Candidate(p, *keyword.get(p, _UNLISTED), *vector.get(p, _UNLISTED))
        for p in keyword.keys() | vector.keys()
    ]
    return sorted(candidates, key=lambda c: (-c.fused, c.position))


def retrieve_named(
    index: Index,
    query: Query,
    dense: NDArray[np.float32],
    allowed: frozenset[int] | None,
    depth: int = DEPTH,
) -> list[Candidate]:
    """As `retrieve`; where the question names some of the plans, every other one is theirs."""
    listed = retrieve(index, query, dense, allowed, depth)
    every = range(len(index.passages)) if allowed is None else allowed
    named = frozenset(p for p in every if index.passages[p].plan_id in query.plans)
    if not named or len(named) == len(every):
        return listed
    found: dict[int, Candidate] = {}
    for pair in zip_longest(retrieve(index, query, dense, named, depth), listed):
        for candidate in filter(None, pair):
            found.setdefault(candidate.position, candidate)
    return list(found.values())


def _nearest(
    index: Index, dense: NDArray[np.float32], allowed: frozenset[int] | None, depth: int
) -> dict[int, float]:
    """Passage → cosine of its nearest window, best first."""
    windows = index.units.windows
    ids = None if allowed is None else windows.owned(np.fromiter(sorted(allowed), np.int64))
    found, cosines = index.vectors.search(dense, depth, ids)
    nearest: dict[int, float] = {}
    for position, cosine in zip(windows.owner(found).tolist(), cosines.tolist(), strict=True):
        if index.passages[position].kind != "outline":
            nearest.setdefault(position, cosine)
    return nearest
