"""The management page as Streamlit runs it: files in, plans searchable; nothing lost, nothing silent."""

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from app_driver import NOWHERE, markup, run, start
from conftest import plan_file
from streamlit.testing.v1 import AppTest

from app_pages.manage_form import Entered, metadata
from app_pages.manage_markup import contents, indicators, shelf, warnings
from corpus.errors import MetadataInvalid
from corpus.metadata import Metadata
from corpus.model import Plan
from corpus.parse import parse, parse_data
from corpus.readers import Document, markdown
from corpus.store import SHIPPED
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index

COUNTY = "清禾县“十四五”绿化规划\n清政〔2022〕3号\n第一章 总则\n全县绿化，森林覆盖率达到30%。\n"
EVIL = "第一章 <script>alert(1)</script>\n<img src=x onerror=alert(2)>全市绿化。\n"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Path:
    """An index of the real plan, to copy."""
    index = tmp_path_factory.mktemp("built") / "index"
    build_index(index, [kaifeng], HashEncoder())
    return index


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the real plan and an empty folder of plans."""
    shutil.copytree(built, tmp_path / "index")
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("PLANSEARCH_PLANS", str(tmp_path / "plans"))
    monkeypatch.setenv("PLANSEARCH_MODEL", "hash")
    return tmp_path


def uploaded(*files: tuple[str, str | bytes], at: AppTest | None = None) -> AppTest:
    """The page with files just uploaded."""
    at = run(start("manage", NOWHERE)) if at is None else at
    given = [(n, data.encode() if isinstance(data, str) else data, "") for n, data in files]
    at.file_uploader[0].set_value(given)
    return run(at)


def field(at: AppTest, name: str, number: int = 0) -> str:
    """The key of a field in the form of an uploaded file."""
    keys = [str(w.key) for w in (*at.text_input, *at.checkbox, *at.selectbox) if w.key]
    found = (key for key in keys if key.endswith(f"-{name}") and not key.startswith("edit-"))
    return list(found)[number]


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=f"manage-{key}").click()
    return run(at)


def notices(at: AppTest) -> list[str]:
    found = re.findall(r'<div class="notice".*?</div>', markup(at))
    return [re.sub("<[^>]+>", "", words) for words in found]


def held(folder: Path) -> dict[str, Plan]:
    return dict(open_index(folder / "index").plans)


def test_what_is_held_is_listed(kaifeng: Plan) -> None:
    page = markup(run(start("manage")))
    assert "已收录 1 部规划" in page
    assert f"《{kaifeng.title}》" in page
    assert "指标 26 项" in page
    assert "2021–2025年" in page


def test_a_file_is_looked_at_described_and_added(folder: Path) -> None:
    at = uploaded(("绿化.txt", COUNTY))
    assert "标题 1 个" in markup(at)
    assert at.text_input(key=field(at, "title")).value == "清禾县“十四五”绿化规划"
    assert at.text_input(key=field(at, "number")).value == "清政〔2022〕3号"
    assert at.text_input(key=field(at, "period")).value == "2021-2025"
    assert at.selectbox(key=field(at, "level")).value == "县"
    assert set(held(folder)) == {"kaifeng"}
    at.text_input(key=field(at, "within")).set_value("开封市")
    at.text_input(key=field(at, "number")).set_value("")
    at.text_input(key=field(at, "date")).set_value("2022年5月17日")
    at.text_input(key=field(at, "id")).set_value("qinghe-lvhua")
    page = markup(press(run(at), "add"))
    assert "已加入《清禾县“十四五”绿化规划》" in page
    assert "下级：" in page
    plan = held(folder)["qinghe-lvhua"]
    assert (plan.within, plan.number, plan.date) == ("开封市", None, "2022-05-17")
    assert plan.source.file == "绿化.txt"
    assert (folder / "plans/qinghe-lvhua.txt").read_text() == COUNTY
    assert json.loads((folder / "plans/qinghe-lvhua.meta.json").read_text())["within"] == "开封市"
    assert "qinghe-lvhua" in markup(run(start("", {"q": "森林覆盖率", "region": "清禾县"})))


def test_a_wrong_file_costs_the_others_nothing(folder: Path) -> None:
    at = uploaded(("好.txt", COUNTY), ("坏.docx", b"PK\x03\x04"), ("空.txt", " "), ("旧.doc", b"x"))
    assert [words.partition("：")[0] for words in notices(at)] == [
        "坏.docx 的内容是Word、Excel 或压缩文件（已损坏），与扩展名 .docx 不符。请另存为 .docx、.pdf 或纯文本（UTF-8）后再试。",
        "文件是空的",
        "不支持旧版 Word 文件（.doc）",
        "有 3 个文件现在不能加入。原因写在各文件里；其余的可以先加入。",
    ]
    at = press(at, "add")
    assert set(held(folder)) == {"kaifeng", "好"}
    assert len(notices(at)) == 4
    assert at.button(key="manage-add").disabled


def test_a_fault_of_a_reader_costs_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Document:
        raise RecursionError("too deep")

    monkeypatch.setattr(markdown, "read", fails)
    at = uploaded(("坏.md", COUNTY), ("好.txt", COUNTY))
    assert notices(at)[0].startswith("读取 坏.md 时程序出错（RecursionError：too deep）")
    press(at, "add")
    assert set(held(folder)) == {"kaifeng", "好"}


def test_nothing_is_replaced_in_silence(folder: Path, kaifeng: Plan) -> None:
    at = uploaded(("kaifeng.txt", COUNTY))
    assert at.button(key="manage-add").disabled
    assert f"编号 kaifeng 已属于《{kaifeng.title}》，还没有替换它。" in notices(at)[0]
    at.text_input(key=field(at, "id")).set_value("new")
    assert not run(at).button(key="manage-add").disabled
    at.text_input(key=field(at, "id")).set_value("kaifeng")
    at = run(at)
    at.checkbox(key=field(at, "replace-kaifeng")).check()
    press(run(at), "add")
    assert held(folder)["kaifeng"].text.startswith("清禾县")


def test_a_plan_that_came_meanwhile_is_not_replaced(folder: Path) -> None:
    at, other = uploaded(("a.txt", COUNTY)), uploaded(("a.txt", "第一章 水\n治水。"))
    press(at, "add")
    other.button(key="manage-add").click()
    run(other)
    assert any("编号 a 已" in words for words in notices(other))
    assert held(folder)["a"].text.startswith("清禾县")


def test_two_files_of_one_id_wait_for_another(folder: Path) -> None:
    at = uploaded(("a.txt", COUNTY), ("a.md", COUNTY))
    assert at.button(key="manage-add").disabled
    assert notices(at)[0].startswith("两个文件的编号都是 a。")
    at.text_input(key=field(at, "id", 1)).set_value("b")
    press(run(at), "add")
    assert set(held(folder)) == {"a", "b", "kaifeng"}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("id", "../x", "编号不能用：../x"),
        ("title", " ", "标题没有填。"),
        ("date", "去年", "成文日期看不懂：去年"),
        ("period", "2025-2021", "规划期看不懂：2025-2021"),
    ],
)
def test_a_field_that_cannot_be_is_explained(
    folder: Path, name: str, value: str, message: str
) -> None:
    at = uploaded(("a.txt", COUNTY))
    at.text_input(key=field(at, name)).set_value(value)
    at = run(at)
    assert notices(at)[0].startswith(message)
    assert at.button(key="manage-add").disabled
    assert not (folder / "plans").exists()


def test_too_large_and_too_many_are_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.MAX_BYTES", 10)
    assert notices(uploaded(("a.txt", COUNTY)))[0].startswith("文件过大：a.txt")
    at = uploaded(*((f"{n}.txt", "x") for n in range(21)))
    assert notices(at)[0].startswith("一次最多读 20 个文件")


def test_the_same_document_is_recognised(kaifeng: Plan) -> None:
    at = uploaded(("again.txt", (SHIPPED / "kaifeng.txt").read_bytes()))
    assert notices(at)[0].startswith(f"内容与已收录的《{kaifeng.title}》完全相同。")


def test_an_invented_sample_is_suggested_as_one() -> None:
    at = uploaded(("q.txt", (SHIPPED / "qinghe.txt").read_bytes()))
    assert at.checkbox(key=field(at, "fictional")).value is True


def test_what_is_said_about_a_plan_is_changed(folder: Path, kaifeng: Plan) -> None:
    at = run(start("manage"))
    (key,) = [w.key for w in at.text_input if w.key and w.key.endswith("kaifeng-issuer")]
    at.text_input(key=key).set_value("开封市人民政府")
    at = press(at, "save")
    assert "已保存" in markup(at)
    plan = held(folder)["kaifeng"]
    assert (plan.issuer, plan.title, plan.text) == ("开封市人民政府", kaifeng.title, kaifeng.text)
    assert plan.source == kaifeng.source
    assert plan.warnings == kaifeng.warnings
    press(at, "rebuild")
    assert held(folder)["kaifeng"].issuer == "开封市人民政府"


def test_removal_is_confirmed_and_can_be_undone(folder: Path) -> None:
    at = press(run(start("manage")), "remove")
    assert notices(at)[0].startswith("确定移除")
    assert "kaifeng" in held(folder)
    at = press(press(press(at, "keep"), "remove"), "sure")
    assert held(folder) == {}
    assert "已收录 0 部规划" in markup(at)
    assert "还没有收录规划。" in notices(at)[0]
    for page in ("", "plan", "targets", "evaluate"):
        run(start(page))
    at.checkbox(key="manage-restore").check()
    press(run(at), "rebuild")
    assert "kaifeng" in held(folder)


def test_without_an_index_it_can_be_built(folder: Path) -> None:
    (folder / "index/CURRENT").unlink()
    at = run(start("manage"))
    assert notices(at)[0].startswith("还没有索引")
    at = press(at, "rebuild")
    assert "索引已重建" in markup(at)
    assert set(held(folder)) >= {"kaifeng", "qinghe"}


def test_hostile_words_are_words() -> None:
    at = uploaded(("<img src=x onerror=alert(3)>.txt", EVIL))
    at.text_input(key=field(at, "title")).set_value("<b>恶</b>规划")
    for page in (markup(run(at)), markup(press(at, "add"))):
        assert not re.search(r"<(script|img|b>恶)", page)
        assert "&lt;" in page
    assert not at.markdown


# pure functions


PLAN = parse_data(COUNTY.encode(), "p.txt", Metadata())


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("title", "《某规划》", "某规划"),
        ("number", "", ""),
        ("date", "2022年5月7日", "2022-05-07"),
        ("date", "", ""),
        ("period", "2021—2025年", (2021, 2025)),
        ("period", "2021年至2021年", (2021, 2021)),
        ("period", "", None),
        ("level", "", ""),
    ],
)
def test_a_form_says(field: str, value: str, stored: str | tuple[int, int] | None) -> None:
    said = metadata("p", _changed(field, value), PLAN)
    assert getattr(said, field) == stored
    assert (said.id, said.sha256, said.source_file) == ("p", PLAN.source.sha256, "p.txt")


def _changed(field: str, value: str) -> Entered:
    return replace(Entered.of(PLAN), **{field: value})  # type: ignore[arg-type]


def test_a_form_left_alone_changes_nothing(kaifeng: Plan) -> None:
    said = metadata(kaifeng.id, Entered.of(kaifeng), kaifeng)
    data = (SHIPPED / "kaifeng.txt").read_bytes()
    assert parse_data(data, "other.txt", said) == kaifeng


@pytest.mark.parametrize("value", ["2025", "2025-2021", "十四五", "2021-2023-2025"])
def test_a_period_is_two_years(value: str) -> None:
    with pytest.raises(MetadataInvalid, match="规划期看不懂"):
        metadata("p", _changed("period", value), PLAN)


def test_a_preview_shows_outline_table_and_warnings(kaifeng: Plan, tmp_path: Path) -> None:
    assert contents(kaifeng).count("<li>") == 111
    table = indicators(kaifeng.indicators)
    assert table.count("<tr>") == 27
    assert "<td>2807（累计）（2025年）</td>" in table
    odd = parse(plan_file(tmp_path, "没有标题的文字。"))
    assert "<b>第 1 行</b>：没有识别出任何标题" in warnings(odd)
    assert "<q" in warnings(odd)


def test_a_long_list_says_how_much_is_left_out() -> None:
    many = "\n".join(f"第{n}条 规定如下。" for n in range(1, 300))
    plan = parse_data(many.encode(), "p.txt", Metadata())
    assert "还有 99 条没有列出。" in contents(plan)


def test_the_shelf_links_related_plans(kaifeng: Plan) -> None:
    county = parse(SHIPPED / "qinghe.txt")
    plans = {plan.id: plan for plan in (kaifeng, county)}
    page = shelf(plans, {"kaifeng": 283})
    cards: Sequence[str] = page.split("<li")[1:]
    assert f'下级：<a href="plan?plan=qinghe">《{county.title}》</a>' in cards[0]
    assert "283 段可检索" in cards[0]
    assert f'上级：<a href="plan?plan=kaifeng">《{kaifeng.title}》</a>' in cards[1]
    assert "虚构示例" in cards[1]
