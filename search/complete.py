"""Which passages belong in a complete listing (列出所有…): those that stand out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from search.rank import Ranked

POOL = 1000
"""How many passages each leg proposes for a listing, and how many of them late interaction sees."""

STANDS_OUT = 1.75
"""Standard deviations above the mean of what the question's candidates score. On the 51 list and
topic questions of the two Kaifeng sets, recall of grades 2 and 3 and passages listed (dev · fresh):
1.5: 0.976 with 25 · 0.968 with 27; 1.75: 0.972 with 18 · 0.968 with 20; 2: 0.935 with 14 · 0.954
with 15. Of the same length, the first 20 have 0.960 · 0.912, all within 0.1 of the best late score
0.865 · 0.848, and late interaction alone as the measure 0.938 · 0.904 (1.5). On the 82 questions
on 15 regulations, most of them for one figure, 0.976 with 83 of 1,371 (the first 80: 0.963)."""

FEW = 20
"""So few candidates do not tell what is usual; all of them are listed."""

_MEASURES: tuple[Callable[[Ranked], float], ...] = (
    lambda one: one.passage_score,
    lambda one: one.sentence_score,
    lambda one: one.candidate.keyword_share,
)
"""A passage may be about it as a whole, in one sentence, or name it; higher is better."""


def standing_out(usual: Sequence[Ranked]) -> Callable[[Ranked], bool]:
    """Whether a passage belongs in the listing, as a test made of a question's candidates.

    Scores of late interaction lie close together and at another height for every
    question, so that no fixed score divides what answers from what does not. What
    the plans say nothing of has passages that stand out, too: a listing refuses nothing.
    """
    if len(usual) <= FEW:
        return lambda _: True
    bars = tuple(zip(_MEASURES, _bars(usual), strict=True))
    shares = {one.candidate.position: one.candidate.keyword_share for one in usual}

    def stands_out(one: Ranked) -> bool:
        # under a filter the share is of the best that passes it
        share = shares.get(one.candidate.position, 0.0)
        alike = replace(one, candidate=replace(one.candidate, keyword_share=share))
        return any(measure(alike) > bar for measure, bar in bars)

    return stands_out


def _bars(usual: Sequence[Ranked]) -> Iterator[float]:
    for measure in _MEASURES:
        scores = np.array([measure(one) for one in usual])
        yield float(scores.mean() + STANDS_OUT * scores.std())
