"""How far each county takes up each section, as a table of words and colours."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby
from urllib.parse import urlencode

from app_pages.compare_markup import Plans, cited
from app_pages.markup import element, fictional_badge
from app_pages.request import Params
from corpus.model import Plan
from corpus.regions import region_parts
from search.compare.model import STRENGTH_NAMES, CoverageCell

Row = tuple[CoverageCell, ...]
"""The cells of one section, a county each."""


def matrix(
    cells: Sequence[CoverageCell], plans: Plans, address: Params, chosen: CoverageCell | None
) -> str:
    """The heat map; a cell leads to what was found. Beside it the chosen cell's passages."""
    by_start = sorted(cells, key=lambda cell: cell.section.start)
    rows = [tuple(g) for _, g in groupby(by_start, lambda cell: cell.section.start)]
    city = plans[cells[0].section.plan_id]
    head = element("th", f"{escape(city.title)}的节", scope="col")
    head += "".join(_county(plans[cell.county_id], cells) for cell in rows[0])
    body = "".join(
        element("tr", element("th", escape(chapter), colspan=len(rows[0]) + 1, class_="chapter"))
        + "".join(_row(row, address, chosen) for row in group)
        for chapter, group in groupby(rows, lambda row: _chapter(city, row))
    )
    parts = element("thead", element("tr", head)) + element("tbody", body)
    shown = element("div", element("table", parts), class_="map")
    panel = "" if chosen is None else _found(chosen, plans, address)
    return element("div", shown + panel, class_="coverage", lang="zh-CN")


def _county(plan: Plan, cells: Sequence[CoverageCell]) -> str:
    counts = Counter(cell.strength for cell in cells if cell.county_id == plan.id)
    told = (f"{name} {counts[strength]}" for strength, name in STRENGTH_NAMES.items())
    parts = region_parts(plan.region or "")
    name = element("span", escape(parts[-1][0] if parts else plan.title), class_="name")
    counted = "".join(element("span", words) for words in told)
    content = name + fictional_badge(plan) + element("p", counted)
    return element("th", content, scope="col", title=plan.title)


def _chapter(plan: Plan, row: Row) -> str:
    return plan.path(plan.section_at(row[0].section.start))[0].label


def _row(row: Row, address: Params, chosen: CoverageCell | None) -> str:
    name = element("th", escape(row[0].section.name), scope="row")
    return element("tr", name + "".join(_cell(cell, address, cell == chosen) for cell in row))


def _cell(cell: CoverageCell, address: Params, is_chosen: bool) -> str:
    there = {"section": [str(cell.section.start)], "below": [cell.county_id]}
    current = "true" if is_chosen else None
    link = _link(STRENGTH_NAMES[cell.strength], {**address, **there}, aria_current=current)
    return element("td", link, class_=cell.strength)


def _link(words: str, address: Params, **attributes: str | None) -> str:
    """To this page at another address, without loading it anew where the script runs."""
    query = urlencode(address, doseq=True)
    return element("a", words, href=f"compare?{query}", data_choose=query, **attributes)


def _found(cell: CoverageCell, plans: Plans, address: Params) -> str:
    """What a cell stands for: the county's passages, or that none was found and for what."""
    county = plans[cell.county_id]
    head = element("h3", escape(cell.section.name)) + cited(cell.section, plans, full=True)
    strength = element("b", STRENGTH_NAMES[cell.strength], class_=f"strength {cell.strength}")
    told = f"在《{county.title}》里检索“{cell.query}”及本节各句"
    searched = element("p", strength + escape(told) + fictional_badge(county))
    passages = "".join(
        element("li", element("p", escape(side.quote), class_="text") + cited(side, plans))
        for side in cell.passages
    )
    nothing = element("p", "检索过，未找到。", class_="none")
    listed = element("ol", passages) if passages else nothing
    closed = {name: values for name, values in address.items() if name != "section"}
    close = _link("收起", closed, class_="close")
    return element("aside", close + head + searched + listed, class_="found", aria_live="polite")
