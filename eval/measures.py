"""Measures of a run against a test set, computed by ir-measures."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import ir_measures
from ir_measures import AP, RR, Judged, Qrel, R, ScoredDoc, Success, nDCG

from eval.model import Judgement, Place, Run, Testset

MEASURES = {
    "hit@1": Success(rel=3) @ 1,
    "MRR@10": RR(rel=3) @ 10,
    "success@5": Success(rel=3) @ 5,
    "nDCG@10": nDCG @ 10,
    "recall@10": R(rel=2) @ 10,
    "recall@50": R(rel=2) @ 50,
    "MAP": AP(rel=2),
    "Judged@10": Judged @ 10,
}
"""hit@1 (success@1), MRR and success@5 count grade 3 as right, recall and MAP grades 2 and 3;
nDCG takes all grades."""

HEADLINE = ("hit@1", "MRR@10", "success@5", "nDCG@10")

COVERAGE = 0.6
"""A passage has a judged place when they share, in one piece, at least this much of the
shorter of the two: the quote stands in the passage, or a passage that was split anew stands
in the place judged."""

_LONGEST = 1000
"""No passage is longer (code points); beyond that nothing earlier can reach the place."""

SETTLED = "裁定"
"""The judge who has the last word where others differ."""

Scores = dict[str, dict[str, float]]
"""Query id → measure → value."""


def settled(judgements: Iterable[Judgement]) -> list[Judgement]:
    """One judgement a place: what was settled, else the lower middle of what the judges say."""
    by_place: dict[tuple[str, str, int, int], list[Judgement]] = {}
    for one in judgements:
        by_place.setdefault((one.query, one.plan, one.start, one.end), []).append(one)
    return [
        next(
            (judgement for judgement in said if judgement.judge == SETTLED),
            sorted(said, key=lambda j: j.grade)[(len(said) - 1) // 2],
        )
        for said in by_place.values()
    ]


def grades(testset: Testset, passages: Sequence[Place]) -> dict[str, dict[int, int]]:
    """Query id → position in `passages` → grade, the best of the judged places that it has."""
    by_plan: dict[str, list[tuple[int, int, int]]] = {}
    for position, place in enumerate(passages):
        by_plan.setdefault(place.plan, []).append((place.start, place.end, position))
    for spans in by_plan.values():
        spans.sort()
    found: dict[str, dict[int, int]] = {query.id: {} for query in testset.queries}
    for judged in settled(testset.judgements):
        mine = found[judged.query]
        for position in _having(judged, by_plan.get(judged.plan, [])):
            mine[position] = max(mine.get(position, 0), judged.grade)
    return found


def _having(judged: Judgement, spans: list[tuple[int, int, int]]) -> Iterator[int]:
    """Positions of the passages that have the judged place; `spans` are sorted by start."""
    last = bisect_left(spans, (judged.end, 0, 0))
    for start, end, position in reversed(spans[:last]):
        shared = min(judged.end, end) - max(judged.start, start)
        if shared >= COVERAGE * min(judged.end - judged.start, end - start):
            yield position
        elif shared <= 0 and judged.start - start > _LONGEST:
            break


def score(testset: Testset, run: Run) -> Scores:
    """Every measure for every answerable query; a query without hits scores 0.

    One whose judged places are all lost is a miss, too.
    """
    judged = grades(testset, run.passages)
    answerable = [query.id for query in testset.queries if query.answerable]
    qrels = [
        Qrel(q, str(position), grade)
        for q in answerable
        for position, grade in (judged[q] or {-1: 3}).items()
    ]
    docs = [
        # ir-measures breaks ties by name, so the rank stands for the score
        ScoredDoc(q, str(position), -float(rank))
        for q in answerable
        for rank, (position, _) in enumerate(run.found.get(q, ()))
    ]
    scores: Scores = {q: dict.fromkeys(MEASURES, 0.0) for q in answerable}
    names = {measure: name for name, measure in MEASURES.items()}
    for value in ir_measures.iter_calc(list(names), qrels, docs):
        scores[value.query_id][names[value.measure]] = value.value
    return scores


def refusal_rate(testset: Testset, run: Run) -> float | None:
    """Share of the queries with no answer for which the run gave no hit; None without such queries.

    Search alone always gives its nearest passages and so refuses nothing.
    """
    unanswerable = [query.id for query in testset.queries if not query.answerable]
    refused = sum(not run.found.get(query) for query in unanswerable)
    return refused / len(unanswerable) if unanswerable else None


def means(scores: Scores, ids: Iterable[str]) -> dict[str, float]:
    """The mean of every measure over some queries; empty for none."""
    chosen = [scores[q] for q in ids]
    return {name: sum(s[name] for s in chosen) / len(chosen) for name in MEASURES if chosen}
