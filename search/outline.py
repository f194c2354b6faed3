"""Questions about the outline: which passages they ask for, complete and in the plan's order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Plan
from search.parts import Part, Places
from search.references import OutlineQuestion, referred
from search.topics import LEAST, bigrams, is_head, title_shares

_NAMED = 0.6
"""Share of the topic's bigrams that a heading must have when the question speaks of a chapter
or section (“讲土壤的那一章”)."""

_TITLE = 0.6
"""Share of a heading's own bigrams that the topic must have, too, when it does not (“净土保卫战有
哪些工程”): else every “有哪些” would be a question for headings."""

_INTRODUCED = 0.8
"""Share of the topic's bigrams that a sentence must have that introduces items, or the heading of
a section that has no others below it: “有哪些” asks for one of its paragraphs more often."""

LIFT = 3.0
"""No score of a passage is higher, or lower than its opposite."""

TopicScores = Callable[[Sequence[int]], Sequence[float]]
"""Positions of passages → how near each is to the topic, higher is better."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the outline answers: `parts` to tell whole, in the order of the plans.

    `listed` are positions of passages to show first, in order; `within` those to prefer.
    `absent` tells that no plan has the chapter or section that is referred to.
    """

    listed: tuple[int, ...] = ()
    within: frozenset[int] = frozenset()
    parts: tuple[Part, ...] = ()
    absent: bool = False

    def place(self, position: int) -> Literal["listed", "within"] | None:
        """Whether a passage is listed, or stands within the part to prefer."""
        if position in self.listed:
            return "listed"
        return "within" if position in self.within else None

    def lift(self, position: int) -> float:
        """What a passage's score gains: enough to stand above all others, listed ones in order."""
        if position in self.listed:
            return LIFT * (1 + len(self.listed) - self.listed.index(position))
        return LIFT if position in self.within else 0.0


def listing(question: OutlineQuestion, plans: Iterable[Places], near: TopicScores) -> Listing:
    """What the outlines of plans answer; empty when they have no such part."""
    listed: list[int] = []
    within: set[int] = set()
    parts: list[Part] = []
    absent = bool(question.references)
    for places in plans:
        found = _parts(places, question, near)
        parts += found
        for part in found:
            listed += places.shown(part, lists=question.lists)
        sections = referred(places.plan, question.references) if question.references else []
        absent = absent and not sections
        for section in () if found else sections:
            within.update(places.inside(section))
    return Listing(tuple(dict.fromkeys(listed)), frozenset(within), tuple(parts), absent)


def _parts(places: Places, question: OutlineQuestion, near: TopicScores) -> list[Part]:
    """The parts of one plan that a question asks for."""
    plan = places.plan
    if question.notes:
        return [Part(plan, None, None, notes=True)] if any(t.notes for t in plan.tables) else []
    if question.references:
        return _referred(places, question)
    if not question.topic or (
        question.counted and title_shares(question.topic, plan.title)[0] == 1
    ):
        return [places.part(None)] if question.explicit else []
    fits = [
        at
        for at, one in enumerate(plan.sections)
        if question.level is None or one.number.endswith(question.level)
    ]
    named = _named(places, question, fits)
    if named is None and question.level:
        named = next((places.part(at) for at in _nearest(places, fits, near)), None)
    return [named] if named else []


def _referred(places: Places, question: OutlineQuestion) -> list[Part]:
    """The sections referred to, or what the topic names in them; none to look for it there."""
    sections = referred(places.plan, question.references)
    if question.topic and not question.lists:
        return []
    inner = [at for at in range(len(places.plan.sections)) if _lies_in(places.plan, at, sections)]
    named = _named(places, question, inner) if question.topic else None
    return [named] if named else [places.part(at) for at in sections]


def _lies_in(plan: Plan, section: int, outer: Sequence[int]) -> bool:
    """Whether a section stands below one of others."""
    step = plan.sections[section].parent
    while step is not None and step not in outer:
        step = plan.sections[step].parent
    return step is not None


def _named(places: Places, question: OutlineQuestion, sections: Sequence[int]) -> Part | None:
    """What the topic names best, of sections and of what stands in them; the outer one of two."""
    found = list(_by_heading(places, question, sections))
    if not question.explicit and len(bigrams(question.topic)) >= LEAST:
        found += _by_introduction(places, question, sections)
    return max(found, key=lambda each: each[:3])[3] if found else None


_Named = tuple[tuple[float, float], int, int, Part]
"""Shares of topic and name in common, minus the depth, minus the section: the most is best."""


def _by_heading(
    places: Places, question: OutlineQuestion, sections: Sequence[int]
) -> Iterator[_Named]:
    for at in sections:
        one = places.plan.sections[at]
        shares = title_shares(question.topic, one.title)
        alike = shares[1] >= _TITLE or is_head(question.topic, one.title)
        enough = at in places.outer or shares[0] >= _INTRODUCED
        listing = at in places.titled and alike and enough
        if one.kind != "preamble" and shares[0] >= _NAMED and (question.explicit or listing):
            yield shares, -one.depth, -at, places.part(at)


def _by_introduction(
    places: Places, question: OutlineQuestion, sections: Sequence[int]
) -> Iterator[_Named]:
    for one in places.enumerations:
        shares = title_shares(question.topic, one.title)
        if one.titled or one.section is None or one.section not in sections:
            continue
        if shares[0] >= _INTRODUCED:
            depth = places.plan.sections[one.section].depth
            yield shares, -depth, -one.section, Part(places.plan, one.section, one)


def _nearest(places: Places, sections: Sequence[int], near: TopicScores) -> list[int]:
    """By meaning, where no heading has the topic's words: “讲空气的那一章”."""
    known = [at for at in sections if at in places.headings]
    scores = near([places.headings[at] for at in known]) if known else []
    return [known[max(range(len(known)), key=lambda i: scores[i])]] if known else []
