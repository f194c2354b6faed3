"""How alike the texts of two plans are: late interaction both ways, and rare characters.

Neighbourhoods of unlike density are made comparable by cross-domain similarity
local scaling (CSLS; Conneau et al., ICLR 2018): a sentence that is near to
everything must be nearer still to be a counterpart.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.text import fold
from search.compare.encoded import Encoded, joined

Matrix = NDArray[np.floating]
"""Always float32; NumPy's stubs lose it in a division."""

_CONTEXT = 0.5
_LEXICAL = 0.2
"""Weights of the passages' likeness and of shared bigrams beside the sentences'. On the sample
(196 pairs, the 900 best links) recall is 0.84 without bigrams and 0.87–0.89 with any weight
from 0.1 to 0.4 and either context of 0.5 or 1; without context the true counterpart is among
a sentence's first two for 63%, with it for 72%."""

_HEADINGS = 0.1
"""Weight of the headings' shared bigrams: of the sample's gold, the 600 best links hold 0.83
without and 0.87 with any weight from 0.05 to 0.2, no less than with the headings' vectors."""

_NEIGHBOURS = 10
"""How many neighbours say how dense a neighbourhood is; 5 and 20 did as well as 10."""

_BLOCK = 512
"""Token rows multiplied at once."""

_RUNS = re.compile(r"[\u3400-\u9fff]+|[0-9.]+%?|[a-z]+[0-9.]*")


def likeness(city: Encoded, county: Encoded, background: Encoded | None = None) -> Matrix:
    """(county, city) float32; higher is better. Above 0: nearer than both sides' neighbours.

    A few texts say nothing of the neighbourhoods on the other side: for a pasted
    draft `background` has more of their kind.
    """
    if not len(city) or not len(county):
        return np.zeros((len(county), len(city)), np.float32)
    rows = county if background is None else joined(county, background)
    sentences, passages = _late(city, rows)
    context = passages[np.ix_(rows.groups, city.groups)]
    words = _LEXICAL * _shared_bigrams(city.texts, rows.texts)
    above = _HEADINGS * _shared_bigrams(city.headings, rows.headings)
    raw = sentences + _CONTEXT * context + words + above
    return _scaled(raw)[: len(county)]


def _scaled(raw: Matrix) -> Matrix:
    """CSLS: twice the likeness less both sides' mean likeness to their nearest."""
    rows = _nearest(raw)[:, None]
    columns = _nearest(raw.T)[None, :] if len(raw) >= 3 * _NEIGHBOURS else rows
    return 2 * raw - rows - columns


def _nearest(raw: Matrix) -> Matrix:
    count = min(_NEIGHBOURS, raw.shape[1])
    top: Matrix = np.partition(raw, raw.shape[1] - count, axis=1)[:, -count:].mean(axis=1)
    return top


def _late(city: Encoded, county: Encoded) -> tuple[Matrix, Matrix]:
    """MaxSim of sentences and of passages, mean of both ways: (county, city) each.

    A passage's tokens are those of its sentences, so that one product serves both.
    """
    to_city, to_county = _maxima(city, county)
    sentences: Matrix = (_means(to_city, county.first, 0) + _means(to_county, city.first, 1)) / 2
    here, there = _starts(county.groups), _starts(city.groups)
    up = np.maximum.reduceat(to_city, there, axis=1)
    down = np.maximum.reduceat(to_county, here, axis=0)
    passages: Matrix = (_means(up, county.first[here], 0) + _means(down, city.first[there], 1)) / 2
    return sentences, passages


def _maxima(city: Encoded, county: Encoded) -> tuple[Matrix, Matrix]:
    """Greatest cosine of (county token, city sentence) and of (county sentence, city token)."""
    to_city = np.empty((len(county.tokens), len(city)), np.float32)
    to_county = np.empty((len(county), len(city.tokens)), np.float32)
    bounds = [*county.first.tolist(), len(county.tokens)]
    at = 0
    while at < len(county):
        end = at + 1
        while end < len(county) and bounds[end + 1] - bounds[at] <= _BLOCK:
            end += 1
        rows = slice(bounds[at], bounds[end])
        cosines = county.tokens[rows] @ city.tokens.T
        to_city[rows] = np.maximum.reduceat(cosines, city.first, axis=1)
        to_county[at:end] = np.maximum.reduceat(cosines, county.first[at:end] - bounds[at], axis=0)
        at = end
    return to_city, to_county


def _means(values: Matrix, first: NDArray[np.int64], axis: int) -> Matrix:
    lengths = np.diff(first, append=values.shape[axis]).astype(np.float32)
    sums = np.add.reduceat(values, first, axis=axis)
    means: Matrix = sums / (lengths[:, None] if axis == 0 else lengths[None, :])
    return means


def _starts(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(groups, prepend=-1))


def _shared_bigrams(city: Sequence[str], county: Sequence[str]) -> Matrix:
    """(county, city): cosine of the texts' bigrams, weighted by inverse document frequency."""
    pieces = [bigrams(text) for text in (*county, *city)]
    counts = Counter(piece for own in pieces for piece in own)
    column = {piece: at for at, piece in enumerate(p for p, n in counts.items() if n > 1)}
    weights = np.zeros((len(pieces), len(column)), np.float32)
    for row, own in enumerate(pieces):
        for piece in own & column.keys():
            weights[row, column[piece]] = math.log(len(pieces) / counts[piece])
    norms = [_norm(own, counts, len(pieces)) for own in pieces]
    weights /= np.array(norms, np.float32)[:, None]
    return weights[: len(county)] @ weights[len(county) :].T


def _norm(own: set[str], counts: Counter[str], total: int) -> float:
    return math.sqrt(sum(math.log(total / counts[piece]) ** 2 for piece in own)) or 1.0


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Han characters, numbers and Latin words whole; folded."""
    runs = _RUNS.findall(fold(text))
    pairs = (a + b for run in runs if run[0] >= "\u3400" for a, b in pairwise(run))
    return {*pairs, *(run for run in runs if run[0] < "\u3400")}
