"""`python -m search targets` and the sheets it writes."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from conftest import plan_file
from openpyxl import load_workbook

from corpus.errors import PlanNotFound, QueryInvalid
from corpus.parse import parse
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from search.__main__ import main
from search.registry import Registry
from search.registry_render import COLUMNS, as_csv, as_xlsx, rows
from search.sheets import write_csv, write_xlsx

ENTRY_KEYS = {
    "plan_id", "plan", "fictional", "name", "names", "scope", "baseline", "baseline_text",
    "baseline_year", "target", "target_text", "year", "deadline", "unit", "nature", "operator",
    "cumulative", "achieved", "places",
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An index of the shipped plans, made without a model."""
    folder = tmp_path_factory.mktemp("targets")
    build_index(folder, load_plans([SHIPPED]).plans, HashEncoder())
    return str(folder)


def test_json_keeps_the_contract(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["targets", "--index", index, "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    texts = {plan.id: plan.text for plan in load_plans([SHIPPED]).plans}
    assert {entry["plan_id"] for entry in listed["entries"]} == set(texts)
    assert all(set(entry) == ENTRY_KEYS for entry in listed["entries"])
    places = [place for entry in listed["entries"] for place in entry["places"]]
    places += [finding[side] for finding in listed["findings"] for side in ("a", "b")]
    for place in places:
        assert place["quote"] == texts[place["plan_id"]][place["start"] : place["end"]]


def test_text_marks_the_invented_plan(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["targets", "--index", index, "--plan", "qinghe", "--nature", "约束性"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if "，约束性，" in line]
    assert heads[0].startswith("【虚构示例】全县PM2.5年均浓度：53微克/立方米（2020年） → 45.5")
    assert all(line.startswith("【虚构示例】") for line in heads)


def test_filters_that_leave_nothing(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["targets", "--index", index, "--year", "1999"]) == 0
    assert capsys.readouterr().out == "没有符合条件的指标或目标。\n"


def test_errors_name_the_remedy(
    index: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PlanNotFound):
        main(["targets", "--index", index, "--plan", "nirgends"])
    with pytest.raises(QueryInvalid, match="无法写入"):
        main(["targets", "--index", index, "--output", str(tmp_path)])
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(QueryInvalid, match="不能显示在终端里"):
        main(["targets", "--index", index, "--format", "xlsx"])


def test_a_workbook_has_the_registry_and_the_findings(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.xlsx"
    assert main(["targets", "--index", index, "--format", "xlsx", "--output", str(file)]) == 0
    assert capsys.readouterr().out == ""
    book = load_workbook(file)
    assert book.sheetnames == ["指标与目标", "多处表述"]
    registry = Registry.of(load_plans([SHIPPED]).plans)
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.max_row == 1 + len(registry.entries)
    assert book.worksheets[1].max_row == 1 + len(registry.findings)


def test_csv_is_the_same_table() -> None:
    registry = Registry.of(load_plans([SHIPPED]).plans)
    data = as_csv(registry)
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert read == [list(row) for row in rows(registry)]


# what a cell says, what csv holds of it
CELLS = [
    ("=1+1", "'=1+1"),
    ("+1", "'+1"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("＝1+1", "'＝1+1"),
    ("\t=1+1", "'\t=1+1"),
    ("1=1", "1=1"),
    ("<1.3", "<1.3"),
    ("a\x00b", "ab"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "held"), CELLS)
def test_a_sheet_runs_nothing(text: str, held: str) -> None:
    (row,) = csv.reader(StringIO(write_csv([[text, "x"]]).decode("utf-8-sig"), newline=""))
    assert row == [held, "x"]
    sheet = load_workbook(BytesIO(write_xlsx({"表": [["头"], [text]]}))).worksheets[0]
    assert (sheet["A2"].value or "") == text.replace("\x00", "")
    assert sheet["A2"].data_type == ("s" if text else "n")


def test_a_hostile_name_stays_text(tmp_path: Path) -> None:
    text = "第一章 目标\n到2025年，=HYPERLINK(1)覆盖率达到5%。\n"
    registry = Registry.of([parse(plan_file(tmp_path, text))])
    assert registry.entries
    for row in load_workbook(BytesIO(as_xlsx(registry))).worksheets[0].iter_rows():
        assert {cell.data_type for cell in row if cell.value} == {"s"}
