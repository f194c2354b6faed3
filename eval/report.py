"""Scores as a table for the terminal and as JSON."""

from collections.abc import Iterator
from typing import Any

from eval.measures import HEADLINE, Scores, means
from eval.model import Testset
from eval.stats import interval

ALL = "all"


def types(testset: Testset, scores: Scores) -> dict[str, list[str]]:
    """Type of question → ids of its answerable queries, `ALL` last."""
    found: dict[str, list[str]] = {}
    for query in testset.queries:
        if query.id in scores:
            found.setdefault(query.type, []).append(query.id)
    return dict(sorted(found.items())) | {ALL: list(scores)}


def by_type(testset: Testset, scores: Scores, refused: float | None = None) -> Iterator[str]:
    """One line a query type and one for all answerable queries; then what could not be used.

    `refused` is the share of the queries with no answer that were refused.
    """
    if scores:
        yield from _table(testset, scores)
    left_out = len(testset.queries) - len(scores)
    if left_out:
        rate = "" if refused is None else f"，拒答率 {refused:.3f}"
        yield f"（{left_out} 条无答案的查询不计入{rate}）"
    yield from testset.problems


def _table(testset: Testset, scores: Scores) -> Iterator[str]:
    yield f"{'type':<14}{'n':>4}" + "".join(f"{name:>11}" for name in HEADLINE)
    for name, ids in types(testset, scores).items():
        values = means(scores, ids)
        yield f"{name:<14}{len(ids):>4}" + "".join(f"{values[m]:>11.3f}" for m in HEADLINE)
    bounds = [interval([s[m] for s in scores.values()]) for m in HEADLINE]
    yield f"{'95%':<18}" + "".join(f"{f'{b.low:.2f}–{b.high:.2f}':>11}" for b in bounds)


def misses(testset: Testset, scores: Scores) -> Iterator[str]:
    """The queries whose first hit is not right, worst first."""
    wrong = [q for q in testset.queries if q.id in scores and scores[q.id]["hit@1"] < 1]
    for query in sorted(wrong, key=lambda q: (scores[q.id]["MRR@10"], q.id)):
        values = " ".join(f"{scores[query.id][m]:.2f}" for m in HEADLINE)
        yield f"{query.id:<6}{query.type:<12}{values}  {query.query}"


def as_json(testset: Testset, scores: Scores, refused: float | None = None) -> dict[str, Any]:
    """Everything that the table says, and every query's values."""
    return {
        "testset": testset.name,
        "measures": means(scores, scores),
        "refusal_rate": refused,
        "types": {name: means(scores, ids) for name, ids in types(testset, scores).items()},
        "queries": scores,
        "problems": list(testset.problems),
    }
