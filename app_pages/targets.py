"""The registry page: indicators and targets of all plans, filtered, drawn, compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from app_pages.common import animate, params, searcher
from app_pages.markup import element, fictional_badge, notice, plan_name
from app_pages.request import Place
from app_pages.targets_chart import changes, chart
from app_pages.targets_markup import compared, timeline
from app_pages.targets_request import FILTERS, Chosen, options
from search.engine import Searcher
from search.entries import Entry
from search.registry import Registry
from search.registry_render import as_csv, as_xlsx, kind, mark

_LABELS = {"plan": "规划", "chapter": "章", "nature": "性质", "year": "年份", "kind": "类型"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# pixels; the name stays in sight while a narrow screen scrolls (a string here would be shown)
_NAME = 160


def page() -> None:
    """Show the part of the registry that the address names."""
    st.html(Path(__file__).parent / "targets.css")
    opened = searcher()
    chosen = Chosen.read(params())
    animate()
    with st.container(key="targets"):
        st.html(_heading(opened.registry))
        _filters(chosen, opened)
        taken = opened.registry.select(chosen.selection)
        if not taken.entries:
            st.html(notice("没有符合条件的指标或目标。", "请放宽筛选，或点“清除筛选”。"))
            return
        _table(taken)
        _changes(taken.entries)
        _section("时间表", "正文和指标表里写明年份的目标。", timeline(taken.entries))
        if taken.findings:
            words = "同一目标在规划里多处出现，逐对列出原文；差别不作判断，请以原文为准。"
            _section("多处表述对照", words, compared(taken.findings))


def _heading(registry: Registry) -> str:
    plans = {entry.plan.id for entry in registry.entries}
    scope = f"{len(plans)} 部规划的指标表和正文，共 {len(registry.entries)} 项；数值照原文。"
    title = element("h1", "指标与目标") + element("p", escape(scope))
    return element("header", title, class_="title", lang="zh-CN")


def _filters(chosen: Chosen, opened: Searcher) -> None:
    plans = {plan.id: plan_name(plan) for plan in opened.index.plans.values()}
    known = options(opened.registry, chosen.plans)
    choices = {"plan": plans} | {n: {value: value for value in known[n]} for n in FILTERS[1:]}
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        for name, values in choices.items():
            _choose(name, values, chosen.params.get(name, ()))
        if chosen != Chosen():
            st.button("清除筛选", on_click=st.query_params.clear)


def _choose(name: str, values: dict[str, str], wanted: Sequence[str]) -> None:
    """A filter that says what the address says."""
    key, there = f"targets-{name}", [value for value in wanted if value in values]
    if st.session_state.get(key) != there:
        st.session_state[key] = there
    st.multiselect(
        _LABELS[name],
        list(values),
        key=key,
        format_func=lambda value: values[value],
        placeholder=f"全部{_LABELS[name]}",
        on_change=_to_address,
        filter_mode=None,
        select_all=False,
    )


def _to_address() -> None:
    """Put what the filters say into the address."""
    state = st.session_state
    st.query_params.from_dict(Chosen(*(tuple(state[f"targets-{n}"]) for n in FILTERS)).params)


def _table(taken: Registry) -> None:
    before = _usual(e.baseline_year for e in taken.entries if e.baseline)
    after = _usual(e.year for e in taken.entries)
    wide = {_head(before, "基准"): 130, _head(after, "目标"): 190, "单位": 100, "备注": 400}
    st.dataframe(
        [_row(entry, before, after) for entry in taken.entries],
        hide_index=True,
        column_order=_order(taken, [_head(before, "基准"), _head(after, "目标")]),
        column_config={
            "指标": st.column_config.TextColumn(pinned=True, width=_NAME),
            "规划": st.column_config.TextColumn(width=150),
            "出处": st.column_config.LinkColumn(display_text="#(.*)$", width=230),
            **{name: st.column_config.TextColumn(width=width) for name, width in wide.items()},
        },
        alt="指标与目标总表",
        key="registry",
    )
    with st.container(horizontal=True):
        st.download_button(
            "下载 Excel", lambda: as_xlsx(taken), "指标与目标.xlsx", _XLSX, on_click="ignore"
        )
        st.download_button(
            "下载 CSV", lambda: as_csv(taken), "指标与目标.csv", "text/csv", on_click="ignore"
        )


def _order(taken: Registry, values: Sequence[str]) -> list[str]:
    """The columns; of a single plan every row would repeat its name."""
    one = len({entry.plan.id for entry in taken.entries}) == 1
    real = not taken.entries[0].plan.fictional
    plan = [] if one and real else ["规划"]
    return ["指标", *plan, *values, "单位", "性质", "类型", "出处", "备注"]


def _usual(years: Iterable[int | None]) -> int | None:
    """The year most entries have; it heads the column."""
    found = Counter(year for year in years if year is not None)
    return max(found, key=lambda year: (found[year], year), default=None)


def _row(entry: Entry, before: int | None, after: int | None) -> dict[str, str]:
    first = entry.statements[0]
    place = Place(entry.plan.id, first.clause)
    where = first.citation.removeprefix(f"《{entry.plan.title}》")
    more = len(entry.citations) - 1
    return {
        "指标": entry.name,
        "规划": mark(entry.plan) + entry.plan.title,
        _head(before, "基准"): _told(entry.baseline_text, entry.baseline_year, before),
        _head(after, "目标"): _told(entry.target_text, entry.year, after),
        "单位": entry.unit or "",
        "性质": entry.nature or "",
        "类型": kind(entry),
        "出处": f"{place.href}#{where}" + f" 等{more + 1}处" * (more > 0),
        "备注": " ".join(note.text for note in entry.notes),
    }


def _head(year: int | None, what: str) -> str:
    return what if year is None else f"{year}年{what}"


def _told(text: str, year: int | None, usual: int | None) -> str:
    """A value; with its year where that is not the column's."""
    other = text and year is not None and year != usual and str(year) not in text
    return f"{text}（{year}年）" if other else text


def _changes(entries: Sequence[Entry]) -> None:
    """One chart a plan."""
    plans = {entry.plan.id: entry.plan for entry in entries}.values()
    drawn = [(p, rows) for p in plans if (rows := changes(e for e in entries if e.plan is p))]
    if drawn:
        words = "基准和目标都是数值的指标，按比基准变化的百分比画出；上升不等于变好。"
        _section("从基准到目标", words, "")
    for plan, rows in drawn:
        if len(plans) > 1:
            st.html(element("h3", escape(plan.title)) + fictional_badge(plan))
        st.vega_lite_chart(chart(rows), key=f"changes-{plan.id}")


def _section(title: str, words: str, content: str) -> None:
    head = element("h2", escape(title)) + element("p", escape(words), class_="why")
    st.html(element("section", head + content, lang="zh-CN"))


page()
