"""PDF: paragraphs over lines and pages, running heads, tables, and text layers that are wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import CHROMIUM, as_pdf

from corpus.errors import DocumentEncrypted, DocumentUnreadable, DocumentWithoutText
from corpus.readers import pdf
from corpus.readers.blocks import Block
from corpus.readers.glyphs import complaint, mended
from corpus.readers.grid import GridCell
from corpus.readers.pdf_joins import goes_on, one_table
from corpus.readers.pdf_tables import PageTable, joined

chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print with")


def handmade(*pages: str, encrypt: str = "") -> bytes:
    """A PDF of Latin text in a standard font, a page a string."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -16 Td " for line in text.split("\n") if line)
        stream = f"BT /F1 12 Tf 72 700 Td {shown} ET" if shown else ""
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {encrypt} >>\nstartxref\n{start}\n%%EOF"
    )
    return out.encode("latin-1")


def test_lines_of_a_handmade_file() -> None:
    document = pdf.read(handmade("Plan of 2021\nSecond line", "Next page has words too"), "p.pdf")
    assert [(block.text, block.page) for block in document.blocks] == [
        ("Plan of 2021", 1),
        ("Second line", 1),
        ("Next page has words too", 2),
    ]


def test_a_scan_is_refused() -> None:
    with pytest.raises(DocumentWithoutText, match=r"扫描件：3 页中有 2 页"):
        pdf.read(handmade("", "", "One page of words, long enough"), "扫描.pdf")


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"%PDF-1.7 nothing", DocumentUnreadable, "无法读取 PDF"),
        (handmade("Plan" * 9)[:300], DocumentUnreadable, "无法读取 PDF"),
        (
            handmade(
                "Plan",
                encrypt="/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 "
                f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]",
            ),
            DocumentEncrypted,
            "PDF 已加密",
        ),
    ],
)
def test_what_cannot_be_opened(data: bytes, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        pdf.read(data, "p.pdf")


PLAN = "到2025年，全市生态环境质量持续改善，主要污染物排放总量不断减少，环境风险得到有效管控。"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PLAN * 5, None),
        ("Water quality of 2021 " * 3, None),
        (PLAN.translate({ord(c): ord(c) + 0x1500 for c in PLAN if "一" <= c <= "鿿"}), "乱码"),
        ("".join(chr(0x8E00 + n * 7 % 900) for n in range(400)), "编码表有误"),
        ("\ue123\ue456\ufffd" * 200, "无法识别的符号"),
        ("ÖÐ¹úÉú»¬»·¾³±£»¤¹æ»®" * 100, "符号|没有汉字"),
        (f"{PLAN}2 0 0 1 年 1 5 0 亿。" * 40, "数字被拆散"),
        (f"{PLAN}表中 1 2 3 列。2025 年 150 亿元，2035 年 35%。" * 40, None),
    ],
)
def test_complaints(text: str, reason: str | None) -> None:
    found = complaint([text])
    if reason is None:
        assert found is None
    else:
        assert any(part in str(found) for part in reason.split("|"))


@pytest.mark.parametrize(
    ("radical", "character"), [("⽔", "水"), ("⻚", "页"), ("⻋", "车"), ("水", "水")]
)
def test_radicals(radical: str, character: str) -> None:
    assert mended(radical) == character


@given(st.characters())
def test_a_character_stays_one(character: str) -> None:
    assert len(mended(character)) == 1


def test_joined() -> None:
    assert joined(["生态环境", "保护 GB", "3838 and", "water"]) == "生态环境保护 GB 3838 and water"


def cell(row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> GridCell:
    return GridCell(row, column, (Block(text),) if text else (), rows, columns)


def part(page: int, *cells: GridCell) -> PageTable:
    return PageTable(page, 0, 100, cells, (0.0, 50.0, 100.0))


def words(parts: list[PageTable]) -> list[tuple[int, int, str, int]]:
    return sorted(
        (c.row, c.column, "".join(line.text for line in c.lines), c.rows) for c in one_table(parts)
    )


HEAD = (cell(0, 0, "指标"), cell(0, 1, "2025年"))


def test_a_header_said_again_is_left_out() -> None:
    first = part(1, *HEAD, cell(1, 0, "甲"), cell(1, 1, "1"))
    second = part(2, *HEAD, cell(1, 0, "乙"), cell(1, 1, "2"))
    assert goes_on(first, second)
    assert [(row, text) for row, _, text, _ in words([first, second])] == [
        (0, "指标"),
        (0, "2025年"),
        (1, "甲"),
        (1, "1"),
        (2, "乙"),
        (2, "2"),
    ]


def test_a_row_cut_in_two_is_mended() -> None:
    rows = [["指标", "2020年", "2025年"], ["甲", "1", "2"], ["长名", "3", "4"]]
    first = part(1, *(cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))
    rows = [["称", "", ""], ["丙", "5", "6"]]
    second = part(
        2, *(cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    )
    assert (2, 0, "长名称", 1) in words([first, second])
    assert (3, 0, "丙", 1) in words([first, second])


def test_a_merged_cell_goes_on_through_the_break() -> None:
    first = part(1, *HEAD, cell(1, 0, "水", rows=2), cell(1, 1, "1"), cell(2, 1, "2"))
    second = part(2, cell(0, 0, "", rows=2), cell(0, 1, "3"), cell(1, 1, "4"))
    assert (1, 0, "水", 4) in words([first, second])


def test_tables_of_other_columns_or_pages_are_others() -> None:
    other = PageTable(2, 0, 100, HEAD, (0.0, 70.0, 100.0))
    assert not goes_on(part(1, *HEAD), other)
    assert not goes_on(part(1, *HEAD), part(3, *HEAD))


PARAGRAPH = (
    "".join(f"第{n}项任务是推进污染治理并持续改善环境质量，" for n in range(60)) + "完成目标。"
)


@chromium
def test_a_page_printed_by_chromium(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>指标{n}</td><td>{n}.5</td></tr>" for n in range(1, 60))
    page = (
        "<html><head><title>某市规划</title><style>p{text-indent:2em;margin:0;text-align:justify}"
        "table{border-collapse:collapse}td,th{border:1px solid}</style></head><body>"
        f"<h1>某市规划</h1><p>{PARAGRAPH}</p><p>（一）水。达到40%。</p><p>{PARAGRAPH}</p>"
        "<p>表1 主要指标</p><table><thead><tr><th>序号</th><th>指标</th><th>2025年</th></tr></thead>"
        f"{rows}</table><p>表后的正文，{PARAGRAPH}</p></body></html>"
    )
    path = tmp_path / "p.pdf"
    as_pdf(page, path)
    document = pdf.read(path.read_bytes(), "p.pdf")
    assert [block.text for block in document.blocks if block.cell is None] == [
        "某市规划",
        PARAGRAPH,
        "（一）水。达到40%。",
        PARAGRAPH,
        "表1主要指标",
        f"表后的正文，{PARAGRAPH}",
    ]
    found = {(b.cell.row, b.cell.column): b.text for b in document.blocks if b.cell}
    assert [found[row, 2] for row in range(60)] == ["2025年", *(f"{n}.5" for n in range(1, 60))]
    assert {aside.kind for aside in document.asides} == {"header", "footer"}
    assert [b.page for b in document.blocks] == sorted(b.page or 0 for b in document.blocks)


def test_the_real_file_with_torn_numbers_is_refused(shared: Path) -> None:
    path = shared / "docs" / "pdf" / "garbled-text-layer.pdf"
    with pytest.raises(DocumentWithoutText, match="文字层"):
        pdf.read(path.read_bytes(), path.name)
