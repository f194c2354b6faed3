"""How a question is read: slips, other names, figures, periods, quotes, the outline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Plan
from search.figures import arabic, years
from search.query import Lexicon, read_query
from search.references import LAST, Reference, read_references, referred
from search.spelling import Spelling, simplify
from search.terms import expansions, listed, terms

WORDS = {
    "治理": 20,
    "重金属": 4,
    "回收": 9,
    "烟花爆竹": 1,
    "各县": 5,
    "取暖": 6,
    "秸秆": 7,
    "挥发性有机物": 8,
    "水岸": 1,
}


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("农村生活污水制理率", ["治理"]),  # sounds the same
        ("中金属污染", ["重金属"]),
        ("烟花暴竹", ["烟花爆竹"]),
        ("灰发性有机物排放", ["挥发性有机物"]),
        ("挥发姓有几物", ["挥发性有机物"]),  # two slips that sound the same
        ("挥发牲有机物", ["挥发性有机物"]),  # looks the same, in a long word
        ("清洁取暧率", ["取暖"]),  # looks the same
        ("秸杆综合利用", ["秸秆"]),  # a rare word of the dictionary
        ("取得和治埋", ["治理"]),
        ("哪个县的水安全", []),  # 个县 sounds like 各县, 水安 like the rare 水岸
        ("污水治理和回收", []),
    ],
)
def test_slips(question: str, right: list[str]) -> None:
    assert [c.right for c in Spelling(WORDS).corrections(question)] == right


@given(st.text("污水治理制里中金属回受2a ，", max_size=20))
def test_corrections_are_disjoint_and_quote_the_question(question: str) -> None:
    end = 0
    for one in Spelling(WORDS).corrections(question):
        assert end <= one.start < one.end <= len(question)
        assert question[one.start : one.end] == one.wrong != one.right
        end = one.end


def test_a_correction_is_told_and_can_be_refused() -> None:
    lexicon = Lexicon(Spelling(WORDS))
    assert read_query("污水制理率", lexicon).corrected == "污水治理率"
    assert read_query("污水治理率", lexicon).corrected is None
    exact = read_query("污水制理率", lexicon, exact=True)
    assert (exact.corrected, exact.searched) == (None, "污水制理率")


def test_traditional_characters() -> None:
    assert simplify("揮發性有機物監測") == "挥发性有机物监测"
    assert read_query("農村污水").searched == "农村污水"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("二〇二五年达到百分之二十五", "2025年达到25%"),
        ("五千吨标准煤", "5000吨标准煤"),
        ("一百二十五点五公里", "125.5公里"),
        ("新增八百万平方米", "新增800万平方米"),
        ("两高项目、三水统筹、一张图", "两高项目、三水统筹、一张图"),
        ("第十二条", "第十二条"),
    ],
)
def test_figures_in_words(typed: str, written: str) -> None:
    assert arabic(typed) == written


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("2025年和2030年", (2025, 2030)),
        ("25年目标", (2025,)),
        ("十四五末", (2025,)),
        ("十三五期末", (2020,)),
        ("PM2.5降到46.5", ()),
        ("投资2025万元", ()),
    ],
)
def test_years(question: str, named: tuple[int, ...]) -> None:
    assert years(question) == named


def test_terms_of_the_list_and_of_a_plan(kaifeng: Plan) -> None:
    known = terms([kaifeng])
    assert read_query("COD浓度", Lexicon(terms=known)).searched == "COD（化学需氧量）浓度"
    assert read_query("臭氧预报", Lexicon(terms=known)).searched == "臭氧（O3）预报"
    assert read_query("十四五末的目标").searched == "十四五末（2025年）的目标"
    assert expansions("code", listed()) == ()  # a Latin term only whole
    assert read_query("rural sewage in 2025").searched == "rural sewage in 2025 农村 污水"
    assert read_query("sewage治理").searched == "sewage（污水）治理"


def test_every_listed_term_has_a_source() -> None:
    for term, expansion in listed().items():
        assert expansion.source
        assert term not in expansion.meant


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('"四水四定"怎么做', ("四水四定",)),
        ("“十四五”期间的“双碳”目标", ()),  # names, not quotations
        ("“污染者付费+第三方治理”机制", ("污染者付费+第三方治理",)),
    ],
)
def test_quoted_phrases(question: str, phrases: tuple[str, ...]) -> None:
    assert read_query(question).phrases == phrases


@pytest.mark.parametrize(
    ("question", "references", "topic", "lists"),
    [
        ("第六章第四节", [(6, "章"), (4, "节")], "", False),
        ("第3章第1节", [(3, "章"), (1, "节")], "", False),
        ("第十章有什么", [(10, "章")], "", True),
        ("讲土壤和地下水的那一章分成哪几节", [], "土壤和地下水", True),
        ("重大工程有哪几类", [], "重大工程", True),
        ("规划一共分几章", [], "", True),
        ("规划部署的战略行动有哪几个", [], "战略行动", True),
    ],
)
def test_questions_about_the_outline(
    question: str, references: list[tuple[int, str]], topic: str, lists: bool
) -> None:
    asked = read_references(question)
    assert asked is not None
    assert asked.references == tuple(Reference(*one) for one in references)
    assert (asked.topic, asked.lists) == (topic, lists)


def test_the_last_part_is_the_last_beside_its_like(kaifeng: Plan) -> None:
    asked = read_references("第七章最后一节讲碳汇,分成哪几块")
    assert asked is not None
    assert asked.references == (Reference(7, "章"), Reference(LAST, "节"))
    (found,) = referred(kaifeng, asked.references)
    assert kaifeng.sections[found].number == "第四节"
    (last,) = referred(kaifeng, (Reference(LAST, "章"),))
    assert kaifeng.sections[last].number == "第十二章"


def test_half_a_character_is_read_as_a_question_mark() -> None:
    assert read_query("\ud800水污染").text == "?水污染"


def test_other_questions_ask_nothing_of_the_outline() -> None:
    assert read_references("农村生活污水治理率是多少") is None
