"""How far two judges agree, and the last word where they do not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import nan
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from eval.measures import SETTLED
from eval.model import GRADES, Judgement, Testset
from eval.testset import append

_Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two judges' grades of one place; `settled` is the last word on it, None before."""

    a: Judgement
    b: Judgement
    settled: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two judges on the `places` that both judged for the same question.

    `kappa` is Cohen's (Educational and Psychological Measurement 20, 1960), `weighted` the one with
    linear weights (Psychological Bulletin 70, 1968): 1 is full agreement, 0 what chance would
    give. Both are nan when there is nothing to tell from chance: no place, or one grade throughout.
    """

    places: int
    same: int
    kappa: float
    weighted: float
    disagreements: tuple[Disagreement, ...]


def judges(testset: Testset) -> list[str]:
    """Who judged, without the one who settles."""
    return sorted({j.judge for j in testset.judgements} - {SETTLED})


def agreement(testset: Testset, a: str, b: str) -> Agreement:
    """Compare two judges; the largest differences come first."""
    left, right = (_by_place(testset.judgements, judge) for judge in (a, b))
    both = [place for place in left if place in right]
    pairs = [(left[place], right[place]) for place in both]
    last = _by_place(testset.judgements, SETTLED)
    differing = [
        Disagreement(x, y, last[place].grade if place in last else None)
        for place, (x, y) in zip(both, pairs, strict=True)
        if x.grade != y.grade
    ]
    return Agreement(
        places=len(pairs),
        same=len(pairs) - len(differing),
        kappa=_kappa(pairs, None),
        weighted=_kappa(pairs, "linear"),
        disagreements=tuple(sorted(differing, key=lambda d: -abs(d.a.grade - d.b.grade))),
    )


def settle(folder: Path, judgement: Judgement, grade: int) -> None:
    """Write the last word on a place that was judged. Raises TestsetInvalid."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    append(folder, [replace(judgement, judge=SETTLED, grade=grade, at=at)])


def _by_place(judgements: Iterable[Judgement], judge: str) -> dict[_Key, Judgement]:
    return {(j.query, j.plan, j.start, j.end): j for j in judgements if j.judge == judge}


def _kappa(pairs: list[tuple[Judgement, Judgement]], weights: str | None) -> float:
    if len({j.grade for pair in pairs for j in pair}) < 2:
        return nan  # chance alone would agree as well
    graded = ([x.grade for x, _ in pairs], [y.grade for _, y in pairs])
    return float(cohen_kappa_score(*graded, labels=sorted(GRADES), weights=weights))
