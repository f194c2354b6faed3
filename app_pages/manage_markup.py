"""The plans held and what a document reads as, as HTML; a document's words are escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from app_pages.document import relations
from app_pages.markup import element, fictional_badge
from app_pages.request import Place
from corpus.model import Indicator, Plan, Value
from corpus.regions import Related, related_plans

_SHOWN = 200
"""Lines of a list; what a person can look through."""


def heading(plans: int) -> str:
    """The page's title."""
    words = f"已收录 {plans} 部规划。加入、修改和移除对所有使用者立即生效。"
    title = element("h1", "规划管理") + element("p", words)
    return element("header", title, class_="title", lang="zh-CN")


def told(words: str) -> str:
    """What was done."""
    return element("div", element("p", escape(words)), class_="told", role="status")


def shelf(plans: Mapping[str, Plan], passages: Mapping[str, int]) -> str:
    """The plans held, each with what is known of it."""
    known = tuple(plans.values())
    items = "".join(
        element("li", _held(plan, passages.get(plan.id, 0), known), class_="card") for plan in known
    )
    return element("ul", items, class_="cards", lang="zh-CN")


def _held(plan: Plan, passages: int, plans: Sequence[Plan]) -> str:
    link = element("a", escape(f"《{plan.title}》"), href=Place(plan.id).href)
    sizes = f"{sizes_of(plan)}，{passages} 段可检索"
    source = f"编号 {plan.id} · 来源文件 {plan.source.file}"
    return (
        element("div", element("b", link) + fictional_badge(plan), class_="crumbs")
        + _facts(plan)
        + element("p", escape(sizes), class_="facts")
        + element("p", escape(source), class_="facts")
        + relations(related_plans(plan, plans))
    )


def _facts(plan: Plan) -> str:
    period = None if plan.period is None else f"{plan.period[0]}–{plan.period[1]}年"
    level = None if plan.level is None else f"{plan.level}级"
    facts = (plan.region, level, period, plan.issuer, plan.number, plan.date)
    return element("p", escape(" · ".join(filter(None, facts))), class_="facts")


def sizes_of(plan: Plan) -> str:
    """How much was found in a document."""
    headings = sum(section.kind != "preamble" for section in plan.sections)
    return (
        f"{len(plan.text)} 字，标题 {headings} 个，表格 {len(plan.tables)} 张，"
        f"指标 {len(plan.indicators)} 项，正文目标 {len(plan.targets)} 处"
    )


def summary(plan: Plan, related: Sequence[Related]) -> str:
    """What a document reads as, before it is added."""
    warned = f"，提醒 {len(plan.warnings)} 条" if plan.warnings else "，没有提醒"
    words = element("p", escape(sizes_of(plan) + warned), class_="facts")
    return element("div", words + relations(related), lang="zh-CN")


def warnings(plan: Plan) -> str:
    """What a person should look at, each with its place and the words there."""
    items = [
        element("b", f"第 {plan.text.count(chr(10), 0, one.start) + 1} 行")
        + f"：{escape(one.message)}"
        + _quoted(plan.text[one.start : one.end])
        for one in plan.warnings
    ]
    return _list(items, "problems")


def _quoted(words: str) -> str:
    line = " ".join(words.split())
    short = line[:40] + "……" * (len(line) > 40)
    return element("q", escape(short), class_="facts") if line else ""


def contents(plan: Plan) -> str:
    """The outline."""
    items = [
        element("span", escape(section.label), style=f"padding-left:{section.depth - 1}em")
        for section in plan.sections
    ]
    return _list(items, "outline")


def _list(items: Sequence[str], class_: str) -> str:
    shown = "".join(element("li", item) for item in items[:_SHOWN])
    more = len(items) - _SHOWN
    rest = element("p", f"还有 {more} 条没有列出。") if more > 0 else ""
    return element("ul", shown, class_=class_, lang="zh-CN") + rest


def indicators(rows: Iterable[Indicator]) -> str:
    """The rows of the indicator tables, values as printed."""
    head = "".join(element("th", name) for name in ("指标", "单位", "基准", "目标", "性质"))
    body = "".join(element("tr", "".join(_cells(row))) for row in rows)
    return element(
        "div", element("table", element("tr", head) + body), class_="cells", lang="zh-CN"
    )


def _cells(row: Indicator) -> Iterable[str]:
    baseline = _value(row.baseline, "", row.baseline_year)
    target = _value(row.target, "（累计）" if row.cumulative else "", row.target_year)
    yield element("th", escape(row.name))
    for words in (row.unit or "", baseline, target, row.nature or ""):
        yield element("td", escape(words))


def _value(value: Value | None, total: str, year: int | None) -> str:
    if value is None:
        return "—"
    return value.text + total + (f"（{year}年）" if year else "")
