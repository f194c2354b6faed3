"""Scores as a table for the terminal and as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from eval.measures import HEADLINE, MEASURES, Scores, means
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
    yield (f"{'type':<14}{'n':>4}" + "".join(f"  {name:<16}" for name in HEADLINE)).rstrip()
    for name, ids in types(testset, scores).items():
        cells = (_cell(scores, ids, measure) for measure in HEADLINE)
        yield f"{name:<14}{len(ids):>4}" + "".join(f"  {cell:<16}" for cell in cells)
    others = [measure for measure in MEASURES if measure not in HEADLINE]
    yield "，".join(f"{measure} {_cell(scores, scores, measure)}" for measure in others)


def _cell(scores: Scores, ids: Iterable[str], measure: str) -> str:
    """A mean with its 95% interval: “0.857 0.77–0.93”."""
    found = interval([scores[query][measure] for query in ids])
    return f"{found.mean:.3f} {found.low:.2f}–{found.high:.2f}"


def by_query(testset: Testset, scores: Scores, *, only_misses: bool = False) -> Iterator[str]:
    """Every answerable query's values, worst first; or those whose first hit is not right."""
    yield f"{'id':<8}{'type':<12}{' '.join(HEADLINE)}"
    for query in sorted(
        (q for q in testset.queries if q.id in scores),
        key=lambda q: (scores[q.id]["MRR@10"], scores[q.id]["nDCG@10"], q.id),
    ):
        if not only_misses or scores[query.id]["hit@1"] < 1:
            values = " ".join(f"{scores[query.id][m]:.2f}" for m in HEADLINE)
            yield f"{query.id:<8}{query.type:<12}{values}  {query.query}"


def as_json(testset: Testset, scores: Scores, refused: float | None = None) -> dict[str, Any]:
    """Everything that the table says, and every query's values."""
    return {
        "testset": testset.name,
        "measures": means(scores, scores),
        "refusal_rate": refused,
        "types": {name: _intervals(scores, ids) for name, ids in types(testset, scores).items()},
        "queries": scores,
        "problems": list(testset.problems),
    }


def _intervals(scores: Scores, ids: list[str]) -> dict[str, Any]:
    values = {m: interval([scores[q][m] for q in ids]) for m in MEASURES if ids}
    return {m: {"mean": v.mean, "low": v.low, "high": v.high} for m, v in values.items()}
