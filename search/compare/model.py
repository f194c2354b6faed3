"""What comparing a city plan with county plans gives back.

Every place is a `Side`: a span of one plan with its words and its citation, so
that whoever shows it can open it. `city` is the plan above, `county` the one below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.model import Nature

Relation = Literal[
    "same",
    "stricter",
    "looser",
    "different_year",
    "different_unit",
    "different_scope",
    "different_nature",
]
"""The county seen from the city: `stricter` promises more; the `different_` ones bar a comparison
of the values, or (year, nature) tell what differs although the values agree."""

RELATION_NAMES: dict[Relation, str] = {
    "same": "一致",
    "stricter": "严于上级",
    "looser": "宽于上级",
    "different_year": "期限不同",
    "different_unit": "单位不同",
    "different_scope": "口径不同",
    "different_nature": "性质不同",
}

Grade = Literal["same_task", "related"]

GRADE_NAMES: dict[Grade, str] = {"same_task": "同一任务", "related": "相关"}

Strength = Literal["strong", "weak", "none"]

STRENGTH_NAMES: dict[Strength, str] = {"strong": "强", "weak": "弱", "none": "未找到"}


@dataclass(frozen=True, slots=True)
class Side:
    """A place: `quote == plan.text[start:end]`, in code points.

    `citation` is the official wording (《plan》第六章第四节). For a target, `name`
    is what is measured, `value` the value with its unit as printed (“46.5微克/立方米”),
    `year` the year it is due; for a section, `name` is its heading.
    """

    plan_id: str
    start: int
    end: int
    quote: str
    citation: str
    name: str = ""
    value: str | None = None
    year: int | None = None
    nature: Nature | None = None


@dataclass(frozen=True, slots=True)
class TargetPair:
    """A city target and the county's for the same thing; `why` explains the relation."""

    city: Side
    county: Side
    relation: Relation
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A city target that the county plan `county_id` does not take up.

    `nearest` is the county target most like it, which was judged to be another one.
    """

    city: Side
    county_id: str
    nearest: Side | None


@dataclass(frozen=True, slots=True)
class Extra:
    """A county target without one in the city plan; `nearest` as in `Missing`."""

    county: Side
    nearest: Side | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A provision of each plan about one task, or about related ones.

    A higher `score` is better, at most 1. `words` stand in both quotes, longest first.
    """

    city: Side
    county: Side
    score: float
    grade: Grade
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places of one plan that cannot both hold; `what` says why."""

    a: Side
    b: Side
    what: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A county sentence that repeats a city sentence; `share` of its characters, at most 1."""

    city: Side
    county: Side
    share: float


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """How far a county plan takes up a section of the city plan.

    `none` means searched with `query` and not found. `passages` are what was found, best first.
    """

    section: Side
    county_id: str
    strength: Strength
    query: str
    passages: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A city plan and one or more county plans; every item names its county."""

    city_id: str
    county_ids: tuple[str, ...]
    targets: tuple[TargetPair, ...]
    missing: tuple[Missing, ...]
    extra: tuple[Extra, ...]
    alignments: tuple[Alignment, ...]
    internal: tuple[Contradiction, ...]
    copied: tuple[Copied, ...]
    coverage: tuple[CoverageCell, ...]

    def of(self, county_id: str) -> "Comparison":
        """The part that speaks of one county."""
        return Comparison(
            city_id=self.city_id,
            county_ids=(county_id,),
            targets=tuple(t for t in self.targets if t.county.plan_id == county_id),
            missing=tuple(m for m in self.missing if m.county_id == county_id),
            extra=tuple(e for e in self.extra if e.county.plan_id == county_id),
            alignments=tuple(a for a in self.alignments if a.county.plan_id == county_id),
            internal=tuple(c for c in self.internal if c.a.plan_id == county_id),
            copied=tuple(c for c in self.copied if c.county.plan_id == county_id),
            coverage=tuple(c for c in self.coverage if c.county_id == county_id),
        )


@dataclass(frozen=True, slots=True)
class DraftReview:
    """A draft paragraph beside all plans above it; the draft is the county side.

    `provisions` are those it must respect, `targets` those it touches, `conflicts`
    the targets among them that it does not keep. Offsets of the county side are of `text`.
    """

    text: str
    provisions: tuple[Alignment, ...]
    targets: tuple[TargetPair, ...]
    conflicts: tuple[TargetPair, ...]


def merged(parts: Iterable[Comparison]) -> Comparison:
    """One comparison of the same city with the counties of all `parts`, in their order."""
    parts = tuple(parts)
    return Comparison(
        city_id=parts[0].city_id,
        county_ids=tuple(i for p in parts for i in p.county_ids),
        targets=tuple(t for p in parts for t in p.targets),
        missing=tuple(m for p in parts for m in p.missing),
        extra=tuple(e for p in parts for e in p.extra),
        alignments=tuple(a for p in parts for a in p.alignments),
        internal=tuple(c for p in parts for c in p.internal),
        copied=tuple(c for p in parts for c in p.copied),
        coverage=tuple(c for p in parts for c in p.coverage),
    )
