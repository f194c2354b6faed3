"""What the nearest passages and the registry hold against a question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from corpus.model import Plan
from corpus.text import fold
from search.answer.asked import Asked, Times, Word, times
from search.answer.near import FAR, Near
from search.answer.units import has_figure
from search.lookup import Match
from search.model import Hit
from search.statements import Statement

_BESIDE = 0.5
"""What a word counts that stands in the passage or its headings, not in the sentence itself."""

_SHORTENED = 0.75
"""What a word counts whose characters stand there in order, up to two others between."""

_UNLIKE = 0.7
"""Cosine of a word's tokens with a sentence's up to which the word does not stand there in any
form; 1 is the word itself. With 0.8 less is refused rightly."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence or a row against a question.

    `parts`, 0 to 1, is how much of each word of the subject it has, `share` how much of the whole,
    by weight; `near`, -1 to 1, the mean of their cosines with its tokens, weighed alike (-1 of a
    row of the registry); `measured` how much of the indicator's name. `place` tells whether it is
    of the places asked for, `figure` whether it gives a figure as asked, `times` which of the
    times asked for are its own, `told`.
    """

    parts: tuple[float, ...]
    share: float
    near: float
    measured: float
    place: bool
    figure: bool
    times: tuple[bool, ...]
    told: Times


def gather(
    asked: Asked, hits: Sequence[Hit], matches: Sequence[Match], near: Near
) -> list[Evidence]:
    """Every sentence of the hits, every place of the entries that match in their plans."""
    plans = {hit.plan.id for hit in hits}
    stated = [
        (statement, _years(match, statement))
        for match in matches
        if match.entry.plan.id in plans
        for statement in match.entry.statements
    ]
    found = [
        _nearer(asked, e, cosines)
        for number, hit in enumerate(hits)
        for e, cosines in zip(
            _of_hit(asked, hit, stated), near.of(asked.words, number), strict=True
        )
    ]
    for one, dated in stated:
        text = fold(f"{one.name}{one.quote}")
        found.append(_evidence(asked, text, text, dated, one.plan))
    return found


def _years(match: Match, statement: Statement) -> Times:
    years = {statement.due, match.entry.baseline_year if statement.row else None}
    return tuple((year, year) for year in years if year is not None)


def _of_hit(
    asked: Asked, hit: Hit, stated: Sequence[tuple[Statement, Times]]
) -> Iterator[Evidence]:
    """A sentence is also of the times told last before it, and of those of its statements."""
    passage, plan = hit.passage, hit.plan
    around = fold(passage.headings + hit.text)
    if passage.reading is not None:
        yield _evidence(asked, fold(passage.reading + hit.text), around, (), plan)
        return
    before: Times = ()
    for span in passage.sentences:
        text = fold(plan.text[span.start : span.end])
        own = [
            time
            for one, dated in stated
            if one.plan.id == plan.id and span.start <= one.start < span.end
            for time in dated
        ]
        yield _evidence(asked, text, around, (*before, *own), plan)
        before = tuple(times(text)) or before


def _evidence(asked: Asked, text: str, around: str, dated: Times, plan: Plan) -> Evidence:
    """What names no time is of the plan's."""
    told = (*times(text), *dated) or ((plan.period,) if plan.period else ())
    parts = tuple(max(presence(w, text), _BESIDE * presence(w, around)) for w in asked.words)
    return Evidence(
        parts=parts,
        share=share(asked.words, parts),
        near=FAR,
        measured=share(asked.measured, [presence(word, text) for word in asked.measured]),
        place=all(place in (text if asked.numeric else around) for place in asked.places),
        figure=not asked.numeric or has_figure(text, asked.unit),
        times=tuple(any(_holds(one, time) for one in told) for time in asked.times),
        told=told,
    )


def _nearer(asked: Asked, found: Evidence, cosines: Sequence[float]) -> Evidence:
    """The evidence with what stands in the sentence in other words."""
    meant = [max(0.0, (one - _UNLIKE) / (1 - _UNLIKE)) for one in cosines]
    parts = tuple(map(max, found.parts, meant))
    return replace(
        found,
        parts=parts,
        share=share(asked.words, parts),
        near=share(asked.words, cosines),
    )


def _holds(told: tuple[int, int], asked: tuple[int, int]) -> bool:
    """A period is told by any year in it; a year by itself and by a period that it ends."""
    return asked[0] <= told[1] <= asked[1]


def share(wanted: Sequence[Word], parts: Sequence[float]) -> float:
    """How much of a subject is there, `parts` of each word; all of a subject without words."""
    total = sum(word.weight for word in wanted)
    got = sum(word.weight * part for word, part in zip(wanted, parts, strict=True))
    return got / total if total else 1.0


def presence(word: Word, text: str) -> float:
    """How much of a word stands in a text, 0 to 1."""
    return max(_presence(form, text) for form in word.forms)


def _presence(form: str, text: str) -> float:
    """Short forms leave characters out: 碳达峰 of 碳排放达峰."""
    if form in text or form.isascii():
        return float(form in text)
    if _shortened(form).search(text):
        return _SHORTENED
    parts = [a + b for a, b in pairwise(form)]
    return sum(part in text for part in parts) / len(parts) if parts else 0.0


@lru_cache(maxsize=4096)  # the same words for every sentence of a question
def _shortened(form: str) -> re.Pattern[str]:
    return re.compile(r"[^,。;、\s]{0,2}".join(map(re.escape, form)))
