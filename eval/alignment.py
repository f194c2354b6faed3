"""How good a comparison of two plans is, against what people found (gold)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import TestsetInvalid
from corpus.model import Plan, Span
from eval.quotes import Quotes
from search.compare.model import Comparison, Relation, Side

GOLD = "gold.json"

_OVERLAP = 0.5
"""A place reported is the place meant when they share this much of the shorter one."""

_VALUES_COMPARED = ("same", "stricter", "looser")
_NOT_COMPARABLE = ("different_scope", "different_unit")


class GoldTarget(msgspec.Struct, frozen=True):
    """A pair of targets and the county's relation to the city."""

    city_quote: str
    county_quote: str
    relation: Relation


class GoldMissing(msgspec.Struct, frozen=True):
    """A city target without a counterpart."""

    city_quote: str


class GoldExtra(msgspec.Struct, frozen=True):
    """A county target without a counterpart."""

    county_quote: str


class GoldAlignment(msgspec.Struct, frozen=True):
    """Provisions of one task (3) or related ones (2)."""

    city_quote: str
    county_quote: str
    grade: int


class GoldInternal(msgspec.Struct, frozen=True):
    """Two places of the county plan that contradict each other."""

    quote_a: str
    quote_b: str


class Gold(msgspec.Struct, frozen=True):
    """What people found in two plans; quotes are verbatim, white space does not count.

    `city` and `county` are the plans' ids.
    """

    city: str
    county: str
    targets: tuple[GoldTarget, ...]
    missing: tuple[GoldMissing, ...]
    extra: tuple[GoldExtra, ...]
    alignments: tuple[GoldAlignment, ...]
    internal: tuple[GoldInternal, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1, higher is better; precision counts only what was judged.

    `relation` is the share of gold pairs reported with the right relation, `paired` of
    those reported at all. `unfair` counts pairs whose values were compared although
    gold says that they must not be.
    """

    relation: float
    paired: float
    unfair: int
    missing: tuple[float, float]
    extra: tuple[float, float]
    aligned: tuple[float, float]
    internal: float


def load_gold(path: Path) -> Gold:
    """Read a gold file. Raises TestsetInvalid."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Gold)
    except (OSError, msgspec.MsgspecError) as error:
        raise TestsetInvalid(
            f"读不出对照的标准答案：{path}（{error}）", "请检查路径和 JSON 格式。"
        ) from error


def measure(comparison: Comparison, gold: Gold, city: Plan, county: Plan) -> Figures:
    """Hold a comparison of one county against gold."""
    above, below = _finder(city), _finder(county)
    pairs = [(above(g.city_quote), below(g.county_quote), g) for g in gold.targets]
    right, paired, unfair = 0, 0, 0
    for here, there, g in pairs:
        found = [t for t in comparison.targets if _both(here, t.city, there, t.county)]
        paired += bool(found)
        right += any(t.relation == g.relation for t in found)
        if g.relation in _NOT_COMPARABLE:
            unfair += any(t.relation in _VALUES_COMPARED for t in found)
    return Figures(
        relation=_share(right, len(pairs)),
        paired=_share(paired, len(pairs)),
        unfair=unfair,
        missing=_found(
            [m.city for m in comparison.missing], [above(g.city_quote) for g in gold.missing]
        ),
        extra=_found(
            [e.county for e in comparison.extra], [below(g.county_quote) for g in gold.extra]
        ),
        aligned=_aligned(comparison, gold, above, below),
        internal=_internal(comparison, gold, below),
    )


Finder = Callable[[str], list[Span]]


def _finder(plan: Plan) -> Finder:
    quotes = Quotes([plan])
    return lambda quote: [span for _, span in quotes.places(quote)]


def _meets(spans: Sequence[Span], side: Side) -> bool:
    return any(_overlap(span, side) >= _OVERLAP for span in spans)


def _overlap(span: Span, side: Side) -> float:
    shared = min(span.end, side.end) - max(span.start, side.start)
    return shared / min(span.end - span.start, side.end - side.start)


def _both(here: list[Span], city: Side, there: list[Span], county: Side) -> bool:
    return _meets(here, city) and _meets(there, county)


def _found(reported: list[Side], gold: list[list[Span]]) -> tuple[float, float]:
    """Precision and recall."""
    right = sum(any(_meets(spans, side) for spans in gold) for side in reported)
    found = sum(any(_meets(spans, side) for side in reported) for spans in gold)
    return _share(right, len(reported)), _share(found, len(gold))


def _aligned(
    comparison: Comparison, gold: Gold, above: Finder, below: Finder
) -> tuple[float, float]:
    """Precision among the pairs whose county place gold speaks of, and recall."""
    pairs = [(above(g.city_quote), below(g.county_quote)) for g in gold.alignments]
    found = sum(
        any(_both(here, a.city, there, a.county) for a in comparison.alignments)
        for here, there in pairs
    )
    judged = [a for a in comparison.alignments if any(_meets(t, a.county) for _, t in pairs)]
    right = sum(any(_both(h, a.city, t, a.county) for h, t in pairs) for a in judged)
    return _share(right, len(judged)), _share(found, len(pairs))


def _internal(comparison: Comparison, gold: Gold, below: Finder) -> float:
    found = 0
    for g in gold.internal:
        a, b = below(g.quote_a), below(g.quote_b)
        found += any(_both(a, i.a, b, i.b) or _both(b, i.a, a, i.b) for i in comparison.internal)
    return _share(found, len(gold.internal))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def as_text(figures: Figures) -> Iterator[str]:
    """The figures for a terminal."""
    yield f"目标关系判断正确 {figures.relation:.3f}（配上对的 {figures.paired:.3f}）"
    yield f"口径不同却比了高低 {figures.unfair} 对"
    for name, (precision, recall) in (
        ("缺项", figures.missing),
        ("新增", figures.extra),
        ("条款", figures.aligned),
    ):
        mean = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        yield f"{name} 准确率 {precision:.3f} 召回率 {recall:.3f} F1 {mean:.3f}"
    yield f"县内矛盾找到 {figures.internal:.3f}"
