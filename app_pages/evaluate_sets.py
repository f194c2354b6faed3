"""Test sets: what is in one, making one, taking everything home."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
import streamlit as st

from app_pages.common import searcher
from app_pages.evaluate_store import Opened, create, digest, is_own, typed
from app_pages.markup import element, notice
from corpus.errors import PlanSearchError, TestsetInvalid
from eval.beir import export_beir
from eval.judge import judge_name
from eval.markup import paragraph, table
from eval.model import Testset
from eval.names import type_name
from eval.sheet import HEADERS, export_csv, export_xlsx, import_sheet
from eval.testset import save_queries
from eval.trec import export_qrels, export_queries

CREATED = "created"
"""Where the name of a set just made waits for the page's next run."""

_TOLD = "created-told"

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _File:
    label: str
    name: str
    data: bytes
    mime: str = "text/plain"


def sets(opened: Opened) -> None:
    """Show the chosen test set and the ways to a new one."""
    for line in st.session_state.pop(_TOLD, ()):
        st.html(element("div", paragraph(line), class_="told", role="status"))
    st.html(_contents(opened.testset))
    with st.expander("全部问题"):
        st.html(_questions(opened.testset))
        if is_own(opened.folder):
            _without_answer(opened)
    with st.container(horizontal=True, vertical_alignment="center", key="downloads"):
        st.html(element("b", "下载"), width="content")
        for file in _files(digest(opened.testset), opened.testset):
            st.download_button(
                file.label, file.data, file.name, file.mime, key=file.name, on_click="ignore"
            )
    st.html(element("h2", "新建测试集"))
    by_hand, by_sheet = st.tabs(["输入问题", "导入表格"])
    with by_hand, _explained():
        _make_by_hand()
    with by_sheet, _explained():
        _make_from_sheet()


@contextmanager
def _explained() -> Iterator[None]:
    """Say what went wrong where it went wrong, and go on with the page."""
    try:
        yield
    except PlanSearchError as error:
        st.html(notice(error.message, error.hint))


def _contents(testset: Testset) -> str:
    judged = Counter(judgement.query for judgement in testset.judgements)
    rows = []
    for kind, count in Counter(query.type for query in testset.queries).items():
        mine = [query.id for query in testset.queries if query.type == kind]
        rows.append((type_name(kind), str(count), str(sum(judged[query] for query in mine))))
    rows.append(("合计", str(len(testset.queries)), str(len(testset.judgements))))
    judges = "、".join(sorted({j.judge for j in testset.judgements})) or "还没有"
    unanswerable = sum(not query.answerable for query in testset.queries)
    words = f"判断人：{judges}。规划里没有答案的问题：{unanswerable} 条。"
    return (
        element("h2", escape(testset.name))
        + paragraph(words)
        + table(("类型", "问题", "判断"), rows)
        + _problems(testset)
    )


def _problems(testset: Testset) -> str:
    if not testset.problems:
        return paragraph("没有发现问题。")
    items = "".join(element("li", escape(problem)) for problem in testset.problems)
    return paragraph("下列内容没有用上，请改正：") + element("ul", items, class_="problems")


def _questions(testset: Testset) -> str:
    judged = Counter(judgement.query for judgement in testset.judgements)
    rows = [
        (q.id, q.query, type_name(q.type), "有" if q.answerable else "没有", str(judged[q.id]))
        for q in testset.queries
    ]
    return table(("编号", "问题", "类型", "规划里有没有答案", "判断"), rows)


def _without_answer(opened: Opened) -> None:
    """Let the evaluator say which questions the plans do not answer."""
    queries = {query.id: query for query in opened.testset.queries}
    with st.form("unanswerable", border=False):
        chosen = st.multiselect(
            "规划里没有答案的问题（不计入得分）",
            list(queries),
            [query.id for query in queries.values() if not query.answerable],
            format_func=lambda query: f"{query} {queries[query].query}",
            placeholder="没有就不选",
            filter_mode=None,
            select_all=False,
        )
        if st.form_submit_button("保存"):
            changed = [replace(q, answerable=q.id not in chosen) for q in queries.values()]
            save_queries(opened.folder, changed)
            st.rerun()


@st.cache_data(max_entries=4, show_spinner=False)
def _files(key: str, _testset: Testset) -> list[_File]:  # noqa: ARG001 - the cache's key
    """Everything of a test set, in every form."""
    name, index = _testset.name, searcher().index
    judgements = msgspec.json.Encoder().encode_lines(_testset.judgements)
    beir = _zipped(export_beir(_testset, index.plans, index.passages))
    return [
        _File("Excel 表格", f"{name}.xlsx", export_xlsx(_testset), _EXCEL),
        _File("CSV 表格", f"{name}.csv", export_csv(_testset), "text/csv"),
        _File("TREC 判断", f"{name}.qrels", export_qrels(_testset).encode()),
        _File("TREC 问题", f"{name}.queries.tsv", export_queries(_testset).encode()),
        _File("BEIR 压缩包", f"{name}.beir.zip", beir, "application/zip"),
        _File("判断 JSON", f"{name}.judgements.jsonl", judgements, "application/jsonl"),
    ]


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _make_by_hand() -> None:
    with st.form("by-hand", border=False):
        name = st.text_input("名称", key="new-name", placeholder="例如：水环境十问")
        text = st.text_area("问题，一行一个", key="new-questions", height=220)
        if st.form_submit_button("建立测试集", type="primary"):
            _store(name, typed(name, text))


def _make_from_sheet() -> None:
    st.html(element("div", "".join(_sheet_help()), class_="help"))
    with st.form("by-sheet", border=False):
        name = st.text_input("名称", key="sheet-name", placeholder="例如：水环境十问")
        file = st.file_uploader("表格文件（xlsx 或 csv）", key="sheet", max_upload_size=20)
        judge = st.text_input("表里没写判断人时记作", key="sheet-judge", value="导入")
        if st.form_submit_button("导入", type="primary"):
            if file is None:
                raise TestsetInvalid("还没有选文件。", "请选一个 xlsx 或 csv 文件。")
            plans = searcher().index.plans
            _store(name, import_sheet(file.getvalue(), file.name, plans, judge_name(judge)))


def _sheet_help() -> Iterator[str]:
    yield paragraph("第一行是表头，只有“问题”必填，每个问题一行。")
    yield paragraph(f"可用的列：{'、'.join(HEADERS)}。从这里下载的表格也能再导入。")


def _store(name: str, testset: Testset) -> None:
    """Store a new set, choose it, and say what of the input was not used."""
    folder = create(name.strip(), testset)
    made = f"已建立测试集 {folder.name}：{len(testset.queries)} 条问题，"
    st.session_state[_TOLD] = [
        f"{made}{len(testset.judgements)} 条判断。接着请到“判断”给段落打分。",
        *testset.problems,
    ]
    st.session_state[CREATED] = folder.name
    st.rerun()
