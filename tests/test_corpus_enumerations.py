"""What plans enumerate, on small texts and on documents of other places."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus.enumerations import Enumeration, enumerations, stated_number
from corpus.parse import parse
from corpus.runs import read_number

LONG = "充分发挥各方面的作用，激发活力，提高效率，推动形成统一开放的格局。"


def of(tmp_path: Path, *lines: str) -> list[tuple[str, bool, list[str]]]:
    plan = parse(plan_file(tmp_path, "\n".join(lines), "plan.txt"))
    return [(e.title, e.titled, [i.title for i in e.items]) for e in enumerations(plan)]


def test_paragraphs_that_open_with_a_title(tmp_path: Path) -> None:
    principles = ["市场主导、政府引导", "系统观念、统筹推进", "创新驱动、联动融合"]
    plain = [f"{title}。{LONG}" for title in principles]
    dashed = [f"——{title}。{LONG}" for title in principles]
    found = of(tmp_path, "第一章 原则", *plain, "第二章 目标", LONG, *dashed)
    assert ("原则", True, principles) in found
    assert ("目标", True, principles) in found
    assert found[0] == ("", True, ["第一章 原则", "第二章 目标"])


def test_a_dash_that_leads_the_next_paragraph(tmp_path: Path) -> None:
    lines = ["第一章 原则", "——政府引导。", LONG, "——统筹推进。", LONG]
    plan = parse(plan_file(tmp_path, "\n".join(lines), "plan.txt"))
    (one,) = [e for e in enumerations(plan) if e.title == "原则"]
    assert [plan.text[i.start : i.end] for i in one.items] == [
        f"——政府引导。\n{LONG}",
        f"——统筹推进。\n{LONG}",
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "办好三件实事。一是建学校。二是修公路。三是通水。",
            ["一是建学校", "二是修公路", "三是通水"],
        ),
        (
            "办好三件实事：（一）建校；（二）修路；（三）通水。",
            ["（一）建校", "（二）修路", "（三）通水"],
        ),
        ("办好三件实事：1.建校；2.修路；3.通水。", ["1.建校", "2.修路", "3.通水"]),
        ("办好三件实事：①建校；②修路；③通水。", ["①建校", "②修路", "③通水"]),
    ],
)
def test_counted_within_a_paragraph(tmp_path: Path, text: str, items: list[str]) -> None:
    found = of(tmp_path, "第一章 安排", f"{LONG}{text}{LONG}")
    assert ("办好三件实事" + text[6], False, items) in found


@pytest.mark.parametrize("text", ["一是建校。", "二是建校。三是修路。", "一是建校。三是修路。"])
def test_what_does_not_count_up_is_no_enumeration(tmp_path: Path, text: str) -> None:
    found = of(tmp_path, "第一章 安排", f"{LONG}{text}")
    assert [titles for _, _, titles in found] == [["第一章 安排"]]


def test_the_number_that_the_plan_states(tmp_path: Path) -> None:
    text = "第一章 安排\n增加8个站点，办好三件实事。一是建学校。二是修公路。三是通水。"
    plan = parse(plan_file(tmp_path, text, "plan.txt"))
    (one,) = [e for e in enumerations(plan) if not e.titled]
    assert stated_number(plan, one) is None  # “三件” is counted by no word we know
    assert isinstance(one, Enumeration)


@pytest.mark.parametrize(
    ("file", "title", "count", "first"),
    [
        ("national-145-modern-logistics-plan.txt", "基本原则", 4, "市场主导、政府引导"),
        ("national-145-modern-logistics-plan.txt", "主要目标", 5, "物流创新发展能力和企业竞争力显著增强"),
        ("work-reports/中山.txt", "扎实办好十件民生实事。", 10, "一是提升教育资源供给质量"),
        ("work-reports/十堰.txt", "今年将实施“十大行动”，继续办好一批民生实事：", 10,
         "一是实施水电气暖提升行动，让生活更舒心"),
        ("kaifeng-regs/开封市河湖保护管理条例(2021-09-01).md", "在堤防和护堤地内，禁止下列行为：", 4,
         "（一）在堤身种植农作物、铲草、放牧、晒粮等"),
    ],
)  # fmt: skip
def test_documents_of_other_places(
    file: str, title: str, count: int, first: str, shared: Path
) -> None:
    found = [e for e in enumerations(parse(shared / "docs" / file)) if e.title == title]
    assert [(len(e.items), e.items[0].title) for e in found][:1] == [(count, first)]


@pytest.mark.parametrize(
    ("printed", "number"), [("三", 3), ("十二", 12), ("7", 7), ("12", 12), ("⑩", 10), ("⑳", 20)]
)
def test_marks_are_read(printed: str, number: int) -> None:
    assert read_number(printed) == number
