"""How well a question and what was found for it go together, in a few figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from search.answer.asked import Asked
from search.answer.evidence import Evidence, share
from search.model import Hit

Condition = Literal["place", "time", "figure"]

_USUAL = 0.87
_SPREAD = 0.03
"""Mean and half the spread of the best sentence's late interaction score (dev queries)."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a refusal is decided by; a higher figure speaks for it, but for `score` and `lead`.

    `absent` is the share of the subject that no one sentence has, `measured` that of the name of
    the indicator that is asked for; of the subject `place`, `time` and
    `figure` are what is lost when the sentence must also be of the right place and time, and give
    a figure as asked: 0 to 1 each. `score` is the best sentence's late interaction in steps of
    0.03 from 0.87, for questions that ask for no figure; `lead` how far the first hit is ahead of
    the last, in steps of 0.1.
    `numeric` is 0 or 1.
    """

    absent: float
    absent_numeric: float
    measured: float
    place: float
    time: float
    figure: float
    numeric: float
    score: float
    lead: float


def read_signals(asked: Asked, hits: Sequence[Hit], found: Sequence[Evidence]) -> Signals:
    """Measure what was found, `found` in the hits and the registry. At least one hit."""
    whole = _best(asked, found)
    here = _best(asked, found, "place")
    then = _best(asked, found, "place", "time")
    fits = _best(asked, found, "place", "time", "figure")
    absent = 1 - whole
    scores = [hit.explanation.passage_score + hit.explanation.sentence_score for hit in hits]
    elsewhere = _best(asked, found, "time", "figure") - fits
    otherwise = _best(asked, found, "place", "figure") - fits
    return Signals(
        absent=absent,
        absent_numeric=absent if asked.numeric else 0.0,
        measured=1 - max((e.measured for e in found), default=0.0),
        place=max(_lost(whole, here), elsewhere / whole if whole else 0.0),
        time=max(_lost(here, then), otherwise / whole if whole else 0.0),
        figure=_lost(then, _together(asked, found)),
        numeric=float(asked.numeric),
        score=0.0 if asked.numeric else _score(hits),
        lead=(max(scores) - min(scores)) / 0.1,
    )


def _score(hits: Sequence[Hit]) -> float:
    return (max(hit.explanation.sentence_score for hit in hits) - _USUAL) / _SPREAD


def _best(asked: Asked, found: Sequence[Evidence], *conditions: Condition) -> float:
    """The largest share that one sentence has; of several times each may stand elsewhere."""
    return fmean(
        max((e.share for e in fitting), default=0.0)
        for fitting in _fitting(asked, found, conditions)
    )


def _together(asked: Asked, found: Sequence[Evidence]) -> float:
    """The share that all fitting sentences have together: two indicators, two rows."""
    return fmean(
        share(asked.words, [max(each) for each in zip(*(e.parts for e in fitting), strict=True)])
        if fitting
        else 0.0
        for fitting in _fitting(asked, found, ("place", "time", "figure"))
    )


def _fitting(
    asked: Asked, found: Sequence[Evidence], conditions: Sequence[Condition]
) -> Iterator[list[Evidence]]:
    """For each time asked for, or once, what meets the conditions."""
    left = [
        e
        for e in found
        if (e.place or "place" not in conditions) and (e.figure or "figure" not in conditions)
    ]
    if not asked.times or "time" not in conditions:
        yield left
        return
    for number in range(len(asked.times)):
        yield [e for e in left if e.times[number]]


def _lost(whole: float, left: float) -> float:
    return max(0.0, 1 - left / whole) if whole else 0.0
