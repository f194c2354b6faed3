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
        "正文一句话。|短行|第六章第四节所列任务。|第二条 应当遵守。".split("|")
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
        assert section.number in heading
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
