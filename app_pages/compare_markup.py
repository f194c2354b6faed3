"""Targets, gaps and contradictions of a comparison as HTML; a document's words are escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from app_pages.markup import element, fictional_badge, plan_name
from app_pages.request import Place
from corpus.model import Plan, Span
from search.compare.model import (
    RELATION_NAMES,
    Contradiction,
    Extra,
    Missing,
    Relation,
    Side,
    TargetPair,
)
from search.compare.tables import quoted

Plans = Mapping[str, Plan]

SIGNS: dict[Relation, str] = {
    "looser": "▼",
    "different_year": "≠",
    "different_scope": "≠",
    "different_unit": "≠",
    "different_nature": "≠",
    "stricter": "▲",
    "same": "＝",
}
"""The sign of each relation, those first that ask for a look; never colour alone."""

UPPER, LOWER = "上级规划", "本级规划"


def relation_name(relation: Relation) -> str:
    """Sign and word."""
    return f"{SIGNS[relation]} {RELATION_NAMES[relation]}"


def cited(side: Side, plans: Plans, *, full: bool = False) -> str:
    """Where a place stands, leading there; nothing for a draft, which is no plan of the index.

    Without `full` the plan's title is left out, for it heads the column.
    """
    plan = plans.get(side.plan_id)
    if plan is None:
        return ""
    short = side.citation.removeprefix(f"《{plan.title}》")
    words = escape(side.citation if full or not short else short)
    place = Place(plan.id, Span(side.start, side.end))
    link = element("a", words, href=place.href, target="_blank")
    return element("cite", link + fictional_badge(plan))


def heads(above: Plan, below: Plan) -> tuple[str, str]:
    """What heads the two columns; not markup."""
    return f"{UPPER}：{plan_name(above)}", f"{LOWER}：{plan_name(below)}"


def target_table(
    pairs: Iterable[TargetPair], plans: Plans, titles: tuple[str, str], *, full: bool = False
) -> str:
    """Target beside target, with how the lower stands to the upper and why."""
    rows = [
        [
            element("span", relation_name(pair.relation), class_=f"relation {pair.relation}"),
            _target(pair.city, plans, full=full),
            _target(pair.county, plans, full=full),
            element("p", escape(pair.why)),
        ]
        for pair in pairs
    ]
    return table(("关系", *titles, "说明"), rows, "targets")


def missing_table(items: Sequence[Missing], plans: Plans, upper: str) -> str:
    """City targets that the county leaves out, each with the county's nearest."""
    rows = [[_target(item.city, plans), _nearest(item.nearest, plans)] for item in items]
    return table((upper, f"{LOWER}里最接近的（已判为另一目标）"), rows, "gaps")


def extra_table(items: Sequence[Extra], plans: Plans, lower: str) -> str:
    """County targets without one above, each with the city's nearest."""
    rows = [[_target(item.county, plans), _nearest(item.nearest, plans)] for item in items]
    return table((lower, f"{UPPER}里最接近的（已判为另一目标）"), rows, "gaps")


def contradictions(items: Sequence[Contradiction], plans: Plans) -> str:
    """What cannot both hold, each with its two places."""
    cards = (
        element("p", element("b", escape(item.what)))
        + element("div", _place(item.a, plans) + _place(item.b, plans), class_="both")
        for item in items
    )
    listed = "".join(element("li", card, class_="card") for card in cards)
    return element("ul", listed, class_="cards", lang="zh-CN")


def _place(side: Side, plans: Plans) -> str:
    return element("div", _quoted(side) + cited(side, plans))


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], class_: str) -> str:
    """A table whose cells are markup; a narrow screen shows a row as a card of labelled cells."""
    head = "".join(element("th", escape(title), scope="col") for title in titles)
    body = "".join(
        element(
            "tr",
            "".join(
                element("td", cell, data_label=title.partition("：")[0])
                for title, cell in zip(titles, row, strict=True)
            ),
        )
        for row in rows
    )
    parts = element("thead", element("tr", head)) + element("tbody", body)
    return element("table", parts, class_=f"pairs {class_}", lang="zh-CN")


def _target(side: Side, plans: Plans, *, full: bool = False) -> str:
    """A target: what, how much, when, and the words it stands in."""
    when = "" if side.year is None or f"{side.year}" in (side.value or "") else f"{side.year}年"
    facts = "，".join(filter(None, (when, side.value, side.nature)))
    named = element("b", escape(side.name)) if side.name else ""
    told = element("p", named + element("span", escape(facts), class_="value"), class_="what")
    return told + _quoted(side) + cited(side, plans, full=full)


def _nearest(side: Side | None, plans: Plans) -> str:
    return element("p", "没有相近的目标") if side is None else _target(side, plans)


def _quoted(side: Side) -> str:
    return element("q", escape(quoted(side)))
