"""How far a county plan takes up each section of the city plan (覆盖矩阵)."""

from collections.abc import Iterator

import numpy as np

from corpus.model import Plan, Section
from search.compare.align import LEAST, SAME_TASK
from search.compare.likeness import Matrix
from search.compare.model import CoverageCell, Side, Strength
from search.compare.sentences import Sentences, looks_back
from search.compare.sides import section_side, side

_STRONG_SHARE = 0.25
"""Share of a section's sentences with the same task in the county that makes it strong, where
there are several; a
county answers a city section in a third of its length or less."""

_FOUND = 0.12
"""A section whose best sentence finds less is not found. Without its chapter on ecology the sample
answers the city's sections on ecosystems, species and carbon sinks with 0.12 at best, with it 0.27
and more; of the others all but two have more than 0.15."""

_SHOWN = 5
_DEPTH = 2


def coverage(city: Sentences, county: Sentences, scores: Matrix) -> tuple[CoverageCell, ...]:
    """One cell a section that sets tasks. `none`: its title and every sentence found nothing."""
    owners = np.array([city.plan.section_at(span.start) for span in city.spans])
    return tuple(_cell(city, county, scores, owners, at) for at in _sections(city.plan))


def _sections(plan: Plan) -> Iterator[int]:
    """The innermost of the two outer levels of headings (节, or 章 without 节) that set tasks."""
    parents = {s.parent for s in plan.sections if _divides(s)}
    for at, section in enumerate(plan.sections):
        if _divides(section) and at not in parents and not looks_back(plan, at):
            yield at


def _divides(section: Section) -> bool:
    return (
        section.depth <= _DEPTH and not section.inline and section.kind not in ("preamble", "box")
    )


def _cell(
    city: Sentences, county: Sentences, scores: Matrix, owners: np.ndarray, number: int
) -> CoverageCell:
    section = city.plan.sections[number]
    inside = [i for i, at in enumerate(owners) if number in _above(city.plan, int(at))]
    best = scores[:, inside] if inside else scores[:, :0]
    strength = _strength(best)
    return CoverageCell(
        section=section_side(city.plan, section),
        county_id=county.plan.id,
        strength=strength,
        query=section.title,
        passages=() if strength == "none" else tuple(_found(county, best)),
    )


def _above(plan: Plan, section: int) -> set[int]:
    chain: set[int] = set()
    step: int | None = section
    while step is not None:
        chain.add(step)
        step = plan.sections[step].parent
    return chain


def _strength(scores: Matrix) -> Strength:
    if not scores.size or scores.max() < _FOUND:
        return "none"
    same = scores >= SAME_TASK
    several = same.any(axis=1).sum() > 1
    return "strong" if several and same.any(axis=0).mean() >= _STRONG_SHARE else "weak"


def _found(county: Sentences, scores: Matrix) -> Iterator[Side]:
    """The county sentences that answer, best first."""
    best = scores.max(axis=1)
    for at in np.argsort(-best, kind="stable")[:_SHOWN]:
        if best[at] >= LEAST:
            span = county.spans[at]
            yield side(county.plan, span.start, span.end)
