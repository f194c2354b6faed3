"""Which lines are headings. Each row says why it is there."""

import pytest

from corpus.headings import read_heading, without_leader
from corpus.numerals import chinese_numeral


@pytest.mark.parametrize("unit", ["编", "篇", "章", "节"])
def test_every_numbered_division_is_a_heading(unit: str) -> None:
    for number in range(1, 100):
        for printed in (chinese_numeral(number), str(number)):
            heading = read_heading(f"第{printed}{unit}  规划基础")
            assert heading is not None
            assert (heading.number, heading.ordinal, heading.title) == (
                f"第{printed}{unit}",
                number,
                "规划基础",
            )


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        (" 第十二章  建立规划实施保障体系", "第十二章", "建立规划实施保障体系"),  # leading space
        ("第四节\u3000巩固碳汇能力", "第四节", "巩固碳汇能力"),  # full-width space
        ("第2节减少排放", "第2节", "减少排放"),  # no space
        ("第一节  明确责任分工", "第一节", "明确责任分工"),  # begins like a reference, but spaced
        ("第三章  总体要求，主要目标", "第三章", "总体要求，主要目标"),  # a comma inside
        ("第一条 为了保护古城，制定本条例。", "第一条", ""),  # an article has no title
        ("一、结构调整重大工程", "一、", "结构调整重大工程"),
        ("（二）优化布局", "（二）", "优化布局"),
        ("1、低碳试点工程。制定达峰方案。", "1、", "低碳试点工程"),  # inline: first sentence
        ("1.沚清河县城段：清淤疏浚，建设缓冲带。", "1.", "沚清河县城段"),  # colon ends the lead
        ("专栏1  重点任务", "专栏1", "重点任务"),
        ("第一部分 总体要求", "第一部分", "总体要求"),
        ("第三篇\xa0改革", "第三篇", "改革"),
        ("第 十 章　保障措施", "第十章", "保障措施"),  # spaces inside the number are layout
        ("（一）坚持稳中求进，着力扩大内需。今年……", "（一）", "坚持稳中求进，着力扩大内需"),
        ("(十)项目建设", "(十)", "项目建设"),  # begins like 项 of a reference
        ("（三）及时公开信息", "（三）", "及时公开信息"),
        ("①完善管网。新建管网。", "①", "完善管网"),
        ("1）新建泵站", "1）", "新建泵站"),
        ("附件2：任务清单", "附件2", "任务清单"),
        ("附件", "附件", ""),
        ("附表1 重点项目表", "附表1", "重点项目表"),
        ("附录A 计算方法", "附录A", "计算方法"),
        ("4.1 总则", "4.1", "总则"),
        ("4 术语和定义", "4", "术语和定义"),
    ],
)
def test_headings(line: str, number: str, title: str) -> None:
    heading = read_heading(line)
    assert heading is not None
    assert (heading.number, heading.title) == (number, title)


@pytest.mark.parametrize(
    "line",
    [
        "第六章第四节所列任务由各县落实。",  # a reference
        "第六章和第七章的任务",
        "第六章明确的任务要加快落实",  # a reference without a space
        "第三条规定的情形除外。",
        "第一节的要求，各部门要落实。",
        "第一章总则规定了目的。本章说明范围。",  # a sentence
        "2025年，治理率达到40%。",  # a year is no item number
        "12.5%的断面为劣V类",  # nor is a decimal
        "一是加强领导，二是落实责任。",
        "——绿色发展深入推进。",
        "（一）违反规定排放污染物，情节严重、造成重大损失的；",  # an item of a list
        "备注：1.年均值完成目标。",
        "（一）项规定的行为",
        "（一）至（三）项",
        "（一）、（二）项所列",
        "附件：1.任务清单",  # lists what is attached
        "附件所列项目由各县实施。",
        "1.5 %",
        "3.5 亿元投资。",
        "2、3号机组改造",  # a list of numbers
        "",
    ],
)
def test_running_text_is_no_heading(line: str) -> None:
    assert read_heading(line) is None


def test_a_single_sentence_item_is_not_sure() -> None:
    unsure, sure = read_heading("（一）加快资源整合建设。"), read_heading("（一）加快。深入推进。")
    assert unsure is not None
    assert sure is not None
    assert (unsure.sure, sure.sure) == (False, True)


@pytest.mark.parametrize(
    ("line", "bold", "title"),
    [
        ("完善管网。新建管网。", 5, "完善管网"),
        ("责任单位：各县政府", 5, "责任单位"),
        ("完善管网。新建管网。", 4, None),  # the bold ends inside the sentence
        ("完善管网。新建。改造。", 8, None),  # two sentences
        ("完善管网。新建管网。", 0, None),
    ],
)
def test_a_bold_first_sentence_is_a_heading(line: str, bold: int, title: str | None) -> None:
    heading = read_heading(line, bold=bold)
    assert (heading and (heading.title, heading.lead)) == (title and (title, bold))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("第一章 总则……………3", "第一章 总则"),
        ("第一章 总则.......... 12", "第一章 总则"),
        ("第一章 总则\t3", "第一章 总则"),
        ("第一章 总则  - 3 -", "第一章 总则"),
        ("到2025", None),
        ("第一章 总则", None),
    ],
)
def test_page_numbers_of_a_table_of_contents(line: str, words: str | None) -> None:
    assert without_leader(line) == words


def test_a_format_can_call_any_line_a_heading() -> None:
    heading = read_heading("工作要求", level=2)
    assert heading is not None
    assert (heading.title, heading.ordinal, heading.scheme) == ("工作要求", None, "level 2")
