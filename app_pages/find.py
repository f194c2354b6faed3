"""The find page: a question, filters, and the passages that answer."""

from dataclasses import replace
from html import escape

import streamlit as st

from app_pages.answer_card import answer_card, wanted
from app_pages.card import cards, heading
from app_pages.common import animate, params, searcher
from app_pages.listing import listed
from app_pages.markup import element, notice, plan_name
from app_pages.request import ALL, Request, chapters, regions
from corpus.settings import Settings
from indexer import layout
from search.answer.endpoint import Endpoint
from search.answer.model import Answer
from search.answer.wording import Worded, word
from search.engine import Searcher
from search.model import Query
from search.render import CONTENT_KINDS, reading

EXAMPLES = (
    "2025年农村生活污水治理率目标是多少",
    "氮氧化物五年要减排多少吨",
    "秸秆能不能在地里烧",
    "兰考县有哪些重点工程",
    "规划实施情况由谁来评估",
    "what is the 2025 rural sewage target",
)

REGIONS = {"region": "地区", "level": "层级"}

_SIZES = (5, 10, 20, 50)


def page() -> None:
    """Show the address's question and its hits; what the user changes goes to the address."""
    opened = searcher()
    request = Request.read(params())
    _fill(request, opened)
    animate()
    with st.container(key="find"):
        st.html(heading(tuple(opened.index.plans.values())))
        _question()
        _filters(request, opened)
        if request.q:
            _answer(request, opened)
        else:
            _examples()


def _fill(request: Request, opened: Searcher) -> None:
    """Make the widgets say what the address says; one that does already is left alone."""
    known = chapters(request, opened.index)
    values = {
        "q": request.q,
        "plan": [plan for plan in request.plans if plan in opened.index.plans],
        "chapter": [chapter for chapter in request.chapters if chapter in known],
        "kind": [kind for kind in request.kinds if kind in CONTENT_KINDS],
        **_regions_asked(request, opened),
        "k": request.k,
    }
    for key, value in values.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _regions_asked(request: Request, opened: Searcher) -> dict[str, list[str]]:
    asked = {"region": request.regions, "level": request.levels}
    known = regions(opened.index)
    return {name: [v for v in values if v in known[name]] for name, values in asked.items()}


def _to_address() -> None:
    """Put what the widgets say into the address."""
    state = st.session_state
    request = Request(
        state["q"].strip(),
        tuple(state["plan"]),
        tuple(state["chapter"]),
        tuple(state["kind"]),
        state["k"],
        regions=tuple(state.get("region", ())),
        levels=tuple(state.get("level", ())),
    )
    st.query_params.from_dict(request.params)


def _ask(request: Request) -> None:
    st.query_params.from_dict(request.params)


def _question() -> None:
    with (
        st.form("question", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "问题",
            key="q",
            placeholder="用平常的话提问，或输入关键词",
            label_visibility="collapsed",
        )
        st.form_submit_button("检索", type="primary", on_click=_to_address)


def _filters(request: Request, opened: Searcher) -> None:
    plans = opened.index.plans
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        _choose("规划", "plan", {plan.id: plan_name(plan) for plan in plans.values()})
        _choose("章", "chapter", {name: name for name in chapters(request, opened.index)})
        _choose("类型", "kind", dict(CONTENT_KINDS.items()))
        for name, known in regions(opened.index).items():
            if len(known) > 1:
                _choose(REGIONS[name], name, {value: value for value in known})
        st.selectbox(
            "条数",
            [*sorted({*_SIZES, request.k} - {ALL}), ALL],
            key="k",
            format_func=lambda k: "全部相关段落" if k == ALL else str(k),
            on_change=_to_address,
            filter_mode=None,
        )
        if request.filtered:
            st.button("清除筛选", on_click=_ask, args=(Request(request.q, k=request.k),))


def _choose(label: str, key: str, options: dict[str, str]) -> None:
    """A filter. Without typing into it, for Streamlit would say in English that nothing matches."""
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=lambda option: options[option],
        placeholder=f"全部{label}",
        on_change=_to_address,
        filter_mode=None,
        select_all=False,
    )


def _answer(request: Request, opened: Searcher) -> None:
    with st.spinner("正在检索……"):
        query = opened.read(request.q, exact=request.exact)
        if request.k == ALL:
            every, answer = opened.find_all(query, request.filters), None
        else:
            answer = opened.ask(query, request.k, request.filters)
            every = []
    _reading(request, query)
    if every:
        listed(request.q, every)
        st.html(cards(every))
    elif answer is not None and answer.hits:
        _found(request, answer)
    elif request.filtered:
        names = [CONTENT_KINDS.get(kind, kind) for kind in request.filters.kinds or ()]
        where = (*request.regions, *request.levels)
        chosen = "、".join([*request.plans, *request.chapters, *names, *where])
        hint = f"当前筛选：{chosen}。请放宽，或点“清除筛选”。"
        st.html(notice("在筛选的范围里没有找到任何段落。", hint))
    else:
        st.html(notice("索引里没有任何段落。", "请先加入规划：python -m indexer add 文件"))


def _found(request: Request, answer: Answer) -> None:
    """The answer above the hits; a model's words take its place when they come."""
    if not wanted(answer):
        st.html(cards(answer.hits))
        return
    settings = Settings.from_env()
    endpoint = Endpoint.of(settings) if answer.status == "answered" else None
    place = st.empty()
    place.html(answer_card(Worded(answer, note="正在请模型改写……" if endpoint else "")))
    st.html(cards(answer.hits))
    if endpoint is not None:
        generation = str(layout.current(settings.index))
        place.html(answer_card(_worded(request, endpoint, generation, answer)))


# a click on the page runs it anew: neither a good reply nor a failure is asked for again at once
@st.cache_resource(max_entries=64, ttl=300, show_spinner=False)
def _worded(
    request: Request,  # noqa: ARG001 - the cache's key, with the endpoint and the index
    endpoint: Endpoint,
    generation: str,  # noqa: ARG001
    _answer: Answer,
) -> Worded:
    return word(_answer, endpoint)


def _reading(request: Request, query: Query) -> None:
    """What was searched in place of what was typed, and the way back."""
    for line in reading(query):
        st.html(element("p", escape(line), class_="reading", lang="zh-CN"))
    if query.corrected is not None:
        st.button("仍按原文搜索", on_click=_ask, args=(replace(request, exact=True),))


def _examples() -> None:
    st.html(element("p", "试试这些问题：", lang="zh-CN"))
    with st.container(horizontal=True):
        for number, question in enumerate(EXAMPLES):
            st.button(question, key=f"example-{number}", on_click=_ask, args=(Request(question),))


page()
