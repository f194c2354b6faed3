"""Which legs order the hits. `hybrid` is what users get; the others show what each leg can do."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.index import Index
from search.model import Mode
from search.outline import Listing
from search.rank import Ranked, rank
from search.retrieve import CANDIDATES, Candidate

_SCORES: dict[Mode, Callable[[Ranked], float]] = {
    "hybrid": lambda ranked: ranked.score,
    "keyword": lambda ranked: ranked.candidate.keyword_share,
    "vector": lambda ranked: ranked.candidate.cosine,
    "late": lambda ranked: ranked.late,
}


def choose(  # noqa: PLR0913
    index: Index,
    proposed: Sequence[Candidate],
    allowed: frozenset[int] | None,
    mode: Mode,
    k: int,
    asked: Listing,
) -> list[Candidate]:
    """The candidates a mode looks at, of both legs' fused list.

    `late` looks at every passage, `hybrid` also at what the outline lists.
    """
    of = {c.position: c for c in proposed}
    match mode:
        case "keyword":
            chosen = [c.position for c in proposed if c.keyword_rank is not None]
        case "vector":
            chosen = [c.position for c in proposed if c.vector_rank is not None]
        case "late":
            every = range(len(index.passages)) if allowed is None else sorted(allowed)
            chosen = [p for p in every if index.passages[p].kind != "outline"]
        case _:
            chosen = [c.position for c in proposed[: max(CANDIDATES, k)]]
            chosen += [p for p in asked.listed if allowed is None or p in allowed]
    return [of.get(p, Candidate(p, None, 0.0, None, 0.0)) for p in dict.fromkeys(chosen)]


def order(
    index: Index,
    tokens: NDArray[np.float32],
    candidates: Sequence[Candidate],
    mode: Mode,
    lift: Callable[[int], float],
) -> list[tuple[float, Ranked]]:
    """(score, hit), best first; a higher score is better, and means what the mode says.

    `lift` is what `hybrid` adds to the score of a passage, by its position.
    """
    scored = [(_SCORES[mode](ranked), ranked) for ranked in rank(index, tokens, candidates)]
    if mode == "hybrid":
        scored = [(score + lift(r.candidate.position), r) for score, r in scored]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].candidate.position))
