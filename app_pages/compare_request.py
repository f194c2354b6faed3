"""What the address of the comparison's page says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app_pages.request import Params
from corpus.model import Plan
from corpus.regions import related_plans
from search.compare.model import RELATION_NAMES

VIEWS = {
    "targets": "目标对照",
    "provisions": "条款对照",
    "gaps": "缺项与新增",
    "internal": "县内矛盾",
    "coverage": "覆盖矩阵",
    "draft": "草稿核对",
}
"""The parts of the page, by their name in the address."""

_RESETS = {
    "city": ("county", "below", "chapter", "section"),
    "county": ("below", "chapter", "section"),
    "below": ("chapter",),
}
"""What the address forgets when one of its parameters changes."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is compared and what of it is shown.

    `counties` is None where the address leaves the choice to us. `below` is the
    county shown where there is room for one. `section` is where a section of the
    city plan starts (code points of its text), None when no cell is chosen.
    """

    city: str | None = None
    counties: tuple[str, ...] | None = None
    view: str = "targets"
    below: str = ""
    relations: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    grade: str = ""
    section: int | None = None

    @classmethod
    def read(cls, params: Params, plans: Mapping[str, Plan]) -> "Chosen":
        """What the address asks for; plans that it leaves out are those that belong together."""
        given = {name: _last(params, name) for name in ("city", "view", "below", "grade")}
        start = _last(params, "section")
        chosen = cls(
            city=given["city"] or None,
            counties=tuple(filter(None, params["county"])) if "county" in params else None,
            view=given["view"] if given["view"] in VIEWS else "targets",
            below=given["below"],
            relations=tuple(r for r in params.get("relation", ()) if r in RELATION_NAMES),
            chapters=tuple(params.get("chapter", ())),
            grade=given["grade"],
            section=int(start) if start.isdecimal() and len(start) < 9 else None,
        )
        return chosen.filled(plans)

    def filled(self, plans: Mapping[str, Plan]) -> "Chosen":
        """The same with plans chosen, by region, where it names none, and one county to show."""
        city = self.city or _city(plans)
        counties = self.counties
        if counties is None:
            counties = () if city is None or city not in plans else _below(plans[city], plans)
        below = self.below if self.below in counties else next(iter(counties), "")
        return replace(self, city=city, counties=counties, below=below)


def changed(params: Params, name: str, values: Sequence[str]) -> dict[str, list[str]]:
    """The address with one parameter set anew; for the counties none is said as an empty one."""
    gone = {name, *_RESETS.get(name, ())}
    kept = {n: list(v) for n, v in params.items() if n not in gone}
    if name == "county" and not values:
        values = ("",)
    return kept | ({name: list(values)} if values else {})


def _last(params: Params, name: str) -> str:
    return "".join(params.get(name, ())[-1:])


def _city(plans: Mapping[str, Plan]) -> str | None:
    """The first plan that others belong to, or the first of several."""
    found = (plan_id for plan_id, plan in plans.items() if _below(plan, plans))
    return next(found, next(iter(plans), None))


def _below(plan: Plan, plans: Mapping[str, Plan]) -> tuple[str, ...]:
    related = related_plans(plan, tuple(plans.values()))
    return tuple(one.plan.id for one in related if one.relation == "below")
