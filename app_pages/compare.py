"""The comparison's page: a plan beside those below it, and a draft beside those above it."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from app_pages.common import animate, params, searcher
from app_pages.compare_draft import draft_view
from app_pages.compare_request import VIEWS, Chosen
from app_pages.compare_views import (
    coverage,
    fill,
    gaps,
    internal,
    provision_pairs,
    targets,
    to_address,
)
from app_pages.markup import element, notice
from corpus.model import Plan
from search.compare import Comparison, compare
from search.compare.exports import Format, export
from search.compare.model import merged
from search.compare.render import as_json
from search.engine import Searcher
from search.registry_render import mark

# the views that show one county at a time (a string here would be shown)
_OF_ONE: dict[str, Callable[..., None]] = {
    "targets": targets,
    "provisions": provision_pairs,
    "gaps": gaps,
    "internal": internal,
}

_OFFICE = "application/vnd.openxmlformats-officedocument"
_Kind = Format | Literal["json"]
_FILES: dict[_Kind, tuple[str, str]] = {
    "xlsx": ("Excel", f"{_OFFICE}.spreadsheetml.sheet"),
    "docx": ("Word", f"{_OFFICE}.wordprocessingml.document"),
    "md": ("Markdown", "text/markdown"),
    "json": ("JSON", "application/json"),
}


def page() -> None:
    """Show the part of the comparison that the address names."""
    st.html(Path(__file__).parent / "compare.css")
    opened = searcher()
    chosen = Chosen.read(params(), opened.index.plans)
    animate()
    with st.container(key="compare"):
        st.html(_heading())
        st.segmented_control(
            "看什么",
            list(VIEWS),
            required=True,
            format_func=lambda view: VIEWS[view],
            key=fill("view", chosen.view),
            on_change=to_address,
            args=("view",),
            label_visibility="collapsed",
        )
        if chosen.view == "draft":
            draft_view(opened)
            return
        _plans(chosen, opened)
        if chosen.city is None or not chosen.counties:
            hint = "下级规划先在“管理”页加入；一段草稿可以直接在“草稿核对”里核对。"
            st.html(notice("请选择一部上级规划和至少一部本级规划。", hint))
        else:
            _show(_compared(opened, chosen.city, chosen.counties), chosen, opened)


def _heading() -> str:
    words = "目标、条款、缺项、矛盾和覆盖，上级与本级逐条对照；每一处都能打开原文（新标签页）。"
    title = element("h1", "规划对照") + element("p", words)
    return element("header", title, class_="title", lang="zh-CN")


def _plans(chosen: Chosen, opened: Searcher) -> None:
    # the mark of an invented sample first: a narrow screen cuts the end
    names = {plan.id: mark(plan) + plan.title for plan in opened.index.plans.values()}
    others = [plan for plan in names if plan != chosen.city]
    with st.container(horizontal=True, vertical_alignment="top", key="plans"):
        st.selectbox(
            "上级规划",
            list(names),
            # one that starts empty could be emptied again
            index=0 if chosen.city in names else None,
            key=fill("city", chosen.city if chosen.city in names else None),
            format_func=lambda plan: names[plan],
            placeholder="请选择一部规划",
            on_change=to_address,
            args=("city",),
            filter_mode=None,
        )
        st.multiselect(
            "本级规划（可选多部）",
            others,
            key=fill("county", [plan for plan in chosen.counties or () if plan in others]),
            format_func=lambda plan: names[plan],
            placeholder="请选择一部或几部规划",
            on_change=to_address,
            args=("county",),
            filter_mode=None,
            select_all=False,
            wrap=True,
        )


def _compared(opened: Searcher, city: str, counties: tuple[str, ...]) -> Comparison:
    """County after county, so that one more costs only itself."""
    parts = []
    for number, county in enumerate(counties, 1):
        with st.spinner(f"正在对照第 {number} 部，共 {len(counties)} 部……"):
            parts.append(_one(str(opened.index.folder), city, county, opened))
    return merged(parts)


@st.cache_resource(max_entries=64, show_spinner=False)
def _one(generation: str, city: str, county: str, _opened: Searcher) -> Comparison:  # noqa: ARG001 - the cache's key
    return compare(_opened, city, [county])


def _show(found: Comparison, chosen: Chosen, opened: Searcher) -> None:
    plans = opened.index.plans
    _exports(found, opened)
    if chosen.view == "coverage":
        coverage(found, plans, chosen)
    else:
        if len(found.county_ids) > 1:
            st.selectbox(
                "看哪一部本级规划",
                list(found.county_ids),
                key=fill("below", chosen.below),
                format_func=lambda plan: mark(plans[plan]) + plans[plan].title,
                on_change=to_address,
                args=("below",),
                filter_mode=None,
            )
        _OF_ONE[chosen.view](found.of(chosen.below), plans, chosen)


def _exports(found: Comparison, opened: Searcher) -> None:
    """The whole comparison as files; their citations lead back to this app."""
    app = (st.context.url or "").rpartition("/")[0]
    with st.container(horizontal=True, key="exports"):
        for kind, (name, mime) in _FILES.items():
            st.download_button(
                f"下载 {name}",
                partial(_file, kind, found, opened.index.plans, app),
                f"规划对照.{kind}",
                mime,
                on_click="ignore",
            )


def _file(kind: _Kind, found: Comparison, plans: Mapping[str, Plan], app: str) -> bytes:
    if kind == "json":
        return json.dumps(as_json(found, plans), ensure_ascii=False, indent=1).encode()
    return export(found, plans, kind, app)


page()
