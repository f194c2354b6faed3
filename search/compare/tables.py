"""A comparison as tables, one a kind of finding, headed as a drafter would head them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Plan, Span
from search.cite import address
from search.compare.model import (
    GRADE_NAMES,
    RELATION_NAMES,
    STRENGTH_NAMES,
    Comparison,
    CoverageCell,
    Side,
)
from search.registry_render import mark
from search.sheets import Cell, Linked

Row = Sequence[Cell]
Plans = Mapping[str, Plan]

_TARGET = ("指标", "目标值", "目标年", "性质")
_SAID = ("原文", "出处")
_NEAREST = tuple(f"最接近的{word}" for word in ("指标", "目标值", "目标年", "性质", *_SAID))


def _headed(side: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(side + word for word in words)


TARGETS = (
    *_headed("上级", _TARGET),
    *_headed("本级", _TARGET),
    "关系",
    "说明",
    *_headed("上级", _SAID),
    *_headed("本级", _SAID),
)
PROVISIONS = ("关系", *_headed("上级", _SAID), *_headed("本级", _SAID), "相同词语", "相似度")
MISSING = ("下级规划", *_TARGET, *_SAID, *_headed("本级", _NEAREST))
EXTRA = (*_TARGET, *_SAID, *_headed("上级", _NEAREST))
INTERNAL = ("矛盾之处", "一处原文", "一处出处", "另一处原文", "另一处出处")


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes the rows. `base` is the app's address; without it no cell opens anything."""

    comparison: Comparison
    plans: Plans
    base: str = ""

    def all(self) -> dict[str, list[Row]]:
        """Each kind under its name, its header first."""
        return {
            "目标对照": [TARGETS, *self._targets()],
            "条款对照": [PROVISIONS, *self._provisions()],
            "缺项": [MISSING, *self._missing()],
            "新增": [EXTRA, *self._extra()],
            "县内矛盾": [INTERNAL, *self._internal()],
            "覆盖矩阵": [self._counties(), *self._coverage()],
        }

    def _targets(self) -> Iterator[Row]:
        for t in self.comparison.targets:
            relation = (RELATION_NAMES[t.relation], t.why)
            said = (*self._said(t.city), *self._said(t.county))
            yield *_target(t.city), *_target(t.county), *relation, *said

    def _provisions(self) -> Iterator[Row]:
        for a in self.comparison.alignments:
            said = (*self._said(a.city), *self._said(a.county))
            yield GRADE_NAMES[a.grade], *said, "、".join(a.words), f"{a.score:.3f}"
        for c in self.comparison.copied:
            yield f"照抄 {c.share:.0%}", *self._said(c.city), *self._said(c.county), "", ""

    def _missing(self) -> Iterator[Row]:
        for m in self.comparison.missing:
            own = (*_target(m.city), *self._said(m.city))
            yield titled(self.plans[m.county_id]), *own, *self._nearest(m.nearest)

    def _extra(self) -> Iterator[Row]:
        for e in self.comparison.extra:
            yield *_target(e.county), *self._said(e.county), *self._nearest(e.nearest)

    def _internal(self) -> Iterator[Row]:
        for i in self.comparison.internal:
            yield i.what, *self._said(i.a), *self._said(i.b)

    def _counties(self) -> Row:
        counties = (titled(self.plans[at]) for at in self.comparison.county_ids)
        return ("上级章节", "检索词", *counties)

    def _coverage(self) -> Iterator[Row]:
        found: dict[Side, dict[str, CoverageCell]] = {}
        for cell in self.comparison.coverage:
            found.setdefault(cell.section, {})[cell.county_id] = cell
        for section, cells in found.items():
            query = next(iter(cells.values())).query
            covered = (self._covered(cells[at]) for at in self.comparison.county_ids)
            yield self._cited(section), query, *covered

    def _covered(self, cell: CoverageCell) -> str:
        """“强：” and where; what is not found was searched for."""
        if cell.strength == "none":
            return f"{STRENGTH_NAMES[cell.strength]}（已检索）"
        where = "\n".join(dict.fromkeys(passage.citation for passage in cell.passages))
        return f"{STRENGTH_NAMES[cell.strength]}：{where}"

    def _nearest(self, side: Side | None) -> Row:
        return ("",) * 6 if side is None else (*_target(side), *self._said(side))

    def _said(self, side: Side) -> tuple[Cell, Cell]:
        return quoted(side), self._cited(side)

    def _cited(self, side: Side) -> Cell:
        where = cited(side, self.plans)
        if not self.base:
            return where
        place = address(side.plan_id, Span(side.start, side.end))
        return Linked(where, f"{self.base.rstrip('/')}/{place}")


def _target(side: Side) -> tuple[str, ...]:
    return side.name, side.value or "", str(side.year or ""), side.nature or ""


def quoted(side: Side) -> str:
    """A place's words on one line; the cells of a table's row with a bar between."""
    lines = (" ".join(line.split()) for line in side.quote.splitlines())
    return "｜".join(filter(None, lines))


def cited(side: Side, plans: Plans) -> str:
    """The citation; an invented plan is marked as such."""
    return mark(plans[side.plan_id]) + side.citation


def titled(plan: Plan) -> str:
    """A plan's title in its marks; an invented plan is marked as such."""
    return f"{mark(plan)}《{plan.title}》"
