"""Test sets as xlsx and csv: what is written, what is read back, what a bad row costs."""

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from corpus.parse import parse
from eval.model import Judgement, TestQuery, Testset
from eval.sheet import HEADERS, export_csv, export_xlsx, import_sheet
from eval.workbook import read_cells

AT = "2026-01-01T00:00:00+00:00"
Export = Callable[[Testset], bytes]
EXPORTS = pytest.mark.parametrize("export", [export_xlsx, export_csv])


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """Two plans; the first says one sentence twice, once with a space."""
    folder = tmp_path_factory.mktemp("plans")
    p = "第一章 目标\n污水治理率达到40%。\n湿地保护率提高到68%。\n污水 治理率达到40%。\n"
    o = "第一章 任务\n湿地保护率提高到68%。\n"
    return {n: parse(plan_file(folder, text, f"{n}.txt")) for n, text in (("p", p), ("o", o))}


def judged(
    plans: dict[str, Plan], query: str, span: tuple[int, int], grade: int, judge: str
) -> Judgement:
    return Judgement(query, "p", *span, grade, plans["p"].text[slice(*span)], judge, AT)


def as_csv(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(rows).encode(encoding)


def as_xlsx(*rows: list[object]) -> bytes:
    """A workbook as others make it."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


FULL = ",".join(HEADERS)


@EXPORTS
def test_a_set_read_back(plans: dict[str, Plan], export: Export) -> None:
    queries = (
        TestQuery("A1", "污水“治理率”, 多少\n（全市）", "number", answerable=True, answer="-40%"),
        TestQuery("A2", "罚款", "unanswerable", answerable=False),
    )
    two = (judged(plans, "A1", (7, 12), 3, "甲"), judged(plans, "A1", (7, 12), 2, "乙"))
    loaded = import_sheet(export(Testset("s", queries, two)), "s.sheet", plans, "丙")
    assert loaded == Testset("s", queries, two)


def test_the_written_rows(plans: dict[str, Plan]) -> None:
    queries = (
        TestQuery("A1", "污水", "t", answerable=True),
        TestQuery("A2", "罚款", "t", answerable=False),
    )
    testset = Testset("s", queries, (judged(plans, "A1", (7, 9), 3, "甲"),))
    book = load_workbook(BytesIO(export_xlsx(testset)))
    assert [list(row) for row in book.worksheets[0].iter_rows(values_only=True)] == [
        list(HEADERS),
        ["A1", "污水", "t", "是", None, "p", 7, 9, "污水", 3, "甲", AT],
        ["A2", "罚款", "t", "否", *[None] * 8],
    ]
    data = export_csv(testset)
    assert data.startswith(b"\xef\xbb\xbf")  # or Excel takes it for GB 18030
    assert data.decode("utf-8-sig").splitlines()[0] == ",".join(f'"{h}"' for h in HEADERS)


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "'=1",
    "''@x",
    '=HYPERLINK("http://x")',
    "\t=1",
    "#N/A",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_stays_text(text: str) -> None:
    testset = Testset("s", (TestQuery("q", text, text, answerable=True, answer=text),), ())
    cell = load_workbook(BytesIO(export_xlsx(testset))).worksheets[0]["B2"]
    assert (cell.data_type, cell.value) == ("s", text.strip())
    assert cell.quotePrefix is (text != "#N/A")  # stays text when somebody edits it
    _, row = csv.reader(StringIO(export_csv(testset).decode("utf-8-sig"), newline=""))
    assert row[1][0] not in "=+-@＝＋－＠\t"
    for data in (export_xlsx(testset), export_csv(testset)):
        assert import_sheet(data, "s", {}, "甲").queries[0].query == text.strip()


TEXT = st.text(max_size=12).map(lambda t: t.replace("\r", "\n"))
SAFE = TEXT.map(
    lambda t: "".join(c for c in t if c in "\t\n" or " " <= c < "\ufffe" or c > "\uffff")
)
WORD = SAFE.map(str.strip).filter(bool)
ASKED = st.tuples(WORD, WORD, st.booleans(), st.none() | WORD)
SPAN = st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda s: (s[0], s[0] + s[1]))
JUDGED = st.dictionaries(st.tuples(SPAN, WORD), st.integers(0, 3), max_size=3)


@EXPORTS
@given(asked=st.dictionaries(WORD, st.tuples(ASKED, JUDGED), min_size=1, max_size=4))
def test_any_set_survives(
    plans: dict[str, Plan],
    export: Export,
    asked: dict[
        str, tuple[tuple[str, str, bool, str | None], dict[tuple[tuple[int, int], str], int]]
    ],
) -> None:
    queries = tuple(
        TestQuery(name, text, kind, answerable, answer)
        for name, ((text, kind, answerable, answer), _) in asked.items()
    )
    judgements = tuple(
        judged(plans, name, span, grade, judge)
        for name, (_, all_of_it) in asked.items()
        for (span, judge), grade in all_of_it.items()
    )
    testset = Testset("s", queries, judgements)
    assert import_sheet(export(testset), "s.csv", plans, "丙") == testset


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    rows = [f"类型{delimiter}问题", f"数值{delimiter}污水治理率"]
    loaded = import_sheet(as_csv(*rows, encoding=encoding), "我的.csv", {}, "甲")
    assert loaded.queries == (TestQuery("q001", "污水治理率", "数值", answerable=True),)
    assert (loaded.name, loaded.problems) == ("我的", ())


def test_questions_only() -> None:
    data = as_xlsx(["备注"], [], ["问题"], ["污水治理率"])
    with pytest.raises(TestsetInvalid, match="表头缺少：问题"):
        import_sheet(data, "a.xlsx", {}, "甲")
    data = as_xlsx([], [" 问题 ", "编号"], ["湿地"], ["污水", "q001"], [None], [2025.0], ["污水"])
    loaded = import_sheet(data, "a.xlsx", {}, "甲")
    assert [(q.id, q.query, q.type, q.answerable) for q in loaded.queries] == [
        ("q002", "湿地", "未分类", True),  # q001 is taken further down
        ("q001", "污水", "未分类", True),
        ("q003", "2025", "未分类", True),
    ]
    assert loaded.problems == ("a.xlsx 第 7 行：与前面编号为 q001 的行重复",)


def test_a_workbook_of_others(plans: dict[str, Plan]) -> None:
    """Numbers, truth values and dates as Excel stores them; the id only in the first row."""
    data = as_xlsx(
        ["编号", "问题", "可回答", "规划", "起", "止", "等级", "时间", "说明"],
        [1, "污水", True, "p", 7.0, 12, 3, datetime(2026, 1, 31, 9, 30), "x"],  # noqa: DTZ001
        [1.0, None, None, "p", 12, 15, 0],
    )
    loaded = import_sheet(data, "a.xlsx", plans, "丙")
    assert [q.id for q in loaded.queries] == ["1"]
    first, second = loaded.judgements
    assert (first.start, first.end, first.grade, first.judge) == (7, 12, 3, "丙")
    assert first.at == "2026-01-31T09:30:00"
    assert (second.query, second.start, second.grade) == ("1", 12, 0)
    assert loaded.problems == ("a.xlsx 第 1 行：不认识或重复的列没有导入：说明",)


def test_whole_numbers_written_with_a_point() -> None:
    """As Apache POI writes them, and with it most systems that export sheets."""
    files = members(as_xlsx(["编号", "问题"], [1, "污水"]))
    name = "xl/worksheets/sheet1.xml"
    files[name] = files[name].replace(b"<v>1</v></c><c", b"<v>1.0</v></c><c")
    assert b"<v>1.0</v>" in files[name]
    assert import_sheet(zipped(files), "a.xlsx", {}, "甲").queries[0].id == "1"


@EXPORTS
def test_what_a_workbook_cannot_hold_is_left_out(export: Export) -> None:
    testset = Testset(
        "s", (TestQuery("q", "污\x00水\x1b治\uffff理\r\n率", "t", answerable=True),), ()
    )
    loaded = import_sheet(export(testset), "s.csv", {}, "甲")
    assert loaded.queries[0].query == "污水治理\n率"


def test_a_quote_without_its_place(plans: dict[str, Plan]) -> None:
    rows = ["问题,规划,原文,等级", "a,,污水治理率 达到40%,3", "b,o,湿地保护率,2", "c,,湿地保护率,1"]
    loaded = import_sheet(as_csv(*rows), "a.csv", plans, "甲")
    assert [(j.query, j.plan, j.quote, j.grade) for j in loaded.judgements] == [
        ("q001", "p", "污水治理率达到40%", 3),
        ("q001", "p", "污水 治理率达到40%", 3),
        ("q002", "o", "湿地保护率", 2),
        ("q003", "p", "湿地保护率", 1),
        ("q003", "o", "湿地保护率", 1),
    ]
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("x,,,,,,,,,,,", "没有写问题"),
        ("A1,别的,,,,p,0,5,,3,,", "与前面编号为 A1 的行写得不一致"),
        ("A1,,,否,,p,0,5,,3,,", "与前面编号为 A1 的行写得不一致"),
        ("A1,,,,,,,,,,,", "与前面编号为 A1 的行重复"),
        ("A1,,,也许,,p,0,5,,3,,", "可回答应写 是 或 否，写的是 也许"),
        ("A1,,,,,p,0,5,,,,", "等级应为整数，写的是 （空）"),
        ("A1,,,,,p,0,5,,4,,", "等级应为 0 到 3，写的是 4"),
        ("A1,,,,,p,零,5,,3,,", "起应为整数，写的是 零"),
        ("A1,,,,,p,0,,,3,,", "止应为整数，写的是 （空）"),
        ("A1,,,,,p,0,99999,,3,,", "位置 0–99999 超出规划全文"),
        ("A1,,,,,p,-3,5,,3,,", "位置 -3–5 超出规划全文"),
        ("A1,,,,,z,0,5,,3,,", "没有编号为 z 的规划"),
        ("A1,,,,,,0,5,,3,,", "没有写规划"),
        ("A1,,,,,z,,,湿地,3,,", "没有编号为 z 的规划"),
        ("A1,,,,,p,0,5,湿地,3,,", "原文与规划不符：湿地"),
        ("A1,,,,,,,,没有这句话,3,,", "原文不在任何规划里：没有这句话"),
        ("A1,,,,,o,,,污水,3,,", "原文不在这个规划里：污水"),
        ("A1,,,,,,,,,3,,", "没有起止，也没有原文"),
        ("A1,,,,,p,0,5,,3,,昨天", "时间应写作 2026-01-31T09:30:00，写的是 昨天"),
        ("A1,,,,,p,7,12,,2,甲,", "甲 对查询 A1 的同一位置已有判断"),
        ("A1,,,,,p,0,5,,3,,,多", "单元格比表头多"),
        ('A1,"x"y,,,,,,,,,,', "读不出来"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_kept(
    plans: dict[str, Plan], row: str, problem: str
) -> None:
    good = ["A1,污水,,,,p,7,12,污水治理率,3,甲,", "A1,,,,,p,12,15,,0,,"]
    loaded = import_sheet(as_csv(FULL, good[0], row, good[1]), "a.csv", plans, "甲")
    assert [q.query for q in loaded.queries] == ["污水"]
    assert [(j.start, j.grade) for j in loaded.judgements] == [(7, 3), (12, 0)]
    assert [p.startswith("a.csv 第 3 行") and problem in p for p in loaded.problems] == [True]


def test_a_bad_judgement_leaves_its_question(plans: dict[str, Plan]) -> None:
    loaded = import_sheet(as_csv(FULL, "A1,污水,,,,p,7,12,,9,甲,"), "a.csv", plans, "甲")
    assert [q.id for q in loaded.queries] == ["A1"]
    assert (loaded.judgements, len(loaded.problems)) == ((), 1)


def test_two_judges_are_no_duplicate(plans: dict[str, Plan]) -> None:
    rows = [f"A1,污水,,,,p,7,12,,3,{judge}," for judge in "甲乙"]
    loaded = import_sheet(as_csv(FULL, *rows), "a.csv", plans, "丙")
    assert [j.judge for j in loaded.judgements] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.xlsx 是空表"),
        (as_csv(" ", ""), "a.xlsx 是空表"),
        (as_xlsx(), "a.xlsx 是空表"),
        (as_csv("问题"), "a.xlsx 里没有问题"),
        (as_csv("编号,问题", "x,"), "a.xlsx 里没有问题（a.xlsx 第 2 行：没有写问题）"),
        (as_csv("question", "x"), "a.xlsx 的表头缺少：问题"),
        (as_csv("问题,起,等级", "x,1,2"), "a.xlsx 的表头缺少：规划、止"),
        (as_csv("编号,原文", "x,y"), "a.xlsx 的表头缺少：问题、等级"),
        (b"PK\x03\x04 not a zip", "a.xlsx 不是可读的 Excel 工作簿"),
        (as_xlsx(["问题"])[:-400], "a.xlsx 不是可读的 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0old", "a.xlsx 的内容是旧版 Office 文件"),
        (b"%PDF-1.7", "a.xlsx 的内容是PDF 文件"),
        (b"\x00\x01\x02", "a.xlsx 是二进制文件"),
    ],
)
def test_what_is_no_sheet_of_questions(data: bytes, message: str) -> None:
    with pytest.raises(TestsetInvalid) as caught:
        import_sheet(data, "a.xlsx", {}, "甲")
    assert caught.value.message.startswith(message)
    assert caught.value.hint


def members(data: bytes) -> dict[str, bytes]:
    """The files within a workbook."""
    with ZipFile(BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as book:
        for name, content in files.items():
            book.writestr(name, content)
    return data.getvalue()


def refusal(data: bytes) -> str | None:
    """Why these bytes are no workbook; None when they were read."""
    try:
        list(read_cells(data, "a.xlsx", []))
    except TestsetInvalid as error:
        return error.message
    return None


BOOK = as_xlsx(["问题", "起"], ["污水", 3.5])


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    files = members(BOOK)
    name = data.draw(st.sampled_from(sorted(files)))
    start = data.draw(st.integers(0, len(files[name])))
    junk = data.draw(st.binary(max_size=4))
    damaged = files[name][:start] + junk + files[name][start + data.draw(st.integers(0, 20)) :]
    said = refusal(zipped(files | {name: damaged}))
    assert said is None or said.startswith("a.xlsx 不是可读的 Excel 工作簿")


def test_a_workbook_with_a_part_missing_is_refused() -> None:
    assert refusal(BOOK) is None
    for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        assert refusal(zipped({n: c for n, c in members(BOOK).items() if n != name}))


def test_a_stray_cell_at_the_far_edge_costs_nothing() -> None:
    book = Workbook()
    for cell in ("A1", "A2", "XFD1", "XFD3000"):
        book.worksheets[0][cell] = "问题"
    data = BytesIO()
    book.save(data)
    assert max(map(len, read_cells(data.getvalue(), "a.xlsx", []))) <= 100


def test_a_note_beside_the_table_is_reported_not_lost() -> None:
    data = as_xlsx(["问题"], ["污水"], ["湿地", None, "待定"])
    loaded = import_sheet(data, "a.xlsx", {}, "甲")
    assert [q.query for q in loaded.queries] == ["污水"]
    assert ["第 3 行：单元格比表头多" in p for p in loaded.problems] == [True]
