"""Which legs order the hits. `hybrid` is what users get; the others show what each leg can do."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.index import Index
from search.model import Mode
from search.rank import Ranked, rank
from search.retrieve import CANDIDATES, Candidate

_SCORES: dict[Mode, Callable[[Ranked], float]] = {
    "hybrid": lambda ranked: ranked.score,
    "keyword": lambda ranked: ranked.candidate.keyword_share,
    "vector": lambda ranked: ranked.candidate.cosine,
    "late": lambda ranked: ranked.late,
}


def choose(
    index: Index,
    listed: Sequence[Candidate],
    allowed: frozenset[int] | None,
    mode: Mode,
    k: int,
) -> list[Candidate]:
    """The candidates a mode looks at, of both legs' fused list; `late` looks at every passage."""
    match mode:
        case "keyword":
            return [c for c in listed if c.keyword_rank is not None]
        case "vector":
            return [c for c in listed if c.vector_rank is not None]
        case "late":
            of = {c.position: c for c in listed}
            positions = range(len(index.passages)) if allowed is None else sorted(allowed)
            return [of.get(p, Candidate(p, None, 0.0, None, 0.0)) for p in positions]
        case _:
            return list(listed[: max(CANDIDATES, k)])


def order(
    index: Index, tokens: NDArray[np.float32], candidates: Sequence[Candidate], mode: Mode
) -> list[tuple[float, Ranked]]:
    """(score, hit), best first; a higher score is better, and means what the mode says."""
    scored = [(_SCORES[mode](ranked), ranked) for ranked in rank(index, tokens, candidates)]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].candidate.position))
