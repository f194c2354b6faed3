"""The model that refuses: its weights fitted, its probabilities checked against what is true."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from eval.model import TestQuery, Testset
from search.answer.compose import needs_leave, weighed
from search.answer.refusal import THRESHOLD
from search.answer.signals import Signals, read_signals
from search.engine import Searcher
from search.model import Filters

_STRENGTH = 30.0
"""Inverse of the L2 penalty. 10 and 100 refuse as much at the same cost."""

_FOLDS = 10
_SEEDS = range(5)
_BINS = (0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A question of a test set and what was measured of it."""

    testset: str
    query: TestQuery
    signals: Signals


@dataclass(frozen=True, slots=True)
class Fitted:
    """Log-odds of having no answer for each unit of a signal, and without any."""

    weights: dict[str, float]
    intercept: float


def samples(searcher: Searcher, testset: Testset, filters: Filters, k: int = 10) -> list[Sample]:
    """Search every question and measure, but those that find nothing or may not be refused."""
    found: list[Sample] = []
    for query in testset.queries:
        gathered = searcher.gathered(query.query, k, filters)
        if gathered.hits and needs_leave(gathered, searcher.sources):
            asked, evidence = weighed(gathered, searcher.sources)
            signals = read_signals(asked, evidence, gathered.hits)
            found.append(Sample(testset.name, query, signals))
    return found


def fit(given: Sequence[Sample]) -> Fitted:
    """The weights of all samples together."""
    model = _model().fit(_rows(given), _unanswerable(given))
    names = [field.name for field in fields(Signals)]
    return Fitted(
        dict(zip(names, map(float, model.coef_[0]), strict=True)), float(model.intercept_[0])
    )


def cross_validated(given: Sequence[Sample]) -> NDArray[np.float64]:
    """Each sample's probability of having no answer, from models that have not seen it."""
    rows, wanted = _rows(given), _unanswerable(given)
    found = np.zeros(len(given))
    for seed in _SEEDS:
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
        for seen, kept in folds.split(rows, wanted):
            model = _model().fit(rows[seen], wanted[seen])
            found[kept] += model.predict_proba(rows[kept])[:, 1] / len(_SEEDS)
    return found


def left_out(given: Sequence[Sample]) -> NDArray[np.float64]:
    """Each sample's probability from a model of the other test sets: what new questions meet.

    Not a number where the others do not have both kinds of questions.
    """
    rows, wanted = _rows(given), _unanswerable(given)
    names = np.array([sample.testset for sample in given])
    found = np.full(len(given), np.nan)
    for name in dict.fromkeys(names):
        own = names == name
        if len(set(wanted[~own])) > 1:
            found[own] = _model().fit(rows[~own], wanted[~own]).predict_proba(rows[own])[:, 1]
    return found


def as_text(given: Sequence[Sample]) -> Iterator[str]:
    """The weights, what is refused by test set, and the reliability, cross-validated."""
    fitted, found = fit(given), cross_validated(given)
    yield "权重（每单位的对数几率）"
    yield from (f"{name:<16}{weight:+.2f}" for name, weight in fitted.weights.items())
    yield f"{'intercept':<16}{fitted.intercept:+.2f}"
    yield f"交叉验证，概率达到 {THRESHOLD} 拒答："
    yield from _by_testset(given, found)
    others = left_out(given)
    if not np.isnan(others).any():
        yield "每个测试集由其余测试集拟合的模型判断："
        yield from _by_testset(given, others)
    yield from reliability(found, _unanswerable(given))


def _by_testset(given: Sequence[Sample], found: NDArray[np.float64]) -> Iterator[str]:
    for name in dict.fromkeys(sample.testset for sample in given):
        own = np.array([sample.testset == name for sample in given])
        yield f"{name:<20}{_rates(given, found, own)}"
    yield f"{'all':<20}{_rates(given, found, np.ones(len(given), bool))}"


def reliability(found: NDArray[np.float64], wanted: NDArray[np.bool_]) -> Iterator[str]:
    """For each range of probabilities: how many, the mean, and the share without an answer."""
    yield f"{'概率':<12}{'n':>4}  {'平均':<6}{'实际无答案'}"
    for low, high in pairwise(_BINS):
        inside = (found >= low) & ((found < high) | (high == _BINS[-1]))
        if inside.any():
            mean, share = found[inside].mean(), wanted[inside].mean()
            yield f"{low:.2f}–{high:.2f}{inside.sum():>8}  {mean:<8.3f}{share:.3f}"


def _rates(given: Sequence[Sample], found: NDArray[np.float64], own: NDArray[np.bool_]) -> str:
    wanted = _unanswerable(given)
    refused = found >= THRESHOLD
    cells = (
        f"{name} {refused[own & which].sum()}/{(own & which).sum()}"
        f" = {refused[own & which].mean():.3f}"
        for name, which in (("该拒的", wanted), ("误拒", ~wanted))
        if (own & which).any()
    )
    return "  ".join(cells)


def _model() -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=5000)


def _rows(given: Iterable[Sample]) -> NDArray[np.float64]:
    return np.array([astuple(sample.signals) for sample in given])


def _unanswerable(given: Iterable[Sample]) -> NDArray[np.bool_]:
    return np.array([not sample.query.answerable for sample in given])
