"""Reading a question, and marking its words in a passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QueryInvalid
from search.query import MAX_QUERY, marks, read_query


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("农村生活污水治理率", "到2025年，农村生活污水治理率达到40%", ["农村生活污水治理率"]),
        ("污水治理", "污泥处理，治理了污水", ["治理", "污水"]),
        ("５％", "削减5%、15%、5.5%、0.5%", ["5%"]),  # full width; a figure only whole
        ("40", "40%、140、4.40、40.5", ["40"]),
        ("VOCs", "涉VOCs企业", ["VOCs"]),
        ("NO", "NOx和NO", ["NO"]),  # a Latin word only whole
        ("pm2.5", "细颗粒物（PM2.5）", ["PM2.5", "细颗粒物"]),  # another name for it
        ("水", "水", []),  # one character is no match to show
        ("湿地", "没有", []),
    ],
)
def test_marks(query: str, text: str, marked: list[str]) -> None:
    found = marks(read_query(query), text, 0, len(text))
    assert sorted(text[m.start : m.end] for m in found) == sorted(marked)


@given(st.text("水治理率2%5.abV，", max_size=30), st.text("水治理率2%5.abV，", max_size=60))
def test_marks_are_disjoint_in_order_and_within(query: str, text: str) -> None:
    try:
        asked = read_query(query)
    except QueryInvalid:
        return
    half = len(text) // 2
    end = half
    for mark in marks(asked, text, half, len(text)):
        assert end <= mark.start < mark.end <= len(text)
        end = mark.end


@pytest.mark.parametrize("text", ["", "   ", "？！，。", "\t\n", "—— “”"])
def test_a_question_without_words(text: str) -> None:
    with pytest.raises(QueryInvalid, match="没有可以检索的文字"):
        read_query(text)


def test_a_document_is_no_question() -> None:
    read_query("水" * MAX_QUERY)
    with pytest.raises(QueryInvalid, match=r"2001 字，上限 2000 字"):
        read_query("水" * (MAX_QUERY + 1))
