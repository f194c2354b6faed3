"""Questions about the outline: which passages they ask for, complete and in the plan's order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Plan
from corpus.text import fold
from indexer.index import Index
from search.references import OutlineQuestion, referred

_NAMED = 0.6
"""Share of the topic's bigrams that a heading must have when the question speaks of a chapter
or section (“讲土壤的那一章”)."""

_TITLE = 0.6
"""Share of a heading's own bigrams that the topic must have, too, when it does not (“净土保卫战有
哪些工程”): else every “有哪些” would be a question for headings."""

LIFT = 3.0
"""No score of a passage is higher, or lower than its opposite."""

TopicScores = Callable[[Sequence[int]], Sequence[float]]
"""Positions of passages → how near each is to the topic, higher is better."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`listed` are positions of passages to show first, in order; `within` those to prefer."""

    listed: tuple[int, ...] = ()
    within: frozenset[int] = frozenset()

    def place(self, position: int) -> Literal["listed", "within"] | None:
        """Whether a passage is listed, or stands within the part to prefer."""
        if position in self.listed:
            return "listed"
        return "within" if position in self.within else None

    def lift(self, position: int) -> float:
        """What a passage's score gains: enough to stand above all others, listed ones in order."""
        if position in self.listed:
            return 2 * LIFT + LIFT * (1 - self.listed.index(position) / len(self.listed))
        return LIFT if position in self.within else 0.0


def listing(
    index: Index, question: OutlineQuestion, plans: Iterable[str], near: TopicScores
) -> Listing:
    """What the outline answers; empty when it has no such part."""
    listed: list[int] = []
    within: set[int] = set()
    for plan_id in plans:
        places = _Places(index, index.plans[plan_id])
        for section in _sections(places, question, near):
            if question.references and question.topic and not question.lists:
                within.update(places.inside(section))
            else:
                listed += places.contents(section)
    return Listing(tuple(dict.fromkeys(listed)), frozenset(within))


class _Places:
    """The passages of one plan by section."""

    def __init__(self, index: Index, plan: Plan) -> None:
        self.index, self.plan = index, plan
        self._inside: dict[int, list[int]] = {}
        self.headings: dict[int, int] = {}
        for position, passage in enumerate(index.passages):
            if passage.plan_id != plan.id:
                continue
            if passage.kind == "outline":
                self.headings[passage.section] = position
                continue
            step: int | None = passage.section
            while step is not None:
                self._inside.setdefault(step, []).append(position)
                step = plan.sections[step].parent

    def inside(self, section: int | None) -> list[int]:
        """All passages of a section, in order."""
        return [] if section is None else self._inside.get(section, [])

    def below(self, section: int | None) -> list[int]:
        """The sections directly below; the outermost ones for None."""
        return [
            at
            for at, one in enumerate(self.plan.sections)
            if one.parent == section and one.kind != "preamble"
        ]

    def contents(self, section: int | None) -> list[int]:
        """A heading and where each part below it begins; without parts, all its passages.

        None stands for the whole plan.
        """
        below = [at for at in self.below(section) if self.inside(at)]
        if section is None:
            return [self.headings.get(at, self.inside(at)[0]) for at in below]
        if not below:
            return self.inside(section)
        starts = [self.inside(at)[0] for at in below]
        lead = [position for position in self.inside(section) if position < starts[0]]
        return [self.headings[section], *lead, *starts]


def _sections(
    places: _Places, question: OutlineQuestion, near: TopicScores
) -> list[int] | list[None]:
    if question.references:
        return referred(places.plan, question.references)
    if not question.topic:
        return [None] if question.explicit else []
    headings = places.plan.sections
    fits = [
        at
        for at, one in enumerate(headings)
        if one.kind != "preamble"
        and (question.level is None or one.number.endswith(question.level))
        and (question.explicit or at in places.headings)
    ]
    scored = [
        (title_shares(question.topic, headings[at].title), -headings[at].depth, at) for at in fits
    ]
    (topic, title), _, best = max(scored, default=((0.0, 0.0), 0, -1))
    if topic >= _NAMED and (question.explicit or title >= _TITLE):
        return [best]
    return _nearest(places, fits, near) if question.level else []


def _nearest(places: _Places, sections: Sequence[int], near: TopicScores) -> list[int]:
    """By meaning, where no heading has the topic's words: “讲空气的那一章”."""
    known = [at for at in sections if at in places.headings]
    if not known:
        return []
    scores = near([places.headings[at] for at in known])
    return [known[max(range(len(known)), key=lambda i: scores[i])]]


def title_shares(topic: str, title: str) -> tuple[float, float]:
    """Bigrams of a topic and a title in common as a share of the topic's and of the title's."""
    asked, has = _bigrams(topic), _bigrams(title)
    shared = len(asked & has)
    return shared / max(1, len(asked)), shared / max(1, len(has))


def _bigrams(text: str) -> set[str]:
    kept = "".join(c for c in fold(text) if c.isalnum())
    return {kept[i : i + 2] for i in range(len(kept) - 1)}
