"""Which numbering scheme of a document stands above which.

The order of `headings.SCHEMES` holds unless the document shows another one.
Divisions keep theirs; two item schemes change places when numbering below says so: the one
that begins anew (at 1) directly under a heading of the other is the inner one.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.headings import SCHEMES, Heading

_ITEMS = frozenset({"一、", "（一）", "1.", "1.1", "1.1.1", "1.1.1.1", "（1）", "①"})
_LEVEL = "level "


def ranks(headings: Sequence[Heading], levels: Sequence[int | None]) -> dict[str, float]:
    """Rank of every scheme that occurs, 0 for the outermost; schemes of one rank are siblings.

    `levels` are the format's own levels of the headings, in the same order. An
    unnumbered heading stands beside the numbered ones of its level.
    """
    order = [[scheme] for scheme in _items_by_evidence(headings)]
    carried = _levels_of_schemes(headings, levels)
    for scheme in sorted({h.scheme for h in headings if h.scheme.startswith(_LEVEL)}):
        _insert(order, scheme, carried)
        carried[scheme] = int(scheme.removeprefix(_LEVEL))
    return {scheme: rank for rank, group in enumerate(order) for scheme in group}


def _items_by_evidence(headings: Sequence[Heading]) -> list[str]:
    under: Counter[tuple[str, str]] = Counter()
    for above, below in pairwise(headings):
        if below.ordinal == 1 and above.scheme != below.scheme:
            under[above.scheme, below.scheme] += 1
    order: list[str] = []
    present = {heading.scheme for heading in headings}
    for scheme in (s for s in SCHEMES if s in present):
        place = len(order)
        while place and _stands_above(scheme, order[place - 1], under):
            place -= 1
        order.insert(place, scheme)
    return order


def _stands_above(scheme: str, other: str, under: Counter[tuple[str, str]]) -> bool:
    return {scheme, other} <= _ITEMS and under[scheme, other] > under[other, scheme]


def _levels_of_schemes(headings: Sequence[Heading], levels: Sequence[int | None]) -> dict[str, int]:
    """The level that most headings of a scheme carry, for schemes that carry one."""
    counts: dict[str, Counter[int]] = {}
    for heading, level in zip(headings, levels, strict=True):
        if level is not None and not heading.scheme.startswith(_LEVEL):
            counts.setdefault(heading.scheme, Counter())[level] += 1
    return {scheme: counter.most_common(1)[0][0] for scheme, counter in counts.items()}


def _insert(order: list[list[str]], scheme: str, carried: dict[str, int]) -> None:
    """Beside the schemes of its level, else behind those of a lower level number."""
    level = int(scheme.removeprefix(_LEVEL))
    place = 0
    for at, group in enumerate(order):
        known = [carried[s] for s in group if s in carried]
        if level in known:
            group.append(scheme)
            return
        if (known and min(known) < level) or group == ["附件"]:
            place = at + 1
    order.insert(place, [scheme])
