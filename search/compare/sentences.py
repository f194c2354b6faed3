"""The sentences of a plan that set tasks, with their token vectors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from corpus.model import Plan, Span
from indexer.index import Index
from indexer.model import Passage
from indexer.split import split
from indexer.units import part_texts
from search.compare.encoded import Encoded, Reader, encoded, joined

_LOOKS_BACK = re.compile(
    r"回顾|背景|(?:规划|发展|现实|工作)基础|(?:存在|主要|突出)[^，。]{0,6}问题|面临|形势|挑战|机遇|现状"
)
"""Headings of what a plan finds, not of what it sets: 回顾、问题、形势."""

_SAMPLE = 60
"""Passages in a background; they make about a hundred sentences."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences in the order of the text; `encoded` has a text for each span.

    `encoded.groups` number the passages they stand in.
    """

    plan: Plan
    spans: tuple[Span, ...]
    encoded: Encoded

    def __len__(self) -> int:
        """How many sentences."""
        return len(self.spans)

    def text(self, number: int) -> str:
        """The words of a sentence."""
        return self.encoded.texts[number]

    def group(self, number: int) -> int:
        """The passage of a sentence, counted from 0."""
        return int(self.encoded.groups[number])


def of_index(index: Index, plan: Plan) -> Sentences:
    """The sentences of an indexed plan; the vectors are the index's."""
    chosen = _tasks(index, plan)
    vectors = [vector for at, _ in chosen for vector in _vectors(index, at)]
    return _sentences(plan, [p for _, p in chosen], vectors, index.manifest.dimension)


def sample(index: Index, without: str) -> Encoded | None:
    """Sentences from all over the other plans, as a background; None when there is no other."""
    tasks = [(p, *t) for p in index.plans.values() if p.id != without for t in _tasks(index, p)]
    chosen = tasks[:: -(-len(tasks) // _SAMPLE)] if tasks else []
    parts = [
        _sentences(plan, [passage], _vectors(index, at), index.manifest.dimension).encoded
        for plan, at, passage in chosen
    ]
    return reduce(joined, parts) if parts else None


def _tasks(index: Index, plan: Plan) -> list[tuple[int, Passage]]:
    """The plan's passages that set tasks, with their positions."""
    return [
        (at, passage)
        for at, passage in enumerate(index.passages)
        if passage.plan_id == plan.id and _sets_tasks(plan, passage)
    ]


def _vectors(index: Index, passage: int) -> list[NDArray[np.float16]]:
    return [index.tokens.vectors(int(unit)) for unit in index.units.sentences.of(passage)]


def of_draft(reader: Reader, plan: Plan) -> Sentences:
    """The sentences of a plan that is in no index, encoded now."""
    passages = [p for p in split(plan) if _sets_tasks(plan, p)]
    texts = [text for passage in passages for text in part_texts(plan, passage, passage.sentences)]
    return _sentences(plan, passages, reader.vectors(texts), reader.dimension)


def _sets_tasks(plan: Plan, passage: Passage) -> bool:
    return passage.kind in ("paragraph", "project") and not looks_back(plan, passage.section)


def looks_back(plan: Plan, section: int) -> bool:
    """Whether a section tells of the past or of problems, and sets no tasks."""
    path = plan.path(section)
    # a preamble is no task either, unless the text has no other heading
    only = len(plan.sections) == 1
    return any(_LOOKS_BACK.search(s.title) or s.kind == "preamble" for s in path) and not only


def _sentences(
    plan: Plan,
    passages: Sequence[Passage],
    vectors: Sequence[NDArray[np.float16]],
    dimension: int,
) -> Sentences:
    places = [(group, span) for group, p in enumerate(passages) for span in p.sentences]
    # a sentence of nothing but signs has no token; it would divide by zero
    kept = [(g, _trimmed(plan, s), v) for (g, s), v in zip(places, vectors, strict=True) if len(v)]
    spans = tuple(span for _, span, _ in kept)
    texts = [plan.text[span.start : span.end] for span in spans]
    groups = [group for group, _, _ in kept]
    above = [_above(plan, span) for span in spans]
    vectors = [v for _, _, v in kept]
    return Sentences(plan, spans, encoded(texts, vectors, groups, dimension, above))


def _above(plan: Plan, span: Span) -> str:
    """The titles of the two innermost headings."""
    path = plan.path(plan.section_at(span.start))
    return "，".join(section.title for section in path[-2:])


def _trimmed(plan: Plan, span: Span) -> Span:
    text = plan.text[span.start : span.end]
    return Span(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))
