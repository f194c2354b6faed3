"""The evaluator's page: make a test set, judge, see whether judges agree, run and compare."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from app_pages.common import searcher
from app_pages.evaluate_agree import agree
from app_pages.evaluate_judge import judge
from app_pages.evaluate_run import run
from app_pages.evaluate_sets import CREATED, sets
from app_pages.evaluate_store import Opened, folders, open_testset
from app_pages.markup import element, notice
from corpus.errors import PlanSearchError

_SECTIONS: dict[str, Callable[[Opened], None]] = {
    "测试集": sets,
    "判断": judge,
    "一致性": agree,
    "运行与比较": run,
}


def page() -> None:
    """Show one section of the work on the chosen test set."""
    st.html(Path(__file__).parent / "evaluate.css")
    with st.container(key="evaluate"):
        searcher()  # without an index there is nothing to evaluate
        st.html(_heading())
        names = list(_SECTIONS)
        with st.container(horizontal=True, vertical_alignment="bottom", key="what"):
            folder = _chosen()
            section = st.segmented_control(
                "做什么", names, default=names[0], required=True, key="section",
                label_visibility="collapsed",
            )  # fmt: skip
        try:
            _SECTIONS[section or names[0]](open_testset(folder))
        except PlanSearchError as error:
            st.html(notice(error.message, error.hint))


def _heading() -> str:
    words = "用一组问题衡量检索：出题，给找到的段落打分，再看哪种检索方式更好。"
    title = element("h1", "评测") + element("p", escape(words))
    return element("header", title, class_="title", lang="zh-CN")


def _chosen() -> Path:
    """The folder of the test set chosen; one just made is chosen at once."""
    found = folders()
    if CREATED in st.session_state:
        st.session_state["testset"] = st.session_state.pop(CREATED)
    name = st.selectbox("测试集", list(found), key="testset", filter_mode=None)
    return found[name]


page()
