"""Candidates → final order, by late interaction of the passage and of its best sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.index import Index
from search.retrieve import Candidate

KEYWORD_WEIGHT = 0.05
"""What exact words may add where both legs name the same passages. Scores of the first ten
passages lie within about 0.1: enough to break near ties. Of 184 queries (dev and fresh) hit@1
is 0.853 without, 0.859 with a fixed 0.015 and 0.864 with this; a fixed 0.05 gives 0.853."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its scores; `best` is the number of its nearest sentence.

    `trust` is how much of its keyword score counts, 0 to 1. `reranked` is its rank
    with a reranker, counted from 1; None where none read it.
    """

    candidate: Candidate
    trust: float
    passage_score: float
    sentence_score: float
    best: int
    reranked: int | None = None

    @property
    def late(self) -> float:
        """Late interaction alone; higher is better, at most 2."""
        return self.passage_score + self.sentence_score

    @property
    def score(self) -> float:
        """Passage plus best sentence plus a little of the keywords: higher is better.

        A long background passage matches many words of a question a little; the
        sentence that answers matches them all. Measured in docs/relevance.md.
        """
        return self.late + KEYWORD_WEIGHT * self.trust * self.candidate.keyword_share


def rank(
    index: Index, tokens: NDArray[np.float32], candidates: Sequence[Candidate]
) -> list[Ranked]:
    """All candidates, best `score` first. `tokens` (t, dimension) are the query's unit vectors."""
    if not candidates:
        return []
    windows = [index.units.windows.of(c.position) for c in candidates]
    sentences = [index.units.sentences.of(c.position) for c in candidates]
    wanted, places = np.unique(np.concatenate([*windows, *sentences]), return_inverse=True)
    scores = index.tokens.score(tokens, wanted)[places]
    trust = agreement(candidates)
    parts = np.split(scores, np.cumsum([len(units) for units in (*windows, *sentences)])[:-1])
    ranked = [
        Ranked(candidate, trust, float(window.max()), float(sentence.max()), int(sentence.argmax()))
        for candidate, window, sentence in zip(
            candidates, parts[: len(candidates)], parts[len(candidates) :], strict=True
        )
    ]
    return sorted(ranked, key=lambda r: (-r.score, r.candidate.position))


def agreement(candidates: Sequence[Candidate]) -> float:
    """Share of the first ten that both legs name.

    On a paraphrase the words of the question stand elsewhere than its answer: the
    legs disagree, and words should say little.
    """
    return (
        sum((c.keyword_rank or 99) <= 10 and (c.vector_rank or 99) <= 10 for c in candidates) / 10
    )
