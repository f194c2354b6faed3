"""The tree of sections."""

from pathlib import Path

import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.lines import lay_out
from corpus.outline import numbering_warnings, outline
from corpus.parse import parse
from corpus.readers.blocks import Block

LINES = st.lists(
    st.sampled_from(
        "第一章 总则|第2节 目标|一、任务|（一）布局。|1、工程。实施。|专栏1 项目|"
        "正文一句话。|短行|第六章第四节所列任务。|第二条 应当遵守。|第一章|附件1|附件2 清单|专栏2|"
        "4.1 总则|4 术语|①甲。乙。|（1）丙|第一章 总则……3|2025年安排".split("|")
    ),
    min_size=1,
    max_size=30,
)


@given(LINES)
def test_every_character_is_in_exactly_one_innermost_section(lines: list[str]) -> None:
    text, laid = lay_out([Block(line) for line in lines])
    sections = outline(laid, len(text))
    for offset in range(len(text)):
        holders = [s for s in sections if s.start <= offset < s.end]
        depths = [s.depth for s in holders]
        assert depths == list(range(1, len(holders) + 1))  # one chain, no gap, no overlap


@given(LINES)
def test_sections_nest_and_keep_their_headings(lines: list[str]) -> None:
    text, laid = lay_out([Block(line) for line in lines])
    sections = outline(laid, len(text))
    assert sections[0].start == 0
    for section in sections:
        assert section.start <= section.body <= section.end
        heading = text[section.start : section.body]
        assert section.number in heading.replace("\n", "")
        assert section.title in heading
        if section.parent is not None:
            parent = sections[section.parent]
            assert parent.start <= section.start <= section.end <= parent.end
            assert parent.depth == section.depth - 1


@given(LINES)
def test_section_at_finds_the_innermost(lines: list[str]) -> None:
    folder_less = "\n".join(lines)
    text, laid = lay_out([Block(line) for line in lines])
    assert text == folder_less
    sections = outline(laid, len(text))
    for offset in range(len(text)):
        deepest = max((s for s in sections if s.start <= offset < s.end), key=lambda s: s.depth)
        last_begun = [s for s in sections if s.start <= offset][-1]
        assert deepest == last_begun  # what Plan.section_at relies on


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("第一章 甲\n第二章 乙\n第三章 丙", []),
        ("第一章 甲\n第三章 丙", ["全文：「第一章 甲」之后是「第三章 丙」，编号不连续"]),
        ("第一章 甲\n第一节 乙\n第一节 丙", ["第一章 甲：「第一节 丙」与「第一节 乙」编号重复"]),
        ("第一章 甲\n第二节 乙", ["第一章 甲：第一个标题是「第二节 乙」，前面的编号缺失"]),
        ("第一章 甲\n第1节 乙\n第二章 丙\n第一节 丁", []),  # 第1节 and 第一节 are one scheme
        ("第一章 甲\n一、乙\n第二章 丙\n一、丁\n二、戊", []),  # numbering starts anew below
    ],
)
def test_numbering_slips(text: str, messages: list[str]) -> None:
    _, laid = lay_out([Block(line) for line in text.split("\n")])
    assert [w.message for w in numbering_warnings(outline(laid, len(text)))] == messages


def test_a_one_sentence_item_heads_the_text_below_it(tmp_path: Path) -> None:
    text = "（一）加快资源整合建设。\n深入推进枢纽建设。\n（二）构建大通道。\n依托主要城市群。"
    plan = parse(plan_file(tmp_path, text))
    assert [s.title for s in plan.sections] == ["加快资源整合建设", "构建大通道"]


def test_one_sentence_items_in_a_row_are_a_list(tmp_path: Path) -> None:
    text = "第一条 有下列情形的，应当处罚：\n（一）擅自排放的；\n（二）逃避监管。\n（三）其他情形。"
    plan = parse(plan_file(tmp_path, text))
    assert [s.number for s in plan.sections] == ["第一条"]


def tree(text: str, title: str = "") -> list[str]:
    """Number and title of every heading, indented by its depth."""
    _, laid = lay_out([Block(line) for line in text.split("\n")])
    sections = outline(laid, len(text), title)
    return ["  " * (s.depth - 1) + s.label for s in sections if s.kind != "preamble"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # no scheme above, none skipped: depth follows the document
        ("1. 甲\n（1）乙\n①丙\n2. 丁", ["1.甲", "  （1）乙", "    ① 丙", "2.丁"]),
        # （一） above 一、 in this document
        (
            "（一）甲\n一、乙\n二、丙\n（二）丁\n一、戊\n二、己",
            ["（一）甲", "  一、乙", "  二、丙", "（二）丁", "  一、戊", "  二、己"],
        ),
        # （一） counts through 一、 and 二、 and still stands below
        (
            "一、甲\n（一）乙\n文。\n二、丙\n（二）丁\n文。\n1.戊\n2.己",
            ["一、甲", "  （一）乙", "二、丙", "  （二）丁", "    1.戊", "    2.己"],
        ),
        # a box stands between 1. and 2. and holds its own items
        (
            "（一）甲\n1.乙\n专栏1 丙\n1.丁\n2.戊\n（二）己",
            ["（一）甲", "  1.乙", "    专栏1 丙", "      1.丁", "      2.戊", "（二）己"],
        ),
        ("1.甲\n专栏1 乙\n文。\n2.丙", ["1.甲", "  专栏1 乙", "2.丙"]),
        # an annex numbers anew
        (
            "第一章 甲\n一、乙\n附件1\n某表\n一、丙\n附件2 丁\n一、戊",
            ["第一章 甲", "  一、乙", "附件1 某表", "  一、丙", "附件2 丁", "  一、戊"],
        ),
        # decimals need the heading they count under
        (
            "4 术语\n4.1 甲\n4.2 乙\n5 要求\n5.1 丙",
            ["4 术语", "  4.1 甲", "  4.2 乙", "5 要求", "  5.1 丙"],
        ),
        # clauses without titles bear their heading out; a number in a figure does not come late
        (
            "1 范围\n文。\n2 要求\n2.1 废水应当处理。\n3 监测\n3.1\n每年。",
            ["1 范围", "2 要求", "3 监测"],
        ),
        (
            "1 甲\n1.1 乙\n2 丙\n2.1 丁\n3 戊\n2 次曝光",
            ["1 甲", "  1.1 乙", "2 丙", "  2.1 丁", "3 戊"],
        ),
        # sentences with numbers, though some go on; a slip of the numbers does not count
        ("一、甲\n1.乙乙。\n2.丙丙。\n3.丁丁。戊。\n4.己己。庚。", ["一、甲"]),
        (
            "一、甲\n1.乙乙。丙。\n3.丁丁。戊。\n3.己己。庚。",
            ["一、甲", "  1.乙乙", "  3.丁丁", "  3.己己"],
        ),
        (
            "一、甲\n（一）乙乙。丙。\n二、丁\n（二）戊戊。己。",
            ["一、甲", "  （一）乙乙", "二、丁", "  （二）戊戊"],
        ),
        ("一、甲\n1.5 万亩农田", ["一、甲"]),
        ("3 台机组\n文。", []),
        # number and title on two lines
        ("第一章\n总则\n文。\n第二章\n目标\n文。", ["第一章 总则", "第二章 目标"]),
        ("专栏\n1\n重点工程\n文。", ["专栏1 重点工程"]),
        # why a numbering begins anew
        (
            "一、甲\n文。\n二、乙\n文。\n2024年工作安排\n文。\n一、丙",
            ["一、甲", "二、乙", "2024年工作安排", "  一、丙"],
        ),
    ],
)
def test_the_hierarchy_is_the_documents_own(text: str, expected: list[str]) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize("page", ["", "……………3", "\t3", "   3"])
def test_a_table_of_contents_is_text(page: str) -> None:
    headings = ["第一章 总则", "第一节 基础", "第二章 目标", "第三章 保障"]
    listed = [heading + page for heading in headings]
    text = "\n".join(["某规划", "目录", *listed, *(f"{h}\n正文。" for h in headings)])
    assert [label.strip() for label in tree(text)] == headings


def test_headings_that_return_in_every_chapter_are_no_contents() -> None:
    text = "\n".join(f"第{n}章 {t}\n第一节 现状\n一、基础\n文。" for n, t in ("一甲", "二乙"))
    assert len(tree(text)) == 6


def test_the_documents_own_title_is_no_heading() -> None:
    _, laid = lay_out([Block("某局文件"), Block("某规划", level=1), Block("第一章 甲", level=2)])
    assert [s.kind for s in outline(laid, 20, "某规划")] == ["preamble", "chapter"]


def test_an_unnumbered_heading_stands_beside_the_numbered_of_its_level() -> None:
    blocks = [
        Block("第一章 甲", level=1),
        Block("一、乙", level=2),
        Block("小结", level=2),
        Block("附则", level=1),
    ]
    text, laid = lay_out(blocks)
    assert [(s.label, s.depth) for s in outline(laid, len(text))] == [
        ("第一章 甲", 1),
        ("一、乙", 2),
        ("小结", 2),
        ("附则", 1),
    ]


def test_a_bold_lead_stands_below_everything() -> None:
    blocks = [Block("一、甲"), Block("完善管网。新建。", lead=5), Block("加强监管。严查。", lead=5)]
    text, laid = lay_out(blocks)
    found = outline(laid, len(text))
    assert [(s.label, s.depth, s.inline) for s in found] == [
        ("一、甲", 1, False),
        ("完善管网", 2, True),
        ("加强监管", 2, True),
    ]
    assert text[found[1].body : found[1].end] == "新建。\n"
