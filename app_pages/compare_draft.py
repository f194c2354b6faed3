"""A pasted draft beside all plans above it."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from app_pages.compare_markup import UPPER, target_table
from app_pages.compare_provisions import grouped, provisions
from app_pages.markup import element, notice
from search.compare import DraftReview, TargetPair, draft_of, review
from search.compare.draft import LEVELS
from search.engine import Searcher

_MOST = 5000
"""Characters of a draft; more is a document, to be added and compared as a plan."""

_TITLES = (UPPER, "草稿")


def draft_view(opened: Searcher) -> None:
    """Paste, and see what the plans above say. The text stays out of the address."""
    words = "粘贴正在起草的一段文字，与索引里所有上级规划核对；文字不会存入索引，也不写进网址。"
    st.html(element("p", words, class_="why", lang="zh-CN"))
    text, level, checked = _form()
    if len(text) > _MOST:
        hint = "请分段核对，或作为一部规划加入后再对照。"
        st.html(notice(f"草稿有 {len(text)} 字，一次最多核对 {_MOST} 字。", hint))
    elif text:
        with st.spinner("正在核对……"):
            found = _reviewed(str(opened.index.folder), text, level, opened)
        _show(found, opened)
    elif checked:
        st.html(notice("还没有草稿。", "请先粘贴一段文字。"))


def _form() -> tuple[str, str, bool]:
    """The draft, its level, and whether the button was just pressed."""
    with st.form("draft", border=False):
        text = st.text_area(
            "草稿",
            key="compare-text",
            height=180,
            placeholder="例如：到2025年，全县农村生活污水治理率达到36%。",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            level = st.selectbox(
                "草稿属于哪一级",
                LEVELS[1:],
                index=LEVELS[1:].index("县"),
                format_func=lambda level: f"{level}级",
                key="compare-level",
                filter_mode=None,
                width=200,
            )
            checked = st.form_submit_button("核对", type="primary")
    return (text or "").strip(), level, checked


@st.cache_resource(max_entries=8, show_spinner=False)
def _reviewed(generation: str, text: str, level: str, _opened: Searcher) -> DraftReview:  # noqa: ARG001 - the cache's key
    return review(_opened, draft_of(text), level)


def _show(found: DraftReview, opened: Searcher) -> None:
    kept = [pair for pair in found.targets if pair not in found.conflicts]
    _section("冲突", len(found.conflicts), "没有发现冲突；没有发现不等于没有。")
    _targets(found.conflicts, opened)
    _section("涉及的其他目标", len(kept), "没有涉及上级规划的其他目标。")
    _targets(kept, opened)
    _section("应当遵循的条款", len(found.provisions), "没有找到相近的条款。")
    if found.provisions:
        # a draft has no page of its own to open
        own = [replace(a, county=replace(a.county, plan_id="")) for a in found.provisions]
        st.html(provisions(grouped(own), {}, opened.index.plans, _TITLES, full=True))


def _targets(pairs: Sequence[TargetPair], opened: Searcher) -> None:
    if pairs:
        own = [replace(p, county=replace(p.county, plan_id="")) for p in pairs]
        st.html(target_table(own, opened.index.plans, _TITLES, full=True))


def _section(title: str, count: int, otherwise: str) -> None:
    head = element("h2", f"{title}（{count} 处）", lang="zh-CN")
    st.html(head + ("" if count else element("p", otherwise, lang="zh-CN")))
