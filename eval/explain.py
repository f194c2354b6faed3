"""Why a query went as it went: what should have come, what came, and where each leg had it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from eval.measures import grades, settled
from eval.model import Judgement, Place, Run, Testset
from indexer.index import Index
from indexer.model import Passage
from search.cite import citation
from search.render import FICTIONAL

RIGHT = 3
"""The grade that answers."""

FirstRight = Mapping[str, Mapping[str, int | None]]
"""Query id → mode → rank (from 1) of the first right passage; None when it was not found."""


def first_right(testset: Testset, runs: Mapping[str, Run]) -> FirstRight:
    """Where each mode has the first passage of grade 3, for every answerable query."""
    judged = {mode: grades(testset, run.passages) for mode, run in runs.items()}
    return {
        query.id: {mode: _first(run, query.id, judged[mode]) for mode, run in runs.items()}
        for query in testset.queries
        if query.answerable
    }


def _first(run: Run, query: str, judged: Mapping[str, Mapping[int, int]]) -> int | None:
    ranks = (
        rank
        for rank, (position, _) in enumerate(run.found.get(query, ()), 1)
        if judged[query].get(position) == RIGHT
    )
    return next(ranks, None)


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in words. `grade` is None when nobody has judged it."""

    citation: str
    text: str
    grade: int | None


class Citer:
    """Puts places into words, with the plans of an index.

    The places may come from another index: one is cited after the passage that
    it begins in, and one in a plan that is gone says so.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._passages: dict[str, list[Passage]] = {}
        for passage in sorted(index.passages, key=lambda p: p.start):
            self._passages.setdefault(passage.plan_id, []).append(passage)

    def cited(self, place: Place, grade: int | None = None) -> Cited:
        """A place and its grade, in words."""
        plan = self._index.plans.get(place.plan)
        if plan is None:
            return Cited(f"索引里没有编号为 {place.plan} 的规划", "", grade)
        passages = self._passages.get(place.plan, [])
        at = bisect_right(passages, place.start, key=lambda p: p.start) - 1
        where = citation(plan, passages[at]) if at >= 0 else f"《{plan.title}》"
        mark = f"【{FICTIONAL}】" if plan.fictional else ""
        return Cited(mark + where, plan.text[place.start : place.end], grade)


class Explainer:
    """Puts what a run found, and what it should have found, into words."""

    def __init__(self, testset: Testset, run: Run, index: Index) -> None:
        self.is_of_index = run.passages == tuple(
            Place(p.plan_id, p.start, p.end) for p in index.passages
        )
        self._run = run
        self._cited = Citer(index).cited
        self._grades = grades(testset, run.passages)
        self._judged: dict[str, list[Judgement]] = {}
        for one in settled(testset.judgements):
            self._judged.setdefault(one.query, []).append(one)

    def expected(self, query: str) -> list[Cited]:
        """The places judged for a query, best grade first."""
        judged = sorted(self._judged.get(query, ()), key=lambda j: -j.grade)
        return [self._cited(Place(j.plan, j.start, j.end), j.grade) for j in judged]

    def hits(self, query: str, count: int) -> list[Cited]:
        """What came first."""
        found = self._run.found.get(query, ())[:count]
        return [
            self._cited(self._run.passages[position], self._grades[query].get(position))
            for position, _ in found
        ]
