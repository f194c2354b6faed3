"""The plan reader: the whole text with its outline, opened at a place."""

import streamlit as st

from app_pages.common import animate, params, searcher
from app_pages.document import document
from app_pages.markup import notice, plan_name
from app_pages.request import read_span
from corpus.regions import related_plans


def page() -> None:
    """Show the plan that the address names, or the first, with the place it names marked."""
    opened, given = searcher(), params()
    plans = opened.index.plans
    chosen = "".join(given.get("plan", ())[-1:]) or next(iter(plans), "")
    if len(plans) > 1 or chosen not in plans:
        _choose({plan.id: plan_name(plan) for plan in plans.values()}, chosen)
    plan = opened.plan(chosen)
    span = read_span(given, plan)
    if span is None and not given.keys().isdisjoint({"start", "end"}):
        st.html(notice("网址里的位置不在这部规划里。", "下面是规划全文，没有标出段落。"))
    st.html(document(plan, span, related_plans(plan, tuple(plans.values()))))
    animate("" if span is None else f"{plan.id} {span.start} {span.end}")


def _choose(titles: dict[str, str], chosen: str) -> None:
    known = chosen if chosen in titles else None
    if st.session_state.get("reader_plan") != known:
        st.session_state["reader_plan"] = known
    st.selectbox(
        "规划",
        list(titles),
        index=None,
        key="reader_plan",
        format_func=lambda plan: titles[plan],
        placeholder="请选择一部规划",
        filter_mode=None,
        required=True,
        on_change=lambda: st.query_params.from_dict({"plan": st.session_state["reader_plan"]}),
    )


page()
