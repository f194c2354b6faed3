"""What stands above a complete listing on the find page: how many, and the ways to take it away."""

from collections.abc import Sequence

import streamlit as st

from app_pages.markup import element
from search.hits_sheet import as_csv, as_xlsx
from search.model import Hit

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def listed(question: str, hits: Sequence[Hit]) -> None:
    """The count of the hits and buttons that download them."""
    with st.container(horizontal=True, vertical_alignment="center", key="listing"):
        words = f"共 {len(hits)} 段，最相关的在前。"
        st.html(element("p", words, class_="reading", lang="zh-CN"))
        st.download_button(
            "下载 Excel",
            lambda: as_xlsx(question, hits),
            "相关段落.xlsx",
            _XLSX,
            on_click="ignore",
        )
        st.download_button(
            "下载 CSV", lambda: as_csv(hits), "相关段落.csv", "text/csv", on_click="ignore"
        )
