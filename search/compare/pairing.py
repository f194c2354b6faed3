"""Which statements of two plans are about one measure."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from search.compare import names
from search.compare.encoded import Reader, encoded
from search.compare.likeness import Matrix, likeness
from search.compare.statement import Statement

NAME_WEIGHT = 0.4
LEAST = 0.4
"""Weight of the names' edit similarity beside their likeness, and from where a pair counts. On
the sample's 56 pairs the relations are as good from 0.3 to 0.45; at 0.3 a target whose counterpart
is taken out finds another."""

OF_ONE_KIND = 0.5
"""The same for two whose values cannot be compared, in unlike units or one in words. Between the
city's plan and five documents of other matters such pairs score 0.42 at most where wrong and, but
for one, 0.48 where right; in the sample all score 0.61 or more."""

SURE = 0.6
"""The same for a statement that repeats one already paired: a second counterpart must be as
near as 治理率 is to 处理率."""

NEVER = -9.0
"""Score of two that cannot be of one measure, whatever else they share."""

_ONE_KIND = 0.05
"""A table's row is rather the counterpart of a row than of the prose that repeats it."""
_ONE_LEVEL = 0.1
"""Of two values in one sentence (市、县级分别达到) the one of the county's own level."""

_ASIDE = 9.0
"""Targets choose first; what is only said aside finds what they leave."""

_LIST_GAP = 4
"""Code points between two values of one list: a 、 and what stands around it."""

Pairs = list[tuple[int, int]]
"""Numbers of a city statement and of a county statement."""


def pair(
    reader: Reader, city: Sequence[Statement], county: Sequence[Statement]
) -> tuple[Pairs, Matrix]:
    """The pairs, in the city's order, and the scores (county, city); higher is better.

    One to one by falling score; what is left over joins the pair of a statement
    that it repeats.
    """
    if not city or not county:
        return [], np.zeros((len(county), len(city)), np.float32)
    scores = _scores(reader, city, county)
    least = _least(city, county)
    order = scores + _preference(city, county)
    chosen: Pairs = []
    for flat in np.argsort(-order, axis=None, kind="stable").tolist():
        below, above = divmod(flat, len(city))
        taken = any(s == above or t == below for s, t in chosen)
        if taken or scores[below, above] < least[below, above]:
            continue
        known = any(
            _repeats(city[s], city[above]) or _repeats(county[t], county[below]) for s, t in chosen
        )
        if not known or scores[below, above] >= SURE:
            chosen.append((above, below))
    free_city = _firm(city) - {s for s, _ in chosen}
    free_county = _firm(county) - {t for _, t in chosen}
    again = [
        *((s, t) for s in free_city if (t := _city_repeats(s, city, chosen)) is not None),
        *((s, t) for t in free_county if (s := _county_repeats(t, county, chosen)) is not None),
    ]
    return sorted([*chosen, *((s, t) for s, t in again if scores[t, s] >= LEAST)]), scores


def _scores(reader: Reader, city: Sequence[Statement], county: Sequence[Statement]) -> Matrix:
    above, below = ([names.measure(s.said) for s in side] for side in (city, county))
    texts = [*above, *below]
    vectors = reader.vectors(texts)
    of_city = encoded(above, vectors[: len(above)], range(len(above)), reader.dimension)
    of_county = encoded(below, vectors[len(above) :], range(len(below)), reader.dimension)
    edits = process.cdist(below, above, scorer=fuzz.ratio, dtype=np.float32) / 100
    scores: Matrix = likeness(of_city, of_county) + NAME_WEIGHT * edits
    never = [[_unlike(s.name, t.name) for s in city] for t in county]
    asides = np.outer([t.is_aside for t in county], [s.is_aside for s in city])
    scores[np.array(never) | asides] = NEVER
    return scores


def _least(city: Sequence[Statement], county: Sequence[Statement]) -> Matrix:
    """From where each counts, (county, city)."""
    alike = [[s.is_of_kind(t) for s in city] for t in county]
    least: Matrix = np.where(alike, LEAST, OF_ONE_KIND)
    return least


def _unlike(a: str, b: str) -> bool:
    return names.other_substance(a, b) or names.town_and_country(a, b)


def _preference(city: Sequence[Statement], county: Sequence[Statement]) -> Matrix:
    """What decides between near equals, (county, city)."""
    one_kind = [[s.in_table == t.in_table for s in city] for t in county]
    one_level = [[names.one_level(s.name, t.name) for s in city] for t in county]
    aside = [[s.is_aside or t.is_aside for s in city] for t in county]
    near = _ONE_KIND * np.array(one_kind) + _ONE_LEVEL * np.array(one_level)
    preferred: Matrix = near - _ASIDE * np.array(aside)
    return preferred


def _firm(said: Sequence[Statement]) -> set[int]:
    return {number for number, statement in enumerate(said) if not statement.is_aside}


def _city_repeats(number: int, city: Sequence[Statement], pairs: Pairs) -> int | None:
    """The county statement paired with a city statement that this one repeats."""
    same = [t for s, t in pairs if _repeats(city[s], city[number])]
    return same[0] if same else None


def _county_repeats(number: int, county: Sequence[Statement], pairs: Pairs) -> int | None:
    same = [s for s, t in pairs if _repeats(county[t], county[number])]
    return same[0] if same else None


def _repeats(a: Statement, b: Statement) -> bool:
    """Whether they are of one measure, or one list gives both (城市、县城分别达到97%、90%)."""
    first, second = sorted((a, b), key=lambda s: s.start)
    listed = second.start - first.end < _LIST_GAP and names.key(a.name) == names.key(b.name)
    return listed or names.restates(a.name, b.name)
