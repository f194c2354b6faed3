"""Plans that are held: changing what is said about one, removing it, rebuilding the index."""

from collections.abc import Mapping

import streamlit as st

from app_pages.manage_form import form, metadata
from app_pages.manage_store import explained, holdings, library, progress, tell
from app_pages.markup import element, notice, plan_name
from corpus.library import Upload
from corpus.model import Plan

_ASKED = "manage-asked"


def edit(plans: Mapping[str, Plan], generation: str) -> None:
    """Choose a plan, change what is said about it, or remove it."""
    if not plans:
        st.html(notice("还没有收录规划。", "请先在“上传”里加入。"))
        return
    chosen = st.selectbox(
        "规划", list(plans), format_func=lambda one: plan_name(plans[one]), key="manage-plan",
        filter_mode=None,
    )  # fmt: skip
    plan = plans[chosen]
    with explained():
        entered = form(f"edit-{generation}-{plan.id}", plan)
        if st.button("保存修改", type="primary", key="manage-save"):
            name, data = library().document(plan.id)
            said = metadata(plan.id, entered, plan)
            holdings().admit([Upload(name, data, said)], [plan.id], progress("正在保存"))
            tell(f"已保存《{said.title}》的修改。")
    with explained():
        _remove(plan)


def _remove(plan: Plan) -> None:
    if st.session_state.get(_ASKED) != plan.id:
        if st.button("移除这部规划……", key="manage-remove"):
            st.session_state[_ASKED] = plan.id
            st.rerun()
        return
    words = f"确定移除《{plan.title}》？移除后检索不到它，指向它的网址也会失效。"
    st.html(notice(words, "上传的原文件和这里填写的内容会一并删除，请确认另有备份。"))
    with st.container(horizontal=True):
        sure = st.button("确定移除", type="primary", key="manage-sure")
        if st.button("不移除", key="manage-keep"):
            st.session_state.pop(_ASKED)
            st.rerun()
    if sure:
        st.session_state.pop(_ASKED)
        holdings().dismiss(plan.id, progress("正在移除"))
        tell(f"已移除《{plan.title}》。")


def rebuild() -> None:
    """Read all documents anew; bring removed ones of the product back."""
    words = "按现在的程序重新读取所有原文件并重建索引；没有变化的文字不必重新编码。"
    st.html(element("p", words, class_="facts", lang="zh-CN"))
    removed = library().removed()
    with explained():
        again = bool(removed) and st.checkbox(
            f"同时恢复移除过的、随产品提供的规划：{'、'.join(removed)}", key="manage-restore"
        )
        if not st.button("重建索引", type="primary", key="manage-rebuild"):
            return
        held = holdings()
        if again:
            held.library.restore()
        renewed = held.renew(progress("正在重建"))
        report = renewed.report
        for failure in renewed.failures:
            st.html(notice(failure.message, failure.hint))
        done = f"索引已重建：{len(report.manifest.plans)} 部规划，{report.manifest.passages} 段"
        if not renewed.failures:
            tell(f"{done}；新编码 {report.encoded} 条，沿用 {report.reused} 条。")
        st.html(notice(f"{done}。", "上面列出的文件读不了，保留索引里原有的内容。"))
