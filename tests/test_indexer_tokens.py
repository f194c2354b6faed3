"""The one tokeniser of index and query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import fold
from indexer.tokens import grams, tokeniser_id, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("碳中和", ["碳中和"]),  # jieba alone cuts it
        ("到2025年达到40%", ["到", "2025", "年", "达到", "40%"]),
        ("PM2.5和VOCs", ["pm2.5", "和", "vocs"]),
        ("６５％", ["65%"]),  # full width
        ("第8条", ["第", "8", "条"]),  # a single digit stays
        ("18,711吨", ["18,711", "吨"]),
        ("I/M制度 S312", ["i/m", "制度", "s312"]),
        ("，。“”", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("污水率", ["污", "水", "率", "污水", "水率"]),
        ("率5%", ["率", "5%"]),
        ("水、气", ["水", "气"]),  # no bigram across punctuation
    ],
)
def test_grams(text: str, expected: list[str]) -> None:
    assert grams(text) == expected


def test_a_figure_is_not_part_of_a_longer_one() -> None:
    assert not set(grams("5%")) & set(grams("15%与0.5%与5.5%与25%"))


@given(st.text())
def test_folding_first_changes_nothing(text: str) -> None:
    assert words(fold(text)) == words(text)
    assert grams(fold(text)) == grams(text)


def test_the_id_names_what_would_change_the_tokens() -> None:
    assert tokeniser_id().startswith("jieba 0.42.1+words ")
