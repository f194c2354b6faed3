"""Judging: one passage at a time beside the guideline, each grade on the disk at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from app_pages.common import searcher
from app_pages.evaluate_store import Opened, configurations, obtain
from app_pages.markup import element, inline, lines, notice
from app_pages.tables import table_rows
from corpus.model import Plan
from eval.explain import Citer
from eval.judge import GUIDELINE, judge_name, judgement
from eval.model import GRADES, Place
from eval.pool import Unjudged, pool
from eval.runs import DEPTH
from eval.testset import append
from indexer.index import Index
from indexer.model import Passage

_WORK, _SKIPPED, _LAST = "judging", "judging-skipped", "judging-last"

_SEED = 20251
"""Everyone gets the same order, so that two judges can stop at the same place."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a judge set out to do."""

    testset: str
    judge: str
    configurations: tuple[str, ...]
    depth: int


def judge(opened: Opened) -> None:
    """Let a judge grade what the chosen configurations find."""
    _begin(opened)
    work: _Work | None = st.session_state.get(_WORK)
    if work is None or work.testset != opened.testset.name:
        return
    names = configurations(opened.testset.name)
    runs = [
        obtain(opened, one, f"正在检索：{names[one]}")
        for one in work.configurations
        if one in names
    ]
    unjudged = pool(opened.testset, runs, work.depth, work.judge, _SEED)
    total = len(pool(replace(opened.testset, judgements=()), runs, work.depth, work.judge, _SEED))
    done = total - len(unjudged)
    st.progress(done / total if total else 1.0, text=f"{done}/{total}")
    if (item := _next(unjudged)) is not None:
        _one(opened, work, item)
    elif total:
        st.html(notice("判断完了。", "可以到“运行与比较”看成绩，或加大深度再判断一些。"))
    else:
        st.html(notice("没有找到任何段落。", "请换一种检索方式，或检查问题。"))


def _begin(opened: Opened) -> None:
    """Ask who judges what; the judge's name stays for the next set."""
    names = configurations(opened.testset.name)
    work: _Work | None = st.session_state.get(_WORK)
    with st.expander("判断什么", expanded=work is None), st.form("judging-what", border=False):
        who = st.text_input("判断人", work.judge if work else "", placeholder="您的姓名或代号")
        chosen = st.multiselect(
            "收集哪些检索方式找到的段落",
            list(names),
            ["hybrid", "keyword"],
            format_func=lambda one: names[one],
            placeholder="至少选一种",
            filter_mode=None,
            select_all=False,
        )
        depth = st.number_input("每个问题看前几条", 1, DEPTH, 10)
        if st.form_submit_button("开始判断", type="primary"):
            if not chosen:
                st.html(notice("还没有选检索方式。", "请至少选一种。"))
                return
            name = judge_name(who)
            st.session_state[_WORK] = _Work(opened.testset.name, name, tuple(chosen), depth)
            st.session_state[_SKIPPED], st.session_state[_LAST] = set(), None
            st.rerun()


def _next(unjudged: Sequence[Unjudged]) -> Unjudged | None:
    """What to judge: the last one when it was called back, else the first that was not skipped."""
    last, back = st.session_state[_LAST] or (None, False)
    if back:
        return last if isinstance(last, Unjudged) else None
    skipped = st.session_state[_SKIPPED]
    waiting = [item for item in unjudged if item not in skipped]
    if unjudged and not waiting:
        skipped.clear()  # the skipped ones come again at the end
    return next(iter([*waiting, *unjudged]), None)


def _one(opened: Opened, work: _Work, item: Unjudged) -> None:
    text, side = st.columns([3, 2], gap="small")
    index = searcher().index
    with text:
        st.html(_shown(item, index))
    with side, st.container(key="grades"):
        _grades(opened, work, item, index)


def _grades(opened: Opened, work: _Work, item: Unjudged, index: Index) -> None:
    """The guideline as buttons, and ways around."""
    st.html(element("p", "按钮或键盘上的数字都可以。拿不准时取较低的等级。", class_="guideline"))
    name = f"{item.query.id}-{item.place.plan}-{item.place.start}-{item.place.end}"
    for grade, words in GUIDELINE.items():
        label = f"{grade} {GRADES[grade]}"
        # a key of its own for each place: a second press meant for this one cannot grade the next
        if st.button(label, key=f"grade-{grade}-{name}", shortcut=str(grade), width="stretch"):
            append(opened.folder, [judgement(item, grade, work.judge, index.plans)])
            st.session_state[_LAST] = (item, False)
            st.rerun()
        st.html(element("p", escape(words), class_="guideline"))
    with st.container(horizontal=True):
        if st.button("跳过", key=f"skip-{name}", shortcut="S"):
            st.session_state[_SKIPPED].add(item)
            st.session_state[_LAST] = None
            st.rerun()
        last = st.session_state[_LAST]
        if last and not last[1] and st.button("改上一条", key=f"back-{name}", shortcut="B"):
            st.session_state[_LAST] = (last[0], True)
            st.rerun()


def _shown(item: Unjudged, index: Index) -> str:
    cited = Citer(index).cited(item.place)
    return element(
        "article",
        element("h2", escape(item.query.query))
        + element("p", escape(cited.citation), class_="why")
        + element("div", words(item.place, index), class_="text"),
        class_="card",
        lang="zh-CN",
    )


def words(place: Place, index: Index) -> str:
    """A place's words as HTML: a passage that is a table's row as a table."""
    plan = index.plans.get(place.plan)
    if plan is None:
        return ""
    passage = next((p for p in index.passages if _is_at(p, place)), None)
    if passage is not None and passage.table is not None and passage.row is not None:
        return table_rows(plan, plan.tables[passage.table], [passage.row], {})
    return _paragraphs(plan, place, passage.body if passage else place.start)


def _is_at(passage: Passage, place: Place) -> bool:
    return (passage.plan_id, passage.start, passage.end) == (place.plan, place.start, place.end)


def _paragraphs(plan: Plan, place: Place, body: int) -> str:
    return "".join(
        element(
            "p",
            inline(plan.text, line.start, line.end, {}),
            class_="lead" if line.end <= body else None,
        )
        for line in lines(plan.text, place.start, place.end)
    )
