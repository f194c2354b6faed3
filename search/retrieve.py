"""Candidates: what the keyword leg and the vector leg propose, fused."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def allowed_positions(index: Index, filters: Filters) -> frozenset[int] | None:
    """The passages that pass the filters; None when there is no filter."""
    if filters == Filters():
        return None
    chapters = None if filters.chapters is None else {fold(c).strip() for c in filters.chapters}
    return frozenset(
        position
        for position, passage in enumerate(index.passages)
        if (filters.plans is None or passage.plan_id in filters.plans)
        and (filters.kinds is None or passage.kind in filters.kinds)
        and (chapters is None or not chapters.isdisjoint(chapter_names(passage.chapter)))
    )


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
    """The `depth` best of either leg, best first. `dense` is the query's (dimension,) vector."""
    by_keyword = index.keyword.search(query.folded, depth, allowed)
    best = by_keyword[0][1] if by_keyword else 1.0
    keyword = {p: (rank, score / best) for rank, (p, score) in enumerate(by_keyword, 1)}
    ids = None if allowed is None else np.fromiter(sorted(allowed), np.int64)
    by_vector, cosines = index.vectors.search(dense, depth, ids)
    pairs = zip(by_vector.tolist(), cosines.tolist(), strict=True)
    vector = {p: (rank, cosine) for rank, (p, cosine) in enumerate(pairs, 1)}
    candidates = [
        Candidate(p, *keyword.get(p, _UNLISTED), *vector.get(p, _UNLISTED))
        for p in keyword.keys() | vector.keys()
    ]
    return sorted(candidates, key=lambda c: (-c.fused, c.position))
