"""The pool: what the runs found and a judge has not judged, in an order that tells nothing."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eval.model import Judgement, Place, Run, TestQuery, Testset
from eval.pool import Unjudged, pool

PASSAGES = tuple(Place("p", at, at + 10) for at in range(0, 200, 10))
QUERIES = tuple(TestQuery(f"q{n}", f"问题{n}", "topic", answerable=True) for n in range(3))
TESTSET = Testset("t", QUERIES, ())


def run(*positions: int, name: str = "a") -> Run:
    """A run that finds the same for every query."""
    hits = tuple((at, float(-rank)) for rank, at in enumerate(positions))
    return Run(name, PASSAGES, {query.id: hits for query in QUERIES})


def judged(query: str, start: int, end: int, judge: str = "王") -> Judgement:
    return Judgement(query, "p", start, end, 0, "", judge, "2026-01-01T00:00:00+00:00")


def keys(items: list[Unjudged]) -> list[tuple[str, int]]:
    return [(item.query.id, item.place.start) for item in items]


def test_the_pool_is_the_union_of_the_first_hits() -> None:
    found = keys(pool(TESTSET, [run(0, 1, 2), run(1, 5, 6)], 2, "王", 1))
    assert sorted(found) == [(q.id, start) for q in QUERIES for start in (0, 10, 50)]


def test_only_what_this_judge_has_not_judged_is_left() -> None:
    # six tenths of the passage at 0 are enough, half of the one at 10 is not; 李 does not count
    mine = (judged("q0", 0, 6), judged("q0", 15, 40), judged("q1", 0, 10, "李"))
    left = keys(pool(replace(TESTSET, judgements=mine), [run(0, 1)], 10, "王", 1))
    assert sorted(left) == [("q0", 10), ("q1", 0), ("q1", 10), ("q2", 0), ("q2", 10)]


def test_runs_on_other_passages_join() -> None:
    other = Run("b", (Place("p", 3, 4),), {"q0": ((0, 1.0),)})
    assert sorted(keys(pool(TESTSET, [run(0), other], 1, "王", 1)))[:2] == [("q0", 0), ("q0", 3)]


def test_nothing_found_is_nothing_to_judge() -> None:
    assert pool(TESTSET, [], 10, "王", 1) == []
    assert pool(TESTSET, [Run("a", PASSAGES, {})], 10, "王", 1) == []


def test_the_order_tells_neither_run_nor_rank() -> None:
    runs = [run(*range(10)), run(*range(9, -1, -1), name="b")]
    orders = {tuple(keys(pool(TESTSET, runs, 10, "王", seed))) for seed in range(20)}
    assert len(orders) == 20
    assert len({order[0] for order in orders}) > 5
    assert pool(TESTSET, runs, 10, "王", 7) == pool(TESTSET, runs[::-1], 10, "王", 7)


def test_a_question_is_judged_in_one_go() -> None:
    found = [query for query, _ in keys(pool(TESTSET, [run(*range(8))], 8, "王", 3))]
    assert sum(a != b for a, b in pairwise(found)) == 2


@given(
    st.lists(st.lists(st.integers(0, 19), unique=True, max_size=12), max_size=3),
    st.integers(1, 12),
    st.sets(st.tuples(st.sampled_from("012"), st.integers(0, 19))),
    st.integers(0, 9),
)
def test_judging_shortens_the_pool_and_moves_nothing(
    found: list[list[int]], depth: int, done: set[tuple[str, int]], seed: int
) -> None:
    runs = [run(*positions) for positions in found]
    whole = pool(TESTSET, runs, depth, "王", seed)
    mine = tuple(judged(f"q{q}", at * 10, at * 10 + 10) for q, at in done)
    left = pool(replace(TESTSET, judgements=mine), runs, depth, "王", seed)
    gone = {(f"q{q}", at * 10) for q, at in done}
    assert keys(left) == [key for key in keys(whole) if key not in gone]
    assert len(set(keys(whole))) == len(whole)
