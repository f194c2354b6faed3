"""Statistics against cases worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.stats import differences, holm, interval


def scores(*values: float) -> dict[str, dict[str, float]]:
    """Query → measure → value."""
    return {f"q{n:02}": {"m": value} for n, value in enumerate(values)}


def test_holm() -> None:
    corrected = holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert corrected == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=6))
def test_holm_only_raises_and_keeps_order(p_values: dict[str, float]) -> None:
    corrected = holm(p_values)
    for a, p in p_values.items():
        assert p <= corrected[a] <= 1
        assert all(corrected[a] <= corrected[b] for b, q in p_values.items() if p < q)


def test_interval_holds_the_mean() -> None:
    found = interval([0, 0, 1, 1, 1, 0, 1, 1])
    assert found.mean == 0.625
    assert 0.2 < found.low < 0.625 < found.high < 1


def test_an_interval_of_equal_values_is_a_point() -> None:
    assert interval([1, 1, 1]) == interval([1.0])


def test_equal_runs_are_no_evidence() -> None:
    (same,) = differences(scores(0, 1, 0.5), scores(0, 1, 0.5), ["m"])
    assert (same.p, same.effect, same.ties, same.is_evident) == (1.0, 0.0, 3, False)


def test_a_clear_difference() -> None:
    (better,) = differences(scores(*[0.1] * 12), scores(*[0.9, 0.8] * 6), ["m"])
    assert (better.wins, better.losses, better.ties) == (12, 0, 0)
    assert better.is_evident
    assert better.p == pytest.approx(2 / 2**12, rel=0.01)  # all 4096 sign flips, two-sided
    assert better.interval.low > 0


def test_three_queries_are_no_evidence() -> None:
    (better,) = differences(scores(0, 0, 0), scores(1, 1, 0.9), ["m"])
    assert better.p == pytest.approx(0.25)  # 2 of 8 sign flips: no data set of three shows more
    assert not better.is_evident


def test_one_query_is_no_evidence() -> None:
    (better,) = differences(scores(0), scores(1), ["m"])
    assert (better.p, better.effect, better.is_evident) == (1.0, 0.0, False)
