"""The comparison's page as Streamlit runs it, and what it draws."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from app_driver import markup, run, start
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app_pages.compare_markup import SIGNS, cited, target_table
from app_pages.compare_matrix import matrix
from app_pages.compare_provisions import grouped, provisions
from app_pages.compare_request import Chosen, changed
from corpus.model import Plan
from corpus.parse import parse
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from search.compare.align import shared_words
from search.compare.model import RELATION_NAMES, Alignment, Copied, CoverageCell, Side, TargetPair

HOSTILE = """第一章 目标<script>alert(1)</script>
到2025年，<img src=x onerror="alert(2)">农村生活污水治理率达到35%。
到2025年，<img src=x onerror="alert(2)">蓝莓产量达到5万吨。
第二章 任务<script>alert(1)</script>
加强秸秆禁烧<svg onload="alert(3)">，秸秆综合利用率达到90%。
"""
DRAFT = "到2025年，全县农村生活污水治理率达到36%，秸秆综合利用率达到96%以上。<img src=x>"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plans and a hostile one that is called as a pasted draft is, encoded by hash."""
    folder = tmp_path_factory.mktemp("compare")
    evil = replace(parse(plan_file(folder, HOSTILE, "draft.txt")), level="县")
    build_index(folder / "index", [*load_plans([SHIPPED]).plans, evil], HashEncoder())
    return folder / "index"


@pytest.fixture(autouse=True)
def _index_in_use(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(index))


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    """The shipped plans by their id."""
    return {plan.id: plan for plan in load_plans([SHIPPED]).plans}


def opened(view: str = "targets", **params: Sequence[str]) -> AppTest:
    """The page at an address."""
    return run(start("compare", {"view": [view]} | params))


def body_rows(html: str) -> list[str]:
    return re.findall(r"<tr>(<td.*?)</tr>", html, re.DOTALL)


PLACE = re.compile(r'<q>([^<]*)</q><cite><a href="plan\?plan=(\w+)&amp;start=(\d+)&amp;end=(\d+)"')


def test_plans_that_belong_together_are_compared_at_once(plans: Mapping[str, Plan]) -> None:
    at = opened()
    assert at.selectbox(key="compare-city").value == "kaifeng"
    assert at.multiselect(key="compare-county").value == ["qinghe"]
    rows = body_rows(markup(at))
    assert len(rows) > 40
    for row in rows:
        places = PLACE.findall(row)
        assert [plan for _, plan, _, _ in places] == ["kaifeng", "qinghe"]
        for quote, plan, first, last in places:
            words = plans[plan].text[int(first) : int(last)]
            assert unescape(quote).replace("｜", " ").split() == words.split()
        assert "虚构示例" in row


def test_a_relation_is_sign_and_word_and_filters() -> None:
    at = opened()
    labels = [pill.content for pill in at.get("button_group")[1].proto.options]
    assert any(label.startswith("▼ 宽于上级 ") for label in labels)
    at = opened(relation=["looser"])
    rows = body_rows(markup(at))
    assert 0 < len(rows) < 30
    assert all('class="relation looser">▼ 宽于上级<' in row for row in rows)
    assert len(set(SIGNS)) == len(RELATION_NAMES)


def test_a_choice_goes_to_the_address() -> None:
    at = opened(view="provisions", relation=["looser"])
    at.multiselect(key="compare-county").set_value([])
    at = run(at)
    assert at.query_params["county"] == ""
    assert "请选择一部上级规划" in markup(at)
    at.multiselect(key="compare-county").set_value(["qinghe"])
    at = run(at)
    assert at.query_params["county"] == "qinghe"
    assert '<div class="provisions"' in markup(at)


def test_provisions_stand_beside_each_other() -> None:
    at = opened(view="provisions")
    html = markup(at)
    rows = html.split('<div class="above">')[1:]
    assert len(rows) > 20
    assert all('<div class="below">' in row and "虚构示例" in row for row in rows)
    assert "<mark>" in html
    assert "近乎照抄" in html
    at.multiselect(key="compare-chapter").set_value(
        [at.multiselect(key="compare-chapter").options[-1]]
    )
    few = markup(run(at)).split('<div class="above">')[1:]
    assert 0 < len(few) < len(rows)


@pytest.mark.parametrize(("grade", "forbidden"), [("same_task", "badge related"), ("copied", None)])
def test_provisions_by_likeness(grade: str, forbidden: str | None) -> None:
    html = markup(opened(view="provisions", grade=[grade]))
    rows = html.split('<div class="above">')[1:]
    assert rows
    if forbidden:
        assert forbidden not in html
    else:
        assert all("近乎照抄" in row for row in rows)


def test_gaps_and_contradictions() -> None:
    html = markup(opened(view="gaps"))
    assert "挥发性有机物重点工程减排量" in html
    assert "本级新增的目标" in html
    html = markup(opened(view="internal"))
    assert "前后不一" in html
    assert len(PLACE.findall(html)) == 2 * html.count('class="card"')


def test_a_cell_opens_its_passages(plans: Mapping[str, Plan]) -> None:
    html = markup(opened(view="coverage"))
    cells = re.findall(r'<td class="(?:strong|weak|none)"><a href="compare\?([^"]*)"', html)
    assert len(cells) > 30
    assert not re.search(r"<aside", html)
    start = re.findall(r"section=(\d+)", cells[3])[0]
    html = markup(opened(view="coverage", section=[start], below=["qinghe"]))
    assert html.count('aria-current="true"') == 1
    panel = html[html.index("<aside") :]
    section = plans["kaifeng"].section_at(int(start))
    assert plans["kaifeng"].sections[section].title in panel
    assert "虚构示例" in panel


def test_several_counties() -> None:
    at = opened(county=["qinghe", "draft"])
    at.selectbox(key="compare-below").set_value("draft")
    at = run(at)
    assert at.query_params["below"] == "draft"
    assert "35%" in markup(at)
    html = markup(opened(view="coverage", county=["qinghe", "draft"]))
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html)
    assert rows
    assert all(len(re.findall("<td", row)) == 2 for row in rows)


@pytest.mark.parametrize("view", ["targets", "provisions", "gaps", "internal", "coverage"])
def test_nothing_of_a_document_becomes_markup(view: str) -> None:
    html = markup(opened(view=view, county=["draft"]))
    assert not re.search(r"<(?:img|script|svg)", html)
    if view in {"provisions", "gaps"}:
        assert "&lt;" in html


def test_an_unknown_plan_says_so() -> None:
    at = opened(county=["<b>none"])
    assert "索引里没有编号为 &lt;b&gt;none 的规划" in markup(at)
    assert at.multiselect(key="compare-county").value == []
    assert "索引里没有编号为 nowhere" in markup(opened(city=["nowhere"], county=["qinghe"]))


def checked(draft: str) -> AppTest:
    """The page after a draft was pasted and the button pressed."""
    at = opened(view="draft")
    at.text_area(key="compare-text").set_value(draft)
    (check,) = [button for button in at.button if button.label == "核对"]
    check.click()
    return run(at)


def test_a_draft_is_checked_and_stays_out_of_the_address() -> None:
    at = checked(DRAFT)
    html = markup(at)
    first, rest = html[html.index("冲突（") :].split("涉及的其他目标", 1)
    assert "宽于上级" in first
    assert "农村生活污水治理率" in first
    assert "严于上级" in rest
    assert "《开封市" in first
    assert "plan=draft" not in html
    assert "<img" not in html
    assert set(at.query_params) == {"view"}


# a draft, what the page says to it
DRAFTS = [
    ("你好。", "没有发现冲突；没有发现不等于没有"),
    (" \n", "还没有草稿"),
    ("长" * 5001, "草稿有 5001 字，一次最多核对 5000 字"),
]


@pytest.mark.parametrize(("draft", "said"), DRAFTS)
def test_a_draft_with_nothing_to_show(draft: str, said: str) -> None:
    assert said in markup(checked(draft))


# pure markup


def made(plan: Plan, words: str, name: str = "") -> Side:
    start = plan.text.index(words)
    return Side(plan.id, start, start + len(words), words, f"《{plan.title}》第一章", name)


def test_shared_words_are_marked(plans: Mapping[str, Plan]) -> None:
    above = made(plans["kaifeng"], "农村生活污水治理率达到40%")
    below = made(plans["qinghe"], "全县农村生活污水治理率达到36%")
    words = shared_words(above.quote, below.quote)
    pair = Alignment(above, below, 0.5, "same_task", words)
    copy = Copied(above, below, 0.8)
    html = provisions(grouped([pair]), {below.start: copy}, plans, ("上", "下"))
    assert html.count("<mark>农村生活污水治理率达到</mark>") == 2
    assert "近乎照抄 80%" in html
    assert "相似度 0.500" in html


def test_a_county_provision_stands_once_its_best_first(plans: Mapping[str, Plan]) -> None:
    below = made(plans["qinghe"], "秸秆综合利用率达到93%以上")
    above = [made(plans["kaifeng"], "秸秆综合利用率"), made(plans["kaifeng"], "秸秆")]
    pairs = [
        Alignment(above[0], below, 0.02, "related", ()),
        Alignment(above[1], below, 0.2, "same_task", ()),
    ]
    (group,) = grouped(pairs)
    assert [pair.score for pair in group] == [0.2, 0.02]
    html = provisions([group], {}, plans, ("上", "下"))
    assert "另有相关条款 1 处" in html
    assert html.count('class="below"') == 1


def test_a_place_outside_the_plans_has_no_link(plans: Mapping[str, Plan]) -> None:
    side = made(plans["qinghe"], "秸秆")
    assert "虚构示例" in cited(side, plans)
    assert cited(replace(side, plan_id="draft"), plans) == ""
    pair = TargetPair(side, replace(side, plan_id=""), "same", "<b>")
    html = target_table([pair], plans, ("上", "下"))
    assert html.count("<a ") == 1
    assert "&lt;b&gt;" in html


def test_not_found_tells_what_was_searched(plans: Mapping[str, Plan]) -> None:
    section = made(plans["kaifeng"], "第四节", name="第四节 某事")
    cell = CoverageCell(section, "qinghe", "none", "某<事>", ())
    html = matrix([cell], plans, {"view": ["coverage"]}, cell)
    assert "检索过，未找到" in html
    assert "检索“某&lt;事&gt;”" in html
    assert 'class="none"><a' in html
    assert "未找到 1" in html


# what an address says, what it asks for
ADDRESSES: list[tuple[dict[str, list[str]], Chosen]] = [
    ({}, Chosen("kaifeng", ("qinghe",), below="qinghe")),
    ({"city": ["qinghe"]}, Chosen("qinghe", ())),
    ({"county": [""]}, Chosen("kaifeng", ())),
    ({"view": ["<x>"], "relation": ["worse"]}, Chosen("kaifeng", ("qinghe",), below="qinghe")),
    ({"county": ["a", "b"], "below": ["b"]}, Chosen("kaifeng", ("a", "b"), below="b")),
    ({"city": ["x"], "section": ["１"]}, Chosen("x", (), section=1)),
    ({"county": [""], "section": ["-1"]}, Chosen("kaifeng", ())),
]


@pytest.mark.parametrize(("params", "chosen"), ADDRESSES)
def test_what_an_address_asks_for(
    params: dict[str, list[str]], chosen: Chosen, plans: Mapping[str, Plan]
) -> None:
    assert Chosen.read(params, plans) == chosen


def test_without_plans_nothing_is_chosen() -> None:
    assert Chosen.read({}, {}) == Chosen(None, ())


def test_a_change_forgets_what_hung_on_it() -> None:
    before = {"city": ["a"], "county": ["b"], "below": ["b"], "view": ["gaps"], "chapter": ["c"]}
    assert changed(before, "city", ["d"]) == {"city": ["d"], "view": ["gaps"]}
    assert changed(before, "chapter", []) == {n: v for n, v in before.items() if n != "chapter"}
    assert changed({}, "county", []) == {"county": [""]}


names = st.sampled_from(["city", "county", "below", "view", "relation", "chapter", "section"])
values = st.lists(st.text(min_size=1, max_size=3), max_size=3)


@given(st.dictionaries(names, values), names, values)
def test_a_change_says_what_was_chosen(
    before: dict[str, list[str]], name: str, chosen: list[str]
) -> None:
    after = changed(before, name, chosen)
    assert [v for v in after.get(name, []) if v] == chosen
    assert changed(after, name, chosen) == after
