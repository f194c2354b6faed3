"""The registry page as Streamlit runs it, and what it draws."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from app_driver import markup, run, start
from conftest import plan_file
from streamlit.testing.v1 import AppTest

from app_pages.targets_chart import changes
from app_pages.targets_markup import compared, timeline
from app_pages.targets_request import Chosen
from corpus.model import Plan
from corpus.parse import parse
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from search.registry import Registry, Selection

HOSTILE = """第一章 目标<script>alert(1)</script>
到2025年，<img src=x onerror="alert(2)">覆盖率达到5%。
到2025年，<img src=x onerror="alert(2)">覆盖率力争达到5%。
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plans and a hostile one, encoded by hash."""
    folder = tmp_path_factory.mktemp("targets")
    evil = parse(plan_file(folder, HOSTILE, "evil.txt"))
    build_index(folder / "index", [*load_plans([SHIPPED]).plans, evil], HashEncoder())
    return folder / "index"


@pytest.fixture(autouse=True)
def _index_in_use(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(index))


def opened(params: Mapping[str, Sequence[str]]) -> AppTest:
    """The page at an address."""
    return run(start("targets", params))


def rows(at: AppTest) -> list[dict[str, str]]:
    (table,) = at.dataframe
    return [dict(row) for _, row in table.value.iterrows()]


def test_the_table_shows_the_print_and_leads_to_the_plan(kaifeng: Plan) -> None:
    shown = {row["指标"]: row for row in rows(opened({"plan": ["kaifeng"]}))}
    air = shown["全市PM2.5浓度"]
    assert (air["2020年基准"], air["2025年目标"]) == ("55微克/立方米", "46.5微克/立方米")
    assert (air["单位"], air["性质"]) == ("微克/立方米", "约束性")
    href, where = air["出处"].split("#")
    assert where == "第二章第三节表1第1项"
    start, end = map(int, re.findall("(?:start|end)=([0-9]+)", href))
    assert "全市PM2.5浓度" in kaifeng.text[start:end]
    assert shown["氮氧化物重点工程减排量"]["2025年目标"] == "2807吨（五年累计）"
    assert shown["碳排放"]["2025年目标"].endswith("（2030年）")
    assert shown["受污染耕地安全利用率"]["备注"].startswith("4")


def test_a_filter_goes_to_the_address_and_back() -> None:
    at = opened({})
    at.multiselect(key="targets-nature").set_value(["约束性"])
    run(at).multiselect(key="targets-plan").set_value(["qinghe"])
    shown = rows(run(at))
    assert {row["性质"] for row in shown} == {"约束性"}
    assert all(row["规划"].startswith("【虚构示例】清禾县") for row in shown)
    shared = opened({"nature": ["约束性"], "plan": ["qinghe"]})
    assert rows(shared) == shown
    assert shared.multiselect(key="targets-nature").value == ["约束性"]


@pytest.mark.parametrize(
    "params",
    [{"plan": ["<b>"]}, {"year": ["1999"]}, {"year": ["x"]}, {"chapter": ["第九十章"]}],
)
def test_a_filter_that_matches_nothing_says_so(params: Mapping[str, Sequence[str]]) -> None:
    at = opened(params)
    assert "没有符合条件的指标或目标" in markup(at)
    (clear,) = [button for button in at.button if button.label == "清除筛选"]
    clear.click()
    assert rows(run(at))


def test_findings_and_deadlines_lead_to_the_plan() -> None:
    html = markup(opened({}))
    assert re.search(r"<details open=\"\"[^>]*><summary>2030年", html)
    assert "再生水利用率力争达到25%" in html
    assert "分母、名称不同" in html
    assert len(re.findall(r'href="plan\?plan=(?:kaifeng|qinghe)&amp;start=', html)) > 100


def test_every_place_of_an_invented_plan_is_marked() -> None:
    html = markup(opened({"plan": ["qinghe"]}))
    items = re.findall(r"<li[^>]*>.*?</li>", html)
    assert len(items) > 40
    assert all("虚构示例" in item for item in items)


def test_nothing_of_a_document_becomes_markup() -> None:
    html = markup(opened({"plan": ["evil"]}))
    assert "&lt;img src=x" in html
    assert "措辞不同" in html
    assert not re.search(r"<(?:img|script)", html)


def test_the_chart_has_the_rows_with_two_figures(kaifeng: Plan) -> None:
    drawn = {row["指标"]: row for row in changes(Registry.of([kaifeng]).entries)}
    assert drawn["全市PM2.5浓度"]["变化"] == round((46.5 - 55) / 55 * 100, 2)
    assert drawn["农村生活污水治理率"]["变化"] == 60
    assert drawn["地表水环境质量达标率"]["方向"] == "不变"
    assert not {"地表水劣V类水体比例", "放射源辐射事故年发生率", "氮氧化物重点工程减排量"} & set(
        drawn
    )


def test_the_timeline_is_in_order(kaifeng: Plan) -> None:
    html = timeline(Registry.of([kaifeng]).entries)
    years = [int(year) for year in re.findall(r"<summary>([0-9]{4})年", html)]
    assert years == sorted(set(years))
    assert html.index("2022年6月底前") < html.index("2022年年底前")
    assert timeline(()) == '<div class="timeline"></div>'


def test_agreeing_places_are_folded(kaifeng: Plan) -> None:
    found = Registry.of([kaifeng]).findings
    html = compared(found)
    folded = html.index("<details>")
    assert html.index("措辞不同") < folded < html.index("<b>一致</b>")
    assert "<details>" not in compared([f for f in found if f.aspects])


# what an address says, which entries it takes
ADDRESSES: list[tuple[dict[str, list[str]], Selection]] = [
    ({}, Selection()),
    ({"year": ["2025", "2030"]}, Selection(years=(2025, 2030))),
    ({"year": ["２０２５年"]}, Selection(years=())),
    ({"kind": ["已完成"]}, Selection(achieved=True)),
    ({"kind": ["目标"]}, Selection(achieved=False)),
    ({"kind": ["目标", "已完成"]}, Selection()),
    ({"plan": ["a", "b"], "nature": ["约束性"]}, Selection(("a", "b"), natures=("约束性",))),
]


@pytest.mark.parametrize(("params", "selection"), ADDRESSES)
def test_what_an_address_asks_for(params: dict[str, list[str]], selection: Selection) -> None:
    chosen = Chosen.read(params)
    assert chosen.selection == selection
    assert Chosen.read(chosen.params) == chosen
