"""A plan to read: its text, its outline, and what stands around a passage."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice

from app_pages.markup import Layers, element, fictional_badge, heading_span, inline, lines
from app_pages.request import Place
from app_pages.tables import table_rows, whole_table
from corpus.model import Plan, Section, Span, Table
from corpus.regions import Related
from indexer.model import Passage

_RELATIONS = {"above": "上级", "same": "同级", "below": "下级"}


def document(plan: Plan, place: Span | None, related: Sequence[Related] = ()) -> str:
    """The reader's page: title, related plans, outline, the whole text with the place marked."""
    facts = (
        plan.region,
        None if plan.period is None else f"{plan.period[0]}–{plan.period[1]}年",
        f"来源文件：{plan.source.file}",
    )
    head = element("h1", escape(plan.title)) + fictional_badge(plan)
    head += element("p", escape(" · ".join(filter(None, facts))), class_="facts")
    head += relations(related)
    # on a narrow screen the style sheet hides the outline until the switch is opened
    switch = element("details", element("summary", "目录"))
    text = "\n".join(_blocks(plan, 0, len(plan.text), place))
    return element(
        "div",
        element("header", head)
        + element("nav", switch + outline(plan, place), aria_label="目录")
        + element("article", text, class_="text"),
        class_="document",
        lang="zh-CN",
    )


def relations(related: Sequence[Related]) -> str:
    """The plans that a plan must be read with, each a link; empty if none."""
    links = "；".join(
        f"{_RELATIONS[one.relation]}："
        + element("a", escape(f"《{one.plan.title}》"), href=Place(one.plan.id).href)
        + fictional_badge(one.plan)
        for one in related
    )
    return element("p", f"相关规划　{links}", class_="facts") if related else ""


def outline(plan: Plan, place: Span | None) -> str:
    """All headings but those of single paragraphs, nested; each link opens the reader there."""
    current = set() if place is None else set(plan.path(plan.section_at(place.start)))
    return _branch(plan, None, current)


def _branch(plan: Plan, parent: int | None, current: set[Section]) -> str:
    items = "".join(
        element("li", _link(plan, section, section in current) + _branch(plan, at, current))
        for at, section in enumerate(plan.sections)
        if section.parent == parent and not section.inline
    )
    return element("ul", items) if items else ""


def _link(plan: Plan, section: Section, is_current: bool) -> str:
    heading = heading_span(plan, section)
    place = None if section.kind == "preamble" else heading
    return element(
        "a",
        escape(section.label),
        href=Place(plan.id, place).href,
        data_jump=section.start,
        aria_current="true" if is_current else None,
    )


def surroundings(plan: Plan, passage: Passage) -> str:
    """The passage, marked, between its neighbours in the section or in the table; empty if none."""
    here = Span(passage.start, passage.end)
    if passage.table is not None:
        return _rows_around(plan, plan.tables[passage.table], passage.row, {"mark": (here,)})
    if passage.kind == "outline":
        return ""
    around = _paragraphs_around(plan, passage)
    if here.start <= around.start and around.end <= here.end:
        return ""
    return "\n".join(_blocks(plan, around.start, around.end, here))


def _rows_around(plan: Plan, table: Table, row: int | None, layers: Layers) -> str:
    if row is None:
        return whole_table(plan, table, layers)
    return table_rows(plan, table, [n for n in table.rows if abs(n - row) <= 1], layers)


def _paragraphs_around(plan: Plan, passage: Passage) -> Span:
    """From the line before the passage's to the line behind it, within the section."""
    section = next(s for s in reversed(plan.path(passage.section)) if not s.inline)
    around = list(lines(plan.text, section.body, section.end))
    own = [
        at for at, line in enumerate(around) if line.start < passage.end and passage.body < line.end
    ]
    near = around[max(own[0] - 1, 0) : own[-1] + 2]
    return Span(near[0].start, near[-1].end)


def _blocks(plan: Plan, start: int, end: int, place: Span | None) -> Iterator[str]:
    """Headings, paragraphs and tables of a span, one after the other."""
    layers: Layers = {
        "b": [heading_span(plan, section) for section in plan.sections if section.inline],
        "mark": () if place is None else (place,),
    }
    sections = {
        line.start: section
        for section in plan.sections
        if not section.inline
        for line in islice(lines(plan.text, section.start, section.end), 1)
    }
    drawn = start
    for line in lines(plan.text, start, end):
        table = next((t for t in plan.tables if t.start <= line.start < t.end), None)
        if line.start < drawn:
            continue
        if table is not None:
            drawn = table.end
            yield whole_table(plan, table, layers)
        else:
            yield _line(plan, line, sections.get(line.start), layers)


def _line(plan: Plan, line: Span, section: Section | None, layers: Layers) -> str:
    words = inline(plan.text, line.start, line.end, layers)
    tag = "p"
    if section is not None and section.kind != "preamble":
        tag = f"h{min(section.depth + 1, 6)}"
    return element(
        tag,
        words,
        class_="repeated" if plan.text[line.start : line.end] == plan.title else None,
        data_at=None if section is None else section.start,
    )
