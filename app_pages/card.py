"""Hits as HTML cards."""

from collections.abc import Sequence
from html import escape

from app_pages.document import surroundings
from app_pages.markup import Layers, element, fictional_badge, inline, lines, plan_name
from app_pages.request import Place
from app_pages.tables import table_rows
from corpus.model import Plan, Span
from search.cite import citation
from search.model import Hit
from search.render import best_sentence
from search.same import folded_hits
from search.why import KIND_NAMES, explain


def heading(plans: Sequence[Plan]) -> str:
    """The find page's title and what it searches in."""
    names = "、".join(f"《{plan_name(plan)}》" for plan in plans[:3]) + "等" * (len(plans) > 3)
    scope = f"从 {len(plans)} 部规划里找出原文，附章节出处：{names}"
    title = element("h1", "想查什么？") + element("p", escape(scope))
    return element("header", title, class_="title", lang="zh-CN")


def cards(hits: Sequence[Hit]) -> str:
    """A list of hits, best first; what says the same again is folded under the first (另见)."""
    items = "".join(
        element("li", _card(hit, again), class_="card") for hit, again in folded_hits(hits)
    )
    return element("ol", items, class_="cards", lang="zh-CN")


def _card(hit: Hit, again: Sequence[Hit] = ()) -> str:
    why = explain(hit.explanation, hit.passage.kind)
    return (
        element("div", _breadcrumb(hit), class_="crumbs")
        + element("div", _words(hit), class_="text")
        + element("p", escape(why), class_="why")
        + element("div", _citation(hit), class_="citation")
        + "".join(map(_again, again))
        + element("div", _ways_on(hit), class_="ways")
    )


def _again(hit: Hit) -> str:
    """Another place of the same rule: its number, to which references lead, citation, words."""
    place = Place(hit.plan.id, Span(hit.passage.start, hit.passage.end))
    link = element("a", escape(citation(hit.plan, hit.passage)), href=place.href)
    rank = element("span", str(hit.rank), class_="rank")
    return element("p", f"另见 {rank}. {link}：{escape(best_sentence(hit))}", class_="again")


def _breadcrumb(hit: Hit) -> str:
    path = [s.label for s in hit.plan.path(hit.passage.section) if not s.inline]
    steps = "".join(f" › {escape(label)}" for label in path)
    return (
        element("span", str(hit.rank), class_="rank")
        + element("span", f"《{escape(hit.plan.title)}》{steps}", class_="path")
        + fictional_badge(hit.plan)
        + element("span", KIND_NAMES[hit.passage.kind], class_="badge")
    )


def _words(hit: Hit) -> str:
    """The passage with the question's words marked; a row as a table with the notes on it."""
    text, passage = hit.plan.text, hit.passage
    layers: Layers = {"mark": hit.marks, "em": (hit.best,)}
    if passage.table is not None and passage.row is not None:
        table = hit.plan.tables[passage.table]
        return table_rows(hit.plan, table, [passage.row], {"mark": hit.marks}) + _notes(hit)
    if passage.kind == "outline":
        return element("p", escape(hit.text)) + _below(hit)
    return "".join(
        element("p", inline(text, line.start, line.end, layers), class_=_lead(hit, line))
        for line in lines(text, passage.start, passage.end)
    )


def _below(hit: Hit) -> str:
    """The headings directly below a heading, complete and in order."""
    below = (s for s in hit.plan.sections if s.parent == hit.passage.section)
    return element("ul", "".join(element("li", escape(one.label)) for one in below))


def _lead(hit: Hit, line: Span) -> str | None:
    return "lead" if line.end <= hit.passage.body else None


def _notes(hit: Hit) -> str:
    place = (hit.passage.table, hit.passage.row)
    notes = [n for i in hit.plan.indicators if (i.table, i.row) == place for n in i.notes]
    return "".join(
        element("p", inline(hit.plan.text, note.start, note.end, {}), class_="remark")
        for note in notes
    )


def _citation(hit: Hit) -> str:
    words = citation(hit.plan, hit.passage)
    button = element("button", "复制引文", type="button", data_copy=words)
    return element("cite", escape(words)) + button


def _ways_on(hit: Hit) -> str:
    """To the whole plan, and to what stands around the passage."""
    place = Place(hit.plan.id, Span(hit.passage.start, hit.passage.end))
    link = element("a", "在全文中查看", href=place.href)
    around = surroundings(hit.plan, hit.passage)
    if not around:
        return link
    context = element("summary", "上下文") + element("div", around, class_="text")
    return link + element("details", context)
