"""Which legs order the hits. `hybrid` is what users get; the others show what each leg can do."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.index import Index
from search.model import Mode
from search.rank import Ranked, rank
from search.retrieve import CANDIDATES, Candidate


def order(
    index: Index,
    tokens: NDArray[np.float32],
    candidates: Sequence[Candidate],
    allowed: frozenset[int] | None,
    mode: Mode,
) -> list[tuple[float, Ranked]]:
    """(score, hit), best first; a higher score is better, and means what the mode says.

    `candidates` are both legs' fused list; `late` looks at every allowed passage.
    """
    match mode:
        case "keyword":
            ranked = rank(index, tokens, [c for c in candidates if c.keyword_rank is not None])
            return _by([(r.candidate.keyword_share, r) for r in ranked])
        case "vector":
            ranked = rank(index, tokens, [c for c in candidates if c.vector_rank is not None])
            return _by([(r.candidate.cosine, r) for r in ranked])
        case "late":
            ranked = rank(index, tokens, _all(index, candidates, allowed))
            return _by([(r.late, r) for r in ranked])
        case _:
            return [(r.score, r) for r in rank(index, tokens, candidates[:CANDIDATES])]


def _by(scored: list[tuple[float, Ranked]]) -> list[tuple[float, Ranked]]:
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].candidate.position))


def _all(
    index: Index, candidates: Sequence[Candidate], allowed: frozenset[int] | None
) -> list[Candidate]:
    listed = {c.position: c for c in candidates}
    positions = range(len(index.passages)) if allowed is None else sorted(allowed)
    return [listed.get(p, Candidate(p, None, 0.0, None, 0.0)) for p in positions]
