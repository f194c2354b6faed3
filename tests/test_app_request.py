"""Addresses of the pages, read and written."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_pages.request import ALL, DEFAULT_K, MAX_K, Params, Place, Request, read_span
from corpus.model import Plan, Span
from search.model import Filters

names = st.lists(st.text(min_size=1), max_size=3).map(tuple)


@given(
    st.builds(
        Request,
        st.text().map(str.strip),
        *(names, names, names, st.integers(ALL, MAX_K), st.booleans(), names, names),
    ),
)
def test_an_address_gives_back_the_request(request: Request) -> None:
    params = {
        name: [value] if isinstance(value, str) else list(value)
        for name, value in request.params.items()
    }
    assert Request.read(params) == request


def test_what_is_usual_is_left_out_of_the_address() -> None:
    assert Request("污水").params == {"q": "污水"}


@pytest.mark.parametrize("k", ["", "0", "-1", "x", "²", str(MAX_K + 1), "9" * 5000])
def test_a_number_of_results_that_is_none_becomes_the_default(k: str) -> None:
    assert Request.read({"q": ["污水"], "k": [k]}).k == DEFAULT_K


def test_an_empty_filter_is_no_filter_and_an_unknown_one_stays() -> None:
    assert Request("污水").filters == Filters()
    assert not Request("污水").filtered
    wrong = Request.read({"kind": ["nothing"], "chapter": ["第九十章"]})
    assert wrong.filtered
    assert wrong.filters == Filters(None, ("第九十章",), ("nothing",))  # type: ignore[arg-type]


def test_the_address_of_a_place_survives_any_plan_id() -> None:
    href = Place("规划 &plan=“x”<1>", Span(3, 8)).href
    page, _, query = href.partition("?")
    assert page == "plan"
    assert parse_qs(query) == {"plan": ["规划 &plan=“x”<1>"], "start": ["3"], "end": ["8"]}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("0", "5", Span(0, 5)),
        ("7", "41223", Span(7, 41223)),
        ("5", "5", None),
        ("6", "5", None),
        ("0", "41224", None),
        ("-1", "5", None),
        ("", "5", None),
        ("a", "5", None),
        ("²", "5", None),
        ("1", "9" * 5000, None),
    ],
)
def test_a_span_must_lie_in_the_text(
    kaifeng: Plan, start: str, end: str, expected: Span | None
) -> None:
    assert read_span({"start": [start], "end": [end]}, kaifeng) == expected


@pytest.mark.parametrize("params", [{}, {"start": ["1"]}, {"end": ["1"]}, {"plan": ["kaifeng"]}])
def test_without_both_ends_there_is_no_span(kaifeng: Plan, params: Params) -> None:
    assert read_span(params, kaifeng) is None
