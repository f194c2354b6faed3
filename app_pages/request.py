"""What the address of a page says: a request to the find page, a place for the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from corpus.model import Plan, Span
from corpus.regions import Level, region_name
from indexer.index import Index
from indexer.model import Kind
from search.cite import address
from search.model import Filters

Params = Mapping[str, Sequence[str]]
"""The address's parameters, each with all its values."""

DEFAULT_K = 10
MAX_K = 100
ALL = 0
"""In place of a number of results: every passage above the relevance cut."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question with its filters; an empty filter allows everything.

    `k` is how many results, or `ALL`. `exact` asks for the words as typed, without
    putting slips right.
    """

    q: str = ""
    plans: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    k: int = DEFAULT_K
    exact: bool = False
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @classmethod
    def read(cls, params: Params) -> "Request":
        """What the address asks for; a number of results that is none becomes the default."""
        (q, k) = ("".join(params.get(name, ())[-1:]) for name in ("q", "k"))
        names = ("plan", "chapter", "kind", "region", "level")
        plans, chapters, kinds, regions, levels = (tuple(params.get(n, ())) for n in names)
        wanted = int(k) if k.isdecimal() and len(k) < 9 else 0
        number = ALL if k == "all" else wanted if 1 <= wanted <= MAX_K else DEFAULT_K
        exact = "".join(params.get("exact", ())[-1:]) == "1"
        return cls(q.strip(), plans, chapters, kinds, number, exact, regions, levels)

    @property
    def params(self) -> dict[str, str | tuple[str, ...]]:
        """The address's parameters, without those that say nothing."""
        given: dict[str, str | tuple[str, ...]] = {
            "q": self.q,
            "plan": self.plans,
            "chapter": self.chapters,
            "kind": self.kinds,
            "region": self.regions,
            "level": self.levels,
            "k": {DEFAULT_K: "", ALL: "all"}.get(self.k, str(self.k)),
            "exact": "1" if self.exact else "",
        }
        return {name: value for name, value in given.items() if value}

    @property
    def filters(self) -> Filters:
        """The filters as search takes them; a kind that does not exist matches nothing."""
        kinds = cast("tuple[Kind, ...]", self.kinds)
        return Filters(
            self.plans or None,
            self.chapters or None,
            kinds or None,
            self.regions or None,
            self.levels or None,
        )

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return self.filters != Filters()


def chapters(request: Request, index: Index) -> list[str]:
    """The chapters that a request may be narrowed to: of the plans it names, or of all."""
    plans = request.plans or tuple(index.plans)
    return list(dict.fromkeys(p.chapter for p in index.passages if p.plan_id in plans))


def regions(index: Index) -> dict[str, list[str]]:
    """The regions and the levels that a request may be narrowed to."""
    plans = index.plans.values()
    levels = {plan.level for plan in plans}
    return {
        "region": list(dict.fromkeys(name for p in plans if (name := region_name(p)))),
        "level": [level for level in get_args(Level) if level in levels],
    }


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a plan, or the whole of it."""

    plan: str
    span: Span | None = None

    @property
    def href(self) -> str:
        """The reader's address for it, relative to any of our pages."""
        return address(self.plan, self.span)


def read_span(params: Params, plan: Plan) -> Span | None:
    """The span that the address names; None when it names none or one that is not in the text."""
    first, last = ("".join(params.get(name, ())[-1:]) for name in ("start", "end"))
    if not (first.isdecimal() and last.isdecimal() and len(first + last) < 18):
        return None
    span = Span(int(first), int(last))
    return span if span.start < span.end <= len(plan.text) else None
