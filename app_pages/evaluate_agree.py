"""Do two judges agree, and who has the last word where they do not."""

from html import escape
from math import isnan

import streamlit as st

from app_pages.common import searcher
from app_pages.evaluate_judge import words
from app_pages.evaluate_store import Opened
from app_pages.markup import element, notice
from eval.agreement import Agreement, Disagreement, agreement, judges, settle
from eval.explain import Citer
from eval.markup import paragraph, table
from eval.measures import SETTLED
from eval.model import GRADES, Place

_SHOWN = 20
"""How many disagreements are open at a time; settled ones make room."""


def agree(opened: Opened) -> None:
    """Compare two judges and let somebody settle what they differ in."""
    known = judges(opened.testset)
    if len(known) < 2:
        st.html(notice("不到两位判断人。", "请另一位在“判断”里写上自己的名字，判断同一批段落。"))
        return
    with st.container(horizontal=True):
        a = st.selectbox("甲", known, 0, key="judge-a", filter_mode=None)
        b = st.selectbox("乙", known, 1, key="judge-b", filter_mode=None)
    if a == b:
        st.html(notice("甲和乙是同一个人。", "请选两位不同的判断人。"))
        return
    found = agreement(opened.testset, a, b)
    if not found.places:
        st.html(notice("两人没有判断过同一处。", "请两人用同样的检索方式和深度判断。"))
        return
    st.html(_summary(found))
    _disagreements(opened, found)


def _summary(found: Agreement) -> str:
    rows = [
        ("两人都判断过", f"{found.places} 处", "同一个问题的同一处原文"),
        ("等级相同", f"{found.same} 处", f"占 {found.same / found.places:.0%}"),
        ("κ", _number(found.kappa), "去掉碰巧相同之后的一致程度；1 为完全一致，0 为等于碰巧"),
        ("加权 κ", _number(found.weighted), "差一级比差三级算得轻"),
    ]
    return table(("项目", "数值", "含义"), rows)


def _number(value: float) -> str:
    return "算不出（只有一种等级）" if isnan(value) else f"{value:.2f}"


def _disagreements(opened: Opened, found: Agreement) -> None:
    waiting = [one for one in found.disagreements if one.settled is None]
    done = len(found.disagreements) - len(waiting)
    st.html(
        element("h2", "意见不同的地方")
        + paragraph(f"共 {len(found.disagreements)} 处，已裁定 {done} 处。")
        + paragraph(f"裁定记在“{SETTLED}”名下，打分时以它为准；两人原来的判断都保留。")
    )
    for number, one in enumerate(waiting[:_SHOWN]):
        _one(opened, one, number)
    if len(waiting) > _SHOWN:
        st.html(paragraph(f"还有 {len(waiting) - _SHOWN} 处，裁定前面的以后列出。"))


def _one(opened: Opened, one: Disagreement, number: int) -> None:
    place = Place(one.a.plan, one.a.start, one.a.end)
    index = searcher().index
    queries = {query.id: query.query for query in opened.testset.queries}
    said = "；".join(f"{j.judge}：{j.grade} {GRADES[j.grade]}" for j in (one.a, one.b))
    content = (
        element("h3", escape(queries[one.a.query]))
        + element("p", escape(Citer(index).cited(place).citation), class_="why")
        + element("div", words(place, index), class_="text")
        + element("p", escape(said), class_="said")
    )
    with st.container(border=True, key=f"disagreement-{number}"):
        st.html(element("article", content, lang="zh-CN"))
        with st.container(horizontal=True):
            for grade in GRADES:
                key = f"settle-{grade}-{one.a.query}-{place.plan}-{place.start}-{place.end}"
                if st.button(f"裁定为 {grade}", key=key):
                    settle(opened.folder, one.a, grade)
                    st.rerun()
