"""Is the difference more than chance? Intervals, randomisation tests, correction for many.

After Urbano, Lima & Hanjalic (SIGIR 2019) and Smucker, Allan & Carterette (CIKM 2007):
paired tests by query.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import bootstrap, permutation_test

RESAMPLES = 9999
_SEED = 20251  # the same figures print the same intervals
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95% bootstrap interval (percentile, resampling queries)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A by query on one measure; positive is better for B.

    `p` is the two-sided randomisation test's (sign flips), `corrected` Holm's
    over the measures compared; `effect` is Cohen's d of paired differences.
    """

    measure: str
    a: float
    b: float
    interval: Interval
    p: float
    corrected: float
    effect: float
    wins: int
    losses: int
    ties: int

    @property
    def is_evident(self) -> bool:
        """Whether chance alone would seldom do this."""
        return self.corrected < ALPHA


def interval(values: Sequence[float]) -> Interval:
    """The mean of a measure over queries, with its interval. At least one value."""
    array = np.asarray(values, float)
    mean = float(array.mean())
    if np.ptp(array) == 0:
        return Interval(mean, mean, mean)
    result = bootstrap(
        (array,),
        np.mean,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Interval(mean, float(result.low), float(result.high))


def differences(
    a: Mapping[str, Mapping[str, float]],
    b: Mapping[str, Mapping[str, float]],
    measures: Sequence[str],
) -> list[Difference]:
    """Compare two runs' scores (query → measure → value) over the queries that both have."""
    shared = sorted(a.keys() & b.keys())
    pairs = {m: ([a[q][m] for q in shared], [b[q][m] for q in shared]) for m in measures}
    raw = {m: _p(np.subtract(right, left)) for m, (left, right) in pairs.items()}
    corrected = holm(raw)
    return [_difference(m, *pairs[m], raw[m], corrected[m]) for m in measures]


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down correction (Scandinavian Journal of Statistics, 1979)."""
    corrected: dict[str, float] = {}
    highest = 0.0
    ordered = sorted(p_values.items(), key=lambda item: item[1])
    for rank, (name, p) in enumerate(ordered):
        highest = max(highest, min(1.0, (len(ordered) - rank) * p))
        corrected[name] = highest
    return corrected


def _p(delta: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    if len(delta) < 2 or not delta.any():
        return 1.0  # one query shows nothing, whichever way it goes
    test = permutation_test(
        (delta,),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(_SEED),
    )
    return float(test.pvalue)


def _difference(
    measure: str, a: Sequence[float], b: Sequence[float], p: float, corrected: float
) -> Difference:
    delta = np.subtract(b, a)
    spread = float(delta.std(ddof=1)) if len(delta) > 1 else 0.0
    return Difference(
        measure=measure,
        a=float(np.mean(a)),
        b=float(np.mean(b)),
        interval=interval(list(delta)),
        p=p,
        corrected=corrected,
        effect=float(delta.mean()) / spread if spread else 0.0,
        wins=int((delta > 0).sum()),
        losses=int((delta < 0).sum()),
        ties=int((delta == 0).sum()),
    )
