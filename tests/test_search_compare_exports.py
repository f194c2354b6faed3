"""Comparisons as files: opened again and held against what was compared."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from conftest import plan_file
from lxml import etree
from markdown_it import MarkdownIt
from openpyxl import Workbook, load_workbook

from corpus.errors import QueryInvalid
from corpus.model import Plan
from corpus.parse import parse
from search.compare.exports import Format, export
from search.compare.model import (
    Alignment,
    Comparison,
    Contradiction,
    Copied,
    CoverageCell,
    Extra,
    Missing,
    Side,
    TargetPair,
)
from search.compare.tables import EXTRA, INTERNAL, MISSING, PROVISIONS, TARGETS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = '=cmd("a")|<script>alert(1)</script>*b*[c](d)&amp;\\`'
CITY = f"云城市规划\n{HOSTILE}率达到10%。\n乙指标达到二十。\n"
COUNTY = "月溪县规划\n甲指标达到11%。\n丁指标达到四十。\n"
SHEETS = ["目标对照", "条款对照", "缺项", "新增", "县内矛盾", "覆盖矩阵"]
LINK = "https://plans.example:8501/"
MADE = date(2026, 3, 9)

Found = tuple[Comparison, dict[str, Plan]]


def side(plan: Plan, quote: str, **said: object) -> Side:
    start = plan.text.index(quote)
    place = Side(plan.id, start, start + len(quote), quote, f"《{plan.title}》")
    return replace(place, **said)  # type: ignore[arg-type]


def words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """One finding of each kind; the city's words are hostile, the county is fictional."""
    city = parse(plan_file(tmp_path, CITY, "city.txt"))
    county = replace(parse(plan_file(tmp_path, COUNTY, "county.txt")), fictional=True)
    above = side(city, HOSTILE, name=HOSTILE, value="10%", year=2025, nature="约束性")
    below = side(county, "甲指标达到11%", name="甲指标", value="11%", year=2025)
    second, fourth = side(city, "乙指标达到二十"), side(county, "丁指标达到四十")
    heading = side(city, "云城市规划", name="云城市规划")
    comparison = Comparison(
        city_id=city.id,
        county_ids=(county.id,),
        targets=(TargetPair(above, below, "stricter", "上级 10%，本级 11%"),),
        missing=(Missing(second, county.id, None),),
        extra=(Extra(fourth, second),),
        alignments=(Alignment(above, below, 0.5, "same_task", ("指标",)),),
        internal=(Contradiction(below, fourth, "两处不一"),),
        copied=(Copied(second, fourth, 0.9),),
        coverage=(
            CoverageCell(heading, county.id, "none", "云城市规划", ()),
            CoverageCell(second, county.id, "strong", "乙", (below, fourth)),
        ),
    )
    return comparison, {city.id: city, county.id: county}


def workbook(found: Found, link: str = LINK) -> Workbook:
    return load_workbook(BytesIO(export(*found, "xlsx", link, MADE)))


def test_a_sheet_a_kind(found: Found) -> None:
    book = workbook(found)
    assert book.sheetnames == SHEETS
    headers = [tuple(cell.value for cell in sheet[1]) for sheet in book.worksheets]
    assert headers[:5] == [TARGETS, PROVISIONS, MISSING, EXTRA, INTERNAL]
    assert headers[5] == ("上级章节", "检索词", "【虚构示例】《月溪县规划》")
    assert [sheet.max_row - 1 for sheet in book.worksheets] == [1, 2, 1, 1, 1, 2]
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)


def test_a_row_says_it_all(found: Found) -> None:
    rows = {sheet.title: [[c.value or "" for c in r] for r in sheet] for sheet in workbook(found)}
    assert rows["目标对照"][1] == [
        HOSTILE, "10%", "2025", "约束性", "甲指标", "11%", "2025", "", "严于上级",
        "上级 10%，本级 11%", HOSTILE, "《云城市规划》", "甲指标达到11%",
        "【虚构示例】《月溪县规划》",
    ]  # fmt: skip
    assert [row[0] for row in rows["条款对照"][1:]] == ["同一任务", "照抄 90%"]
    assert rows["缺项"][1][0] == "【虚构示例】《月溪县规划》"
    assert rows["新增"][1][4:6] == ["丁指标达到四十", "【虚构示例】《月溪县规划》"]
    assert rows["覆盖矩阵"][1] == ["《云城市规划》", "云城市规划", "未找到（已检索）"]
    assert rows["覆盖矩阵"][2][2] == "强：《月溪县规划》"


def test_no_sheet_runs_anything(found: Found) -> None:
    for sheet in workbook(found):
        assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}


def test_citations_open_the_place(found: Found) -> None:
    (pair,) = found[0].targets
    cells = [cell for row in workbook(found)["目标对照"] for cell in row]
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink] == [
        f"https://plans.example:8501/plan?plan={place.plan_id}&start={place.start}&end={place.end}"
        for place in (pair.city, pair.county)
    ]
    unlinked = workbook(found, "")["目标对照"]
    assert not any(cell.hyperlink for row in unlinked for cell in row)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/plans", "https://", "http:// x"])
def test_a_link_is_a_web_address(found: Found, link: str) -> None:
    with pytest.raises(QueryInvalid, match="不是网址"):
        export(*found, "xlsx", link)


def test_word_has_both_sides_and_their_relation(found: Found) -> None:
    document = docx.Document(BytesIO(export(*found, "docx", LINK, MADE)))
    heads = [paragraph.text for paragraph in document.paragraphs]
    assert heads[:4] == [
        "规划对照表",
        "上级规划：《云城市规划》",
        "下级规划：【虚构示例】《月溪县规划》",
        "制表日期：2026年3月9日",
    ]
    assert heads[4:] == [
        "一、目标对照（1）",
        "二、缺项：上级有、本级没有的目标（1）",
        "三、新增：本级有、上级没有的目标（1）",
        "四、本级规划内部的矛盾（1）",
        "五、条款对照（1）",
        "六、照抄的句子（1）",
        "七、本级未找到对应内容的上级章节（1）",
    ]
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [
        ["上级规划", "本级规划", "关系"],
        [
            f"{HOSTILE}：10%，2025年，约束性\n{HOSTILE}",
            "甲指标：11%，2025年\n甲指标达到11%",
            "严于上级\n上级 10%，本级 11%",
        ],
    ]
    assert [cell.text for cell in document.tables[1].rows[1].cells][1:] == [
        "—",
        "【虚构示例】《月溪县规划》",
    ]


def test_word_footnotes_are_the_citations(found: Found) -> None:
    """Every reference has its note, and the package declares the part as Word expects it."""
    with ZipFile(BytesIO(export(*found, "docx"))) as package:
        part = {name: package.read(name) for name in package.namelist()}
    text, notes = (etree.fromstring(part[f"word/{n}.xml"]) for n in ("document", "footnotes"))
    numbers = [ref.get(f"{W}id") for ref in text.iter(f"{W}footnoteReference")]
    held = {note.get(f"{W}id"): words(note) for note in notes}
    assert numbers == [str(n) for n in range(1, 13)]
    assert list(held) == ["-1", "0", *numbers]
    assert [held[n] for n in numbers[:2]] == ["《云城市规划》", "【虚构示例】《月溪县规划》"]
    kinds = [note.get(f"{W}type") for note in notes][:2]
    assert kinds == ["separator", "continuationSeparator"]
    assert b"/word/footnotes.xml" in part["[Content_Types].xml"]
    assert b"relationships/footnotes" in part["word/_rels/document.xml.rels"]
    settings = etree.fromstring(part["word/settings.xml"])
    named = settings.iterfind(f"{W}footnotePr/{W}footnote")
    assert [line.get(f"{W}id") for line in named] == ["-1", "0"]
    # Word holds settings to the order of the schema
    order = [str(child.tag).removeprefix(W) for child in settings]
    assert (
        order.index("characterSpacingControl") < order.index("footnotePr") < order.index("compat")
    )
    styles = re.findall(rb'w:styleId="([^"]+)"', part["word/styles.xml"])
    used = {e.get(f"{W}val") for e in (*notes.iter(f"{W}rStyle"), *notes.iter(f"{W}pStyle"))}
    assert {str(style).encode() for style in used} <= set(styles)


def test_our_own_reader_keeps_the_notes_apart(found: Found, tmp_path: Path) -> None:
    file = tmp_path / "对照表.docx"
    file.write_bytes(export(*found, "docx"))
    read = parse(file)
    assert "甲指标：11%，2025年" in read.text
    assert read.tables


def test_nothing_found(found: Found) -> None:
    comparison, plans = found
    bare = Comparison(comparison.city_id, comparison.county_ids, (), (), (), (), (), (), ())
    document = docx.Document(BytesIO(export(bare, plans, "docx")))
    assert [p.text for p in document.paragraphs].count("未发现。") == 7
    assert [sheet.max_row for sheet in workbook((bare, plans))] == [1] * 6


def test_markdown_shows_the_words_as_they_are(found: Found) -> None:
    text = export(*found, "md", LINK, MADE).decode()
    assert text.startswith("# 规划对照表\n")
    assert "制表日期：2026-03-09" in text
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert "<script" not in html
    assert "<em>" not in html
    tree = etree.fromstring(f"<x>{html}</x>")
    tables = tree.findall("table")
    assert len(tables) == len(SHEETS)
    cells = [words(cell) for cell in tables[0].iter("td")]
    assert len(cells) == len(TARGETS)
    assert cells[0] == HOSTILE
    opened = [a.get("href") for a in tables[0].iter("a")]
    assert str(opened[1]).startswith("https://plans.example:8501/plan?plan=county&start=")


@pytest.mark.parametrize("kind", ["xlsx", "docx", "md"])
def test_characters_that_no_file_can_hold(found: Found, kind: Format) -> None:
    comparison, plans = found
    broken = replace(comparison.internal[0], what="坏\x00\x0b字\ufffe")
    assert export(replace(comparison, internal=(broken,)), plans, kind)
