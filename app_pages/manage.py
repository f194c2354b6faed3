"""The page that adds, describes and removes plans."""

from collections import Counter
from pathlib import Path

import streamlit as st

from app_pages.common import animate
from app_pages.manage_edit import edit, rebuild
from app_pages.manage_markup import heading, shelf
from app_pages.manage_store import opened, show_told
from app_pages.manage_upload import upload
from search.engine import Searcher


def page() -> None:
    """Show what is held and the ways to change it."""
    st.html(Path(__file__).parent / "manage.css")
    animate()
    with st.container(key="manage"):
        found = opened()
        if found is None:
            show_told()
            rebuild()
            return
        plans = found.index.plans
        st.html(heading(len(plans)))
        with st.container(key="told"):  # always there, so that the tab chosen stays chosen
            show_told()
        held, added, changed, built = st.tabs(["已收录", "上传", "修改与移除", "重建索引"])
        with held:
            st.html(_shelf(found.index.folder.name, found))
        with added:
            upload(plans)
        with changed:
            edit(plans, found.index.folder.name)
        with built:
            rebuild()


@st.cache_data(max_entries=1, show_spinner=False)
def _shelf(generation: str, _opened: Searcher) -> str:  # noqa: ARG001 - the cache's key
    return shelf(_opened.index.plans, Counter(p.plan_id for p in _opened.index.passages))


page()
