"""Uploading: several files, each read, looked at and described before all are added at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import streamlit as st

from app_pages.manage_form import form, metadata
from app_pages.manage_markup import contents, indicators, summary, warnings
from app_pages.manage_store import explained, holdings, progress, tell
from app_pages.markup import element, notice
from corpus.errors import DocumentError, PlanIdConflict
from corpus.library import Upload, bare_name, suggested_id
from corpus.metadata import Metadata
from corpus.model import Plan
from corpus.parse import parse_data
from corpus.readers import KNOWN, MAX_BYTES
from corpus.regions import related_plans
from search.render import FICTIONAL

_AT_ONCE = 20
"""Files that are read at a time; each is held in memory until it is added."""

_OPEN = 2
"""With more files than this only those to look at are unfolded."""

_HEAD = 300
"""Characters among which an invented sample says that it is one."""

_READ, _DONE, _ROUND = "manage-read", "manage-done", "manage-round"


@dataclass(frozen=True, slots=True)
class Draft:
    """An uploaded file, and what it reads as or why it cannot be read; `key` is the upload's."""

    key: str
    name: str
    data: bytes
    result: Plan | DocumentError


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that may be added, and the id of the plan it replaces."""

    key: str
    upload: Upload
    replaces: str | None


def upload(plans: Mapping[str, Plan]) -> None:
    """Take files, show what they read as, and add the good ones."""
    turn = st.session_state.setdefault(_ROUND, 0)
    files = st.file_uploader(
        f"选择规划文件：Word（.docx）、PDF、网页（.html）、Markdown、文本；可一次选几个，"
        f"每个不超过 {MAX_BYTES // 1_000_000} MB",
        type=sorted(KNOWN),
        accept_multiple_files=True,
        key=f"manage-files-{turn}",
    )
    if len(files) > _AT_ONCE:
        st.html(notice(f"一次最多读 {_AT_ONCE} 个文件，其余的没有读。", "请分几次上传。"))
    drafts = _read(files[:_AT_ONCE])
    ids = Counter(_id(draft) for draft in drafts if isinstance(draft.result, Plan))
    ready = [one for draft in drafts for one in _shown(draft, plans, ids)]
    if drafts:
        _add(ready, len(drafts))


def _read(files: Sequence[Any]) -> list[Draft]:
    """Every file read once; a bar tells how far."""
    known: dict[str, Draft] = st.session_state.get(_READ, {})
    bar = st.empty()
    drafts: dict[str, Draft] = {}
    for number, file in enumerate(files, 1):
        name = bare_name(file.name)
        if file.file_id not in known:
            bar.progress(number / len(files), text=f"正在读取 {number}/{len(files)}：{name}")
        draft = known.get(file.file_id) or _draft(file.file_id, name, file.getvalue())
        drafts[file.file_id] = draft
    bar.empty()
    st.session_state[_READ] = drafts
    done = st.session_state.get(_DONE, ())
    return [draft for key, draft in drafts.items() if key not in done]


def _draft(key: str, name: str, data: bytes) -> Draft:
    try:
        return Draft(key, name, data, parse_data(data, name, Metadata()))
    except DocumentError as error:
        return Draft(key, name, data, error)


def _id(draft: Draft) -> str:
    """The id that a file would take: as typed, or made of its name."""
    typed: str = st.session_state.get(f"{draft.key}-id", suggested_id(draft.name))
    return typed.strip()


def _shown(draft: Draft, plans: Mapping[str, Plan], ids: Counter[str]) -> Sequence[Ready]:
    """A file's result and form; what may be added of it."""
    plan = draft.result
    if isinstance(plan, DocumentError):
        with st.expander(f"{draft.name}：读不了", expanded=True, icon=":material/error:"):
            st.html(notice(plan.message, plan.hint))
        return ()
    clash = ids[_id(draft)] > 1 or _id(draft) in plans
    unfolded = clash or ids.total() <= _OPEN
    words = f"{draft.name}：已读入，还没有加入"
    with st.expander(words, expanded=unfolded, icon=":material/check:"), explained():
        _preview(plan, plans)
        plan_id = st.text_input("编号（网址和文件名用它）", _id(draft), key=f"{draft.key}-id") or ""
        entered = form(draft.key, plan, fictional=FICTIONAL in plan.text[:_HEAD])
        said = metadata(plan_id, entered, plan)
        if ids[_id(draft)] > 1:
            raise PlanIdConflict(f"两个文件的编号都是 {said.id}。", "请给其中一个换一个编号。")
        replaces = _replaced(draft, plans.get(said.id or ""))
        return (Ready(draft.key, Upload(draft.name, draft.data, said), replaces),)
    return ()


def _preview(plan: Plan, plans: Mapping[str, Plan]) -> None:
    same = [old for old in plans.values() if old.source.sha256 == plan.source.sha256]
    if same:
        st.html(notice(f"内容与已收录的《{same[0].title}》完全相同。", "确实需要再加入吗？"))
    st.html(summary(plan, related_plans(plan, tuple(plans.values()))))
    names = [f"章节（{len(plan.sections)}）", f"指标表（{len(plan.indicators)}）"]
    names += [f"提醒（{len(plan.warnings)}）"]
    parts = (contents(plan), indicators(plan.indicators), warnings(plan))
    for tab, part in zip(st.tabs(names), parts, strict=True):
        with tab:
            st.html(element("div", part, class_="preview", tabindex=0))


def _replaced(draft: Draft, old: Plan | None) -> str | None:
    """The id of the plan that is replaced, once that is confirmed. Raises PlanIdConflict."""
    if old is None:
        return None
    words = f"替换已收录的《{old.title}》（编号 {old.id}，来源文件 {old.source.file}）"
    if not st.checkbox(words, key=f"{draft.key}-replace-{old.id}"):
        raise PlanIdConflict(
            f"编号 {old.id} 已属于《{old.title}》，还没有替换它。", "请换一个编号，或勾选替换。"
        )
    return old.id


def _add(ready: Sequence[Ready], files: int) -> None:
    left = files - len(ready)
    label = f"加入索引（{len(ready)} 部）"
    if left:
        st.html(notice(f"有 {left} 个文件现在不能加入。", "原因写在各文件里；其余的可以先加入。"))
    if not st.button(label, type="primary", disabled=not ready, key="manage-add"):
        return
    began = perf_counter()
    with explained():
        replacing = {one.replaces for one in ready if one.replaces is not None}
        made = holdings().admit([one.upload for one in ready], replacing, progress("正在编码"))
        _forget({one.key for one in ready}, files - len(ready))
        names = "、".join(f"《{one.upload.metadata.title}》" for one in ready)
        seconds = perf_counter() - began
        tell(f"已加入{names}；新编码 {made.encoded} 条，用时 {seconds:.0f} 秒，现在可以检索。")


def _forget(done: set[str], left: int) -> None:
    """Take what was added off the list; with nothing left, empty the uploader."""
    if left:
        st.session_state[_DONE] = st.session_state.get(_DONE, set()) | done
    else:
        st.session_state[_ROUND] += 1
        for name in (_READ, _DONE):
            st.session_state.pop(name, None)
