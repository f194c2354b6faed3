"""How well a question and what was found for it go together, in a few figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from search.answer.asked import Asked
from search.answer.evidence import Evidence, share
from search.model import Hit

Condition = Literal["place", "time", "figure"]

_NEAR = 0.9
_STEP = 0.1
"""A sentence as near as 0.9 is of the subject, whatever its words. With 0.7 fewer questions are
refused rightly, with 0.8 as many."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a refusal is decided by; a higher figure speaks for it, but for `lead`.

    Of a question for a figure `absent` is the share of the subject that no one sentence has; of
    any other `far` is by how much the nearest sentence stays below a mean cosine of 0.9, in steps
    of 0.1. `measured` is the share of the name of the indicator that is asked for and that no
    sentence has; of the subject `place`, `time` and `figure` are what is lost when the sentence
    must also be of the right place and time, and give a figure as asked: 0 to 1 each. `numeric`
    is 0 or 1. `lead` is how far the first hit is ahead of the last, in steps of 0.1.
    """

    absent: float
    measured: float
    place: float
    time: float
    figure: float
    numeric: float
    far: float
    lead: float


def read_signals(asked: Asked, found: Sequence[Evidence], hits: Sequence[Hit]) -> Signals:
    """Measure what was found in the hits and the registry. At least one hit."""
    whole = _best(asked, found)
    here = _best(asked, found, "place")
    then = _best(asked, found, "place", "time")
    fits = _best(asked, found, "place", "time", "figure")
    elsewhere = _best(asked, found, "time", "figure") - fits
    otherwise = _best(asked, found, "place", "figure") - fits
    scores = [hit.explanation.passage_score + hit.explanation.sentence_score for hit in hits]
    return Signals(
        absent=1 - whole if asked.numeric else 0.0,
        measured=1 - max((e.measured for e in found), default=0.0),
        place=max(_lost(whole, here), elsewhere / whole if whole else 0.0),
        time=max(_lost(here, then), otherwise / whole if whole else 0.0),
        figure=_lost(then, _together(asked, found)),
        numeric=float(asked.numeric),
        far=0.0 if asked.numeric else max(0.0, _NEAR - max(e.near for e in found)) / _STEP,
        lead=(max(scores) - min(scores)) / _STEP,
    )


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
