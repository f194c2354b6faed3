"""What the address of the registry page says."""

from dataclasses import dataclass

from app_pages.request import Params
from search.registry import Registry, Selection
from search.registry_render import kind


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the registry page; an empty one takes everything."""

    plans: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @classmethod
    def read(cls, params: Params) -> "Chosen":
        """What the address asks for."""
        return cls(*(tuple(params.get(name, ())) for name in FILTERS))

    @property
    def params(self) -> dict[str, tuple[str, ...]]:
        """The address's parameters, without those that say nothing."""
        values = (self.plans, self.chapters, self.natures, self.years, self.kinds)
        return {name: value for name, value in zip(FILTERS, values, strict=True) if value}

    @property
    def selection(self) -> Selection:
        """The filters as the registry takes them; what does not exist matches nothing."""
        years = tuple(int(y) for y in self.years if y.isdecimal() and len(y) == 4)
        one_kind = len(set(self.kinds)) == 1
        return Selection(
            plans=self.plans or None,
            chapters=self.chapters or None,
            natures=self.natures or None,
            years=years if self.years else None,
            achieved=self.kinds[0] == "已完成" if one_kind else None,
        )


FILTERS = ("plan", "chapter", "nature", "year", "kind")
"""The address's parameters, in the order of `Chosen`."""


def options(registry: Registry, plans: tuple[str, ...]) -> dict[str, list[str]]:
    """What each filter but the plans' may be set to: of the plans chosen, or of all."""
    entries = [e for e in registry.entries if not plans or e.plan.id in plans]
    chapters = (s.chapter for e in entries for s in e.statements)
    return {
        "chapter": list(dict.fromkeys(chapters)),
        "nature": [n for n in ("约束性", "预期性") if any(e.nature == n for e in entries)],
        "year": [str(year) for year in sorted({e.due for e in entries if e.due is not None})],
        "kind": list(dict.fromkeys(map(kind, entries))),
    }
