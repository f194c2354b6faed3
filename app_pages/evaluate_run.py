"""Running one or two configurations: scores, comparison, one query looked into, files."""

from dataclasses import dataclass, replace

import msgspec
import streamlit as st

from app_pages.common import searcher
from app_pages.evaluate_scores import comparison_html, scores_html, side_html
from app_pages.evaluate_store import Opened, configurations, digest, is_saved, keep, obtain
from app_pages.markup import element, notice
from corpus.errors import TestsetInvalid
from eval.compare import compare
from eval.explain import Explainer, first_right
from eval.html import report
from eval.measures import Scores, score
from eval.model import Run, Testset
from eval.names import MODE_NAMES, mode_name
from eval.trec import export_run

_RESULT, _ALONE = "result", "不比较"


@dataclass(frozen=True, slots=True)
class _Result:
    """The runs of one or two configurations on a test set."""

    testset: str
    runs: tuple[Run, ...]


def run(opened: Opened) -> None:
    """Choose, run, and show what came of it."""
    _choose(opened)
    result: _Result | None = st.session_state.get(_RESULT)
    if result is None or result.testset != opened.testset.name:
        return
    if not any(query.answerable for query in opened.testset.queries):
        raise TestsetInvalid("测试集里没有有答案的问题，无法打分。", "请加上规划里有答案的问题。")
    if not opened.testset.judgements:
        st.html(notice("这个测试集还没有判断，得分都会是 0。", "请先到“判断”给段落打分。"))
    scores = [_scores(digest(opened.testset, one), opened.testset, one) for one in result.runs]
    st.html(_tables(digest(opened.testset, result.runs), opened.testset, result.runs, scores))
    if len(result.runs) == 2:
        st.html(_compared(digest(opened.testset, result.runs), opened.testset, result.runs))
    _look_into(opened.testset, result.runs)
    st.html(element("h2", "下载"))
    for number, (one, values) in enumerate(zip(result.runs, scores, strict=True)):
        _downloads(opened, one, values, number)


def _choose(opened: Opened) -> None:
    names = configurations(opened.testset.name)
    with st.form("run-what", border=False):
        with st.container(horizontal=True):
            a = st.selectbox(
                "A", list(names), list(names).index("keyword"), format_func=names.__getitem__,
                key="run-a", filter_mode=None,
            )  # fmt: skip
            b = st.selectbox(
                "B", [*names, _ALONE], format_func=lambda one: names.get(one, one),
                key="run-b", filter_mode=None,
            )  # fmt: skip
        if not st.form_submit_button("运行", type="primary"):
            return
    chosen = [one for one in dict.fromkeys((a, b)) if one in names]
    runs = tuple(obtain(opened, one, f"正在检索：{names[one]}") for one in chosen)
    for one, made in zip(chosen, runs, strict=True):
        if not is_saved(one):
            keep(opened.testset.name, made)
    st.session_state[_RESULT] = _Result(opened.testset.name, runs)
    st.rerun()  # what was just saved can be chosen now


@st.cache_data(max_entries=16, show_spinner="正在打分……")
def _scores(key: str, _testset: Testset, _run: Run) -> Scores:  # noqa: ARG001 - the cache's key
    return score(_testset, _run)


@st.cache_data(max_entries=16, show_spinner="正在计算区间……")
def _tables(
    key: str,  # noqa: ARG001 - the cache's key
    _testset: Testset,
    _runs: tuple[Run, ...],
    _values: list[Scores],
) -> str:
    return scores_html(_testset, _runs, _values)


@st.cache_data(max_entries=16, show_spinner="正在比较……")
def _compared(key: str, _testset: Testset, _runs: tuple[Run, ...]) -> str:  # noqa: ARG001
    a, b = (replace(one, name=mode_name(one.name)) for one in _runs)
    return comparison_html(compare(_testset, a, b))


def _look_into(testset: Testset, runs: tuple[Run, ...]) -> None:
    """One query side by side."""
    st.html(element("h2", "逐条查看"))
    queries = {query.id: query for query in testset.queries}
    chosen = st.selectbox(
        "问题", list(queries), format_func=lambda query: f"{query} {queries[query].query}",
        key="look-into", filter_mode=None,
    )  # fmt: skip
    index, right = searcher().index, first_right(testset, {run.name: run for run in runs})
    for column, one in zip(st.columns(len(runs), gap="medium"), runs, strict=True):
        rank = right.get(chosen, {}).get(one.name)
        with column:
            st.html(side_html(one.name, Explainer(testset, one, index).hits(chosen, 10), rank))


def _downloads(opened: Opened, one: Run, scores: Scores, number: int) -> None:
    name = f"{opened.testset.name}-{one.name}"
    label = mode_name(one.name)
    with st.container(horizontal=True, vertical_alignment="center", key=f"files-{number}"):
        st.html(element("b", label), width="content")
        key = digest(opened.testset, one)
        if st.session_state.get(f"report-{number}") != key:
            if st.button("生成报告", key=f"make-report-{number}"):
                _report(opened, one, scores)
                st.session_state[f"report-{number}"] = key
                st.rerun()
        else:
            page = _report(opened, one, scores)
            st.download_button(
                "下载报告",
                page,
                f"{name}.html",
                "text/html",
                on_click="ignore",
                key=f"html-{number}",
            )
        st.download_button(
            "TREC 结果", export_run(one), f"{name}.run", on_click="ignore", key=f"trec-{number}"
        )
        st.download_button(
            "结果 JSON", msgspec.json.encode(one), f"{name}.json", on_click="ignore",
            key=f"json-{number}",
        )  # fmt: skip


def _report(opened: Opened, one: Run, scores: Scores) -> str:
    """The report, with each mode's rank of the first right passage."""
    modes = {mode: obtain(opened, mode, f"正在检索：{MODE_NAMES[mode]}") for mode in MODE_NAMES}
    why = first_right(opened.testset, modes)
    return report(opened.testset, one, scores, why, searcher().index)
