"""Which statements of two plans are about one measure."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from indexer.encode import Encoder
from search.compare import names
from search.compare.encoded import encoded, vectors_of
from search.compare.likeness import Matrix, likeness
from search.compare.statement import Statement

NAME_WEIGHT = 0.4
LEAST = 0.3
"""Weight of the names' edit similarity beside their likeness, and from where a pair counts. On
the sample's 56 pairs the lower 5% score 0.39, of 22 city targets without a counterpart none
over 0.69; those over 0.3 have a nearer neighbour, which is taken."""

NEVER = -9.0
"""Score of two that measure unlike substances, whatever else they share."""

_BOTH_IN_TABLE = 0.05
"""A table's row is rather the counterpart of a row than of the prose that repeats it."""
Pairs = list[tuple[int, int]]
"""Numbers of a city statement and of a county statement."""


def pair(
    encoder: Encoder, city: Sequence[Statement], county: Sequence[Statement]
) -> tuple[Pairs, Matrix]:
    """The pairs, in the city's order, and the scores (county, city); higher is better.

    One to one by falling score; what is left over joins the pair of a statement
    that it repeats.
    """
    scores = _scores(encoder, city, county)
    chosen: Pairs = []
    free_city, free_county = set(range(len(city))), set(range(len(county)))
    for flat in np.argsort(-scores, axis=None, kind="stable").tolist():
        below, above = divmod(flat, len(city))
        if scores[below, above] < LEAST:
            break
        if above in free_city and below in free_county:
            chosen.append((above, below))
            free_city.remove(above)
            free_county.remove(below)
    again = [
        *((s, t) for s in free_city if (t := _city_repeats(s, city, chosen)) is not None),
        *((s, t) for t in free_county if (s := _county_repeats(t, county, chosen)) is not None),
    ]
    return sorted([*chosen, *again]), scores


def _scores(encoder: Encoder, city: Sequence[Statement], county: Sequence[Statement]) -> Matrix:
    if not city or not county:
        return np.zeros((len(county), len(city)), np.float32)
    above, below = ([names.measure(s.said) for s in side] for side in (city, county))
    texts = [*above, *below]
    vectors = vectors_of(encoder, texts)
    of_city = encoded(above, vectors[: len(above)], range(len(above)), encoder.dimension)
    of_county = encoded(below, vectors[len(above) :], range(len(below)), encoder.dimension)
    in_table = np.outer([s.in_table for s in county], [s.in_table for s in city])
    edits = process.cdist(below, above, scorer=fuzz.ratio, dtype=np.float32) / 100
    scores: Matrix = likeness(of_city, of_county) + NAME_WEIGHT * edits
    scores += _BOTH_IN_TABLE * in_table
    never = [[names.other_substance(s.name, t.name) for s in city] for t in county]
    scores[np.array(never)] = NEVER
    return scores


def _city_repeats(number: int, city: Sequence[Statement], pairs: Pairs) -> int | None:
    """The county statement paired with a city statement that this one repeats."""
    same = [t for s, t in pairs if names.restates(city[s].name, city[number].name)]
    return same[0] if same else None


def _county_repeats(number: int, county: Sequence[Statement], pairs: Pairs) -> int | None:
    same = [s for s, t in pairs if names.restates(county[t].name, county[number].name)]
    return same[0] if same else None
