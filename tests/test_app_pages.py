"""The pages as Streamlit runs them: address in, results out; errors in Chinese."""

import re
from pathlib import Path

import pytest
import tiny_model
from app_driver import markup, run, start
from conftest import plan_file
from streamlit.testing.v1 import AppTest

from app_pages.request import ALL, Place, Request
from corpus.model import Plan, Span
from corpus.parse import parse
from corpus.store import SHIPPED
from indexer import layout
from indexer.build import build_index
from indexer.encode import HashEncoder

QUESTION = "2025年农村生活污水治理率目标是多少"
HOSTILE = """第一章  总则<script>alert(1)</script> **粗** $x$ :red[红]
污水处理<img src=x onerror="alert(2)">率达到100%。
"""


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Path:
    """The real plan alone, encoded by hash."""
    folder = tmp_path_factory.mktemp("real") / "index"
    build_index(folder, [kaifeng], HashEncoder())
    return folder


@pytest.fixture(scope="session")
def mixed_index(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Path:
    """The real plan and an invented one full of markup."""
    folder = tmp_path_factory.mktemp("mixed")
    plan_file(folder, '{"title": "恶<b>县</b>规划", "fictional": true}', "evil.meta.json")
    evil = parse(plan_file(folder, HOSTILE, "evil.txt"))
    build_index(folder / "index", [kaifeng, evil], HashEncoder())
    return folder / "index"


@pytest.fixture(autouse=True)
def _real_index_in_use(real_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(real_index))


@pytest.fixture
def _mixed_index_in_use(mixed_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(mixed_index))


def open_at(where: Request | Place) -> AppTest:
    """The app run once at the address of a request or a place."""
    if isinstance(where, Request):
        return run(start("", where.params))
    span = where.span or Span(0, 0)
    place = {"plan": where.plan, "start": str(span.start), "end": str(span.end)}
    return run(start("plan", place))


def test_the_page_ranks_with_the_reranker_of_the_deployer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_at(Request(QUESTION))
    assert "重排第1" not in markup(at)
    # the index is kept open as long as it is the same one
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path / "index"))
    build_index(tmp_path / "index", [parse(SHIPPED / "kaifeng.txt")], HashEncoder())
    monkeypatch.setenv("PLANSEARCH_RERANKER", str(tiny_model.build_reranker(tmp_path / "tiny")))
    assert "重排第1" in markup(open_at(Request(QUESTION)))


def address(at: AppTest) -> dict[str, list[str]]:
    """The address's parameters after the last run."""
    given = at.query_params.items()
    return {name: value if isinstance(value, list) else [value] for name, value in given}


def cards(at: AppTest) -> list[str]:
    return re.findall(r'<li class="card">.*?</li>', markup(at), flags=re.DOTALL)


def notice(at: AppTest) -> str:
    """The words of the only notice."""
    (found,) = re.findall(r'<div class="notice".*?</div>', markup(at))
    return re.sub("<[^>]+>", "", str(found))


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [button for button in at.button if button.label == label]
    button.click()
    return run(at)


# find


def test_the_start_page_offers_questions_that_find_something() -> None:
    examples = [b.label for b in run(start()).button if b.key and b.key.startswith("example-")]
    assert QUESTION in examples
    assert 4 <= len(examples) <= 6
    assert any(example.isascii() for example in examples)
    for example in examples:
        at = press(run(start()), example)
        assert address(at) == {"q": [example]}
        assert at.text_input(key="q").value == example
        shown = len(cards(at)) + markup(at).count('class="again"')
        assert shown >= 10  # and what the answer cites beside


def test_a_typed_question_goes_to_the_address_and_is_answered() -> None:
    at = run(start())
    at.text_input(key="q").set_value(f" {QUESTION} ")
    press(at, "检索")
    assert address(at) == {"q": [QUESTION]}
    first = "\n".join(cards(at)[:3])
    assert "<td>40</td>" in first
    assert "第六章第四节" in first
    assert "试试这些问题" not in markup(at)


def test_an_address_shows_what_was_shared() -> None:
    at = run(start())
    at.text_input(key="q").set_value("污水")
    press(at, "检索").multiselect(key="kind").set_value(["project", "note"])
    run(at).selectbox(key="k").set_value(5)
    run(at).multiselect(key="chapter").set_value(["第十一章 重大工程"])
    run(at)
    request = Request("污水", (), ("第十一章 重大工程",), ("project", "note"), 5)
    shared = open_at(request)
    assert address(shared) == address(at)
    assert markup(shared) == markup(at)
    assert len(cards(shared)) == 5
    assert shared.multiselect(key="kind").value == ["project", "note"]
    assert shared.selectbox(key="k").value == 5


def test_a_filter_narrows_the_results() -> None:
    found = cards(open_at(Request("污水", kinds=("project",))))
    assert found
    assert all('<span class="badge">工程项目</span>' in card for card in found)
    assert all("第十一章 重大工程" in card for card in found)


@pytest.mark.usefixtures("_mixed_index_in_use")
def test_chapters_are_those_of_the_plans_chosen() -> None:
    assert len(run(start()).multiselect(key="chapter").options) == 14
    at = open_at(Request("污水", ("evil",)))
    assert at.multiselect(key="chapter").options == [
        "第一章 总则<script>alert(1)</script> **粗** $x$ :red[红]"
    ]
    assert at.multiselect(key="plan").options[0] == "恶<b>县</b>规划（虚构示例）"


def test_all_passages_are_counted_and_can_be_taken_away() -> None:
    at = open_at(Request("列出所有垃圾焚烧发电项目", k=ALL))
    assert at.selectbox(key="k").value == ALL
    assert "全部相关段落" in at.selectbox(key="k").options
    assert f"共 {len(cards(at))} 段" in markup(at)
    assert [b.proto.label for b in at.get("download_button")] == ["下载 Excel", "下载 CSV"]
    run(at).selectbox(key="k").set_value(5)
    assert "k" in address(run(at))
    assert not at.get("download_button")


def test_regions_are_a_filter_once_there_are_several(
    tmp_path: Path, kaifeng: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "region" not in [select.key for select in run(start()).multiselect]
    build_index(tmp_path, [kaifeng, parse(SHIPPED / "qinghe.txt")], HashEncoder())
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path))
    at = open_at(Request("污水"))
    assert at.multiselect(key="region").options == ["开封市", "清禾县"]
    assert at.multiselect(key="level").options == ["市", "县"]
    at.multiselect(key="region").set_value(["清禾县"])
    run(at)
    assert address(at) == {"q": ["污水"], "region": ["清禾县"]}
    assert all("虚构示例" in card for card in cards(at))
    at.multiselect(key="level").set_value(["市"])
    run(at)
    assert notice(at).endswith("当前筛选：清禾县、市。请放宽，或点“清除筛选”。")
    assert len(cards(press(at, "清除筛选"))) == 10


def test_the_reader_links_related_plans(
    tmp_path: Path, kaifeng: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path, [kaifeng, parse(SHIPPED / "qinghe.txt")], HashEncoder())
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path))
    page = markup(run(start("plan", {"plan": "qinghe"})))
    assert f'相关规划　上级：<a href="plan?plan=kaifeng">《{kaifeng.title}》</a>' in page
    assert "下级：" in markup(run(start("plan", {"plan": "kaifeng"})))


def test_filters_that_match_nothing_say_so_and_can_be_cleared() -> None:
    at = open_at(Request("污水", chapters=("第九十章",), kinds=("note",), k=5))
    assert cards(at) == []
    assert notice(at) == (
        "在筛选的范围里没有找到任何段落。当前筛选：第九十章、备注。请放宽，或点“清除筛选”。"
    )
    press(at, "清除筛选")
    assert address(at) == {"q": ["污水"], "k": ["5"]}
    assert len(cards(at)) == 5
    assert "清除筛选" not in [button.label for button in at.button]


def test_an_unknown_plan_in_the_address_is_explained() -> None:
    at = open_at(Request("污水", ("<b>",)))
    assert notice(at) == "索引里没有编号为 &lt;b&gt; 的规划现有规划：kaifeng"
    assert len(cards(press(at, "清除筛选"))) == 10


def test_a_question_without_words_is_explained() -> None:
    at = open_at(Request("？！"))
    assert notice(at).startswith("问题里没有可以检索的文字。")
    at.text_input(key="q").set_value("污水")
    assert len(cards(press(at, "检索"))) == 10


# reader


def test_the_reader_opens_the_first_plan(kaifeng: Plan) -> None:
    at = run(start("plan"))
    assert f"<h1>{kaifeng.title}</h1>" in markup(at)
    assert not at.selectbox
    assert "<mark>" not in markup(at)


def test_the_reader_marks_the_place(kaifeng: Plan) -> None:
    start_ = kaifeng.text.index("到2025年，农村生活污水治理率达到40%")
    at = open_at(Place("kaifeng", Span(start_, start_ + 22)))
    assert re.findall("<mark>(.*?)</mark>", markup(at)) == [
        "到2025年，农村生活污水治理率达到40%。"[:22]
    ]


@pytest.mark.parametrize("span", [("5", "5"), ("x", "9"), ("0", "999999999999")])
def test_a_place_outside_the_plan_is_explained(span: tuple[str, str]) -> None:
    at = run(start("plan", {"plan": "kaifeng", "start": span[0], "end": span[1]}))
    assert notice(at) == "网址里的位置不在这部规划里。下面是规划全文，没有标出段落。"
    assert "<h2" in markup(at)
    assert "<mark>" not in markup(at)


def test_an_unknown_plan_is_explained_and_another_can_be_chosen() -> None:
    at = run(start("plan", {"plan": "**粗**<b>"}))
    assert notice(at) == "索引里没有编号为 **粗**&lt;b&gt; 的规划现有规划：kaifeng"
    at.selectbox(key="reader_plan").set_value("kaifeng")
    run(at)
    assert address(at) == {"plan": ["kaifeng"]}
    assert "<h2" in markup(at)


@pytest.mark.usefixtures("_mixed_index_in_use")
def test_choosing_a_plan_changes_the_address() -> None:
    at = open_at(Place("kaifeng", Span(0, 9)))
    at.selectbox(key="reader_plan").set_value("evil")
    run(at)
    assert address(at) == {"plan": ["evil"]}
    assert "<h1>恶&lt;b&gt;县&lt;/b&gt;规划</h1>" in markup(at)


# security


@pytest.mark.usefixtures("_mixed_index_in_use")
@pytest.mark.parametrize(
    "where",
    [
        Request("污水处理<script>alert(3)</script>率", ("evil",)),
        Request("a", chapters=("<script>alert(4)</script>",)),
        Place("evil", Span(0, 20)),
        Place("<script>alert(5)</script>", Span(0, 20)),
    ],
)
def test_hostile_text_is_text(where: Request | Place) -> None:
    at = open_at(where)
    assert not re.search(r"<(script|img|b>县)", markup(at))
    assert "&lt;" in markup(at)
    assert not at.markdown


# errors


@pytest.mark.parametrize("page", ["", "plan"])
def test_without_an_index_the_page_names_the_command(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path / "<none>"))
    at = run(start(page))
    assert "还没有索引" in notice(at)
    assert "&lt;none&gt;" in notice(at)
    assert "python -m indexer build" in notice(at)


def test_an_outdated_index_names_the_command(
    tmp_path: Path, kaifeng: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path, [kaifeng], HashEncoder())
    manifest = layout.current(tmp_path) / layout.MANIFEST
    manifest.write_text(re.sub(r'"format":\d+', '"format":0', manifest.read_text()))
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path))
    at = run(start("", {"q": "污水"}))
    assert "索引的格式与本版本不同" in notice(at)
    assert "python -m indexer build" in notice(at)
    build_index(tmp_path, [kaifeng], HashEncoder())
    assert len(cards(run(at))) == 10


def test_a_rebuilt_index_is_picked_up(
    tmp_path: Path, kaifeng: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path / "index", [kaifeng], HashEncoder())
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path / "index"))
    at = run(start())
    assert "从 1 部规划里" in markup(at)
    build_index(
        tmp_path / "index",
        [kaifeng, parse(plan_file(tmp_path, "第一章 目标\n绿化。"))],
        HashEncoder(),
    )
    assert "从 2 部规划里" in markup(run(at))
