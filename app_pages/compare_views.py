"""The parts of the comparison's page that show what was compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from app_pages.common import params
from app_pages.compare_markup import (
    SIGNS,
    contradictions,
    extra_table,
    heads,
    missing_table,
    relation_name,
    target_table,
)
from app_pages.compare_matrix import matrix
from app_pages.compare_provisions import grouped, provisions
from app_pages.compare_request import Chosen, changed
from app_pages.markup import element, notice
from corpus.model import Plan
from search.compare.align import LEAST, SAME_TASK
from search.compare.model import Alignment, Comparison

Plans = Mapping[str, Plan]

GRADES = {"": "全部", "same_task": "同一任务", "copied": "近乎照抄"}


def to_address(name: str) -> None:
    """Put what the widget of that name says into the address."""
    value = st.session_state[f"compare-{name}"]
    values = [value] if isinstance(value, str) else list(value or ())
    st.query_params.from_dict(changed(params(), name, [v for v in values if v]))


def fill(name: str, value: str | list[str] | None) -> str:
    """Make a widget say what the address says; its key."""
    key = f"compare-{name}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def targets(found: Comparison, plans: Plans, chosen: Chosen) -> None:
    """Target beside target, filtered by relation."""
    if not found.targets:
        st.html(notice("没有找到两部规划都提出的目标。", "请看“缺项与新增”。"))
        return
    counts = Counter(pair.relation for pair in found.targets)
    relations = [relation for relation in SIGNS if counts[relation]]
    st.pills(
        "按关系筛选（可多选）",
        relations,
        selection_mode="multi",
        format_func=lambda relation: f"{relation_name(relation)} {counts[relation]}",
        key=fill("relation", [r for r in chosen.relations if r in relations]),
        on_change=to_address,
        args=("relation",),
    )
    shown = [p for p in found.targets if not chosen.relations or p.relation in chosen.relations]
    _told(
        f"共 {len(found.targets)} 对，显示 {len(shown)} 对。同一指标在规划里写了几处，就逐处对照。"
        "口径或单位不同的不比高低；结论请对照原文。"
    )
    st.html(target_table(shown, plans, _titles(found, plans)))


def provision_pairs(found: Comparison, plans: Plans, chosen: Chosen) -> None:
    """Provision beside provision, filtered by the county's chapter and by likeness."""
    copies = {copy.county.start: copy for copy in found.copied}
    county = plans[found.county_ids[0]]
    groups = grouped(found.alignments)
    _provision_filters(list(dict.fromkeys(_chapter(county, g) for g in groups)), chosen)
    shown = [
        kept
        for group in groups
        if not chosen.chapters or _chapter(county, group) in chosen.chapters
        if (kept := _of_grade(group, chosen.grade, copies))
    ]
    _told(
        f"本级规划 {len(shown)} 处条款，对应上级规划 {sum(map(len, shown))} 处；共同的词语已标出。"
        f"相似度最高为 1；{SAME_TASK} 起判为同一任务，{LEAST} 起列为相关。"
    )
    if shown:
        st.html(provisions(shown, copies, plans, _titles(found, plans)))
    else:
        st.html(notice("没有符合条件的条款。", "请放宽章或显示的范围。"))


def _provision_filters(chapters: Sequence[str], chosen: Chosen) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        st.multiselect(
            "本级规划的章",
            chapters,
            key=fill("chapter", [c for c in chosen.chapters if c in chapters]),
            placeholder="全部章",
            on_change=to_address,
            args=("chapter",),
            filter_mode=None,
            select_all=False,
        )
        st.segmented_control(
            "显示",
            list(GRADES),
            required=True,
            format_func=lambda grade: GRADES[grade],
            key=fill("grade", chosen.grade if chosen.grade in GRADES else ""),
            on_change=to_address,
            args=("grade",),
            wrap=True,
        )


def _of_grade(
    group: Sequence[Alignment], grade: str, copies: Mapping[int, object]
) -> Sequence[Alignment]:
    if grade == "copied":
        return group if group[0].county.start in copies else ()
    return [a for a in group if a.grade == "same_task"] if grade == "same_task" else group


def _chapter(plan: Plan, group: Sequence[Alignment]) -> str:
    return plan.path(plan.section_at(group[0].county.start))[0].label


def gaps(found: Comparison, plans: Plans, _chosen: Chosen) -> None:
    """What the county leaves out, and what it adds."""
    upper, lower = _titles(found, plans)
    _section(f"上级有、本级没有的目标（{len(found.missing)} 项）")
    _told("在本级规划的全部目标里找过，没有找到同一目标；并列出最接近的一个，供核对。")
    if found.missing:
        st.html(missing_table(found.missing, plans, upper))
    _section(f"本级新增的目标（{len(found.extra)} 项）")
    _told("在上级规划的全部目标里找过，没有找到同一目标。")
    if found.extra:
        st.html(extra_table(found.extra, plans, lower))


def internal(found: Comparison, plans: Plans, _chosen: Chosen) -> None:
    """What in the county plan cannot both hold."""
    if not found.internal:
        hint = "核对了指标表与正文、正文与工程、列举的数目；没有发现不等于没有。"
        st.html(notice("没有发现前后不一的地方。", hint))
        return
    _told(f"本级规划里有 {len(found.internal)} 处前后不一，请逐处核对原文。")
    st.html(contradictions(found.internal, plans))


def coverage(found: Comparison, plans: Plans, chosen: Chosen) -> None:
    """City sections by counties."""
    if not found.coverage:
        st.html(notice("上级规划里没有可以对照的节。", "请换一部规划。"))
        return
    _told("逐节检索本级规划；点一格看找到的原文。“未找到”是检索过而没有找到。")
    cell = next(
        (
            one
            for one in found.coverage
            if one.section.start == chosen.section and one.county_id == chosen.below
        ),
        None,
    )
    st.html(matrix(found.coverage, plans, params(), cell))


def _titles(found: Comparison, plans: Plans) -> tuple[str, str]:
    return heads(plans[found.city_id], plans[found.county_ids[0]])


def _section(title: str) -> None:
    st.html(element("h2", escape(title), lang="zh-CN"))


def _told(words: str) -> None:
    st.html(element("p", escape(words), class_="why", lang="zh-CN"))
