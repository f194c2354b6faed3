"""Comparisons of two runs, worked out by hand."""

import json
from math import log2

import pytest

from corpus.errors import TestsetInvalid
from eval.compare import as_json, as_text, compare
from eval.measures import MEASURES
from eval.model import Judgement, Place, Run, TestQuery, Testset

PLACES = tuple(Place("p", start, start + 10) for start in range(0, 100, 10))


def small_set(count: int) -> Testset:
    """Queries q00, q01, … whose right passage is the first; “none” has no answer."""
    queries = [TestQuery(f"q{n:02}", f"问题{n}", "number", True) for n in range(count)]
    queries.append(TestQuery("none", "没有答案", "unanswerable", False))
    judgements = [Judgement(q.id, "p", 0, 10, 3, "", "甲", "") for q in queries if q.answerable]
    return Testset("小集", tuple(queries), tuple(judgements))


def run(name: str, *ranks: int, places: tuple[Place, ...] = PLACES) -> Run:
    """A run that has the right passage at these ranks, query by query; 0 is nowhere."""
    found = {}
    for number, rank in enumerate(ranks):
        order = list(range(1, len(places)))
        if rank:
            order.insert(rank - 1, 0)
        found[f"q{number:02}"] = tuple((position, -float(i)) for i, position in enumerate(order))
    return Run(name, places, found)


def test_by_query_largest_change_first() -> None:
    found = compare(small_set(4), run("甲", 1, 2, 1, 3), run("乙", 1, 1, 0, 2))
    rows = [(c.query.id, c.ndcg, c.mrr, c.outcome) for c in found.changes]
    half, third = 1 / log2(3), 1 / log2(4)
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("q02", (1, 0), "loss"),
        ("q01", (0.5, 1), "win"),
        ("q03", (pytest.approx(1 / 3), 0.5), "win"),
        ("q00", (1, 1), "tie"),
    ]
    assert [row[1] for row in rows] == [
        (1, 0),
        (pytest.approx(half), 1),
        (pytest.approx(third), pytest.approx(half)),
        (1, 1),
    ]
    ndcg = next(d for d in found.differences if d.measure == "nDCG@10")
    assert [d.measure for d in found.differences] == list(MEASURES)
    assert (ndcg.wins, ndcg.losses, ndcg.ties) == (2, 1, 1)
    assert ndcg.interval.mean == pytest.approx((-1 + (1 - half) + (half - third)) / 4)


def test_a_planted_difference_is_found_whichever_way_round() -> None:
    good, bad = run("好", *[1] * 20), run("坏", *[4] * 20)
    lines = "\n".join(as_text(compare(small_set(20), bad, good)))
    change = 1 - 1 / log2(5)
    assert f"nDCG@10：B（好）比 A（坏）好（高 {change:.3f}；" in lines
    assert "success@5：没有证据表明两者有差别" in lines
    assert f"+{change:.3f}  0.431 → 1.000  q00    问题0" in lines
    assert "B 胜 20 条" in lines
    assert "B 负 0 条" in lines
    turned = "\n".join(as_text(compare(small_set(20), good, bad)))
    assert f"nDCG@10：A（好）比 B（坏）好（高 {change:.3f}；" in turned


def test_equal_runs_are_no_evidence() -> None:
    lines = list(as_text(compare(small_set(5), run("a", 1, 2, 3, 4, 0), run("b", 1, 2, 3, 4, 0))))
    assert sum("没有证据表明两者有差别（B 减 A 为 +0.000" in line for line in lines) == 4
    assert "这里只有 5 条查询，查询少时只看得出较大的差别；没有证据不等于两者一样好。" in lines
    assert not any("好（高" in line or "单看这一项" in line for line in lines)


def test_what_correction_takes_away_is_said() -> None:
    # 6 of 6 better: p = 2/64 for itself, more than 0.05 among eight measures
    lines = "\n".join(as_text(compare(small_set(6), run("a", *[2] * 6), run("b", *[1] * 6))))
    assert "nDCG@10：没有证据表明两者有差别" in lines
    assert "单看这一项 p=0.031，但一次比较了多项，校正后 p=" in lines


def test_what_is_not_in_both_is_named() -> None:
    a, b = run("甲", 1, 1, 1), run("乙", 1, 1, 1, 1)
    b = Run(b.name, b.passages, {q: hits for q, hits in b.found.items() if q != "q00"} | {"x": ()})
    found = compare(small_set(5), a, b)
    assert [c.query.id for c in found.changes] == ["q01", "q02"]
    assert (found.missing_a, found.missing_b) == (("q03", "q04"), ("q00", "q04"))
    lines = list(as_text(found))
    assert "\n未参加比较：A（甲）里没有查询 q03、q04" in lines
    assert "\n未参加比较：B（乙）里没有查询 q00、q04" in lines
    assert "\n未参加比较：测试集里没有查询 x" in lines


def test_a_run_of_another_splitting_is_scored_with_its_own_passages() -> None:
    halves = (Place("p", 0, 5), Place("p", 5, 10), Place("p", 10, 20))
    found = compare(small_set(2), run("a", 1, 2), run("halves", 1, 1, places=halves))
    assert [(c.query.id, c.mrr) for c in found.changes] == [("q01", (0.5, 1)), ("q00", (1, 1))]


def test_nothing_shared_is_an_error() -> None:
    only_none = Run("b", PLACES, {"none": ((0, 1.0),)})
    with pytest.raises(TestsetInvalid, match="没有共同的查询属于测试集 小集"):
        compare(small_set(2), run("a", 1, 1), only_none)


def test_json_says_what_the_text_says() -> None:
    said = json.loads(json.dumps(as_json(compare(small_set(2), run("a", 1, 2), run("b", 1, 1)))))
    assert said["queries"][0] == {
        "id": "q01",
        "query": "问题1",
        "type": "number",
        "nDCG@10": [pytest.approx(1 / log2(3)), 1],
        "MRR@10": [0.5, 1],
        "outcome": "win",
    }
    assert said["differences"][1]["measure"] == "MRR@10"
    assert said["differences"][1]["is_evident"] is False
