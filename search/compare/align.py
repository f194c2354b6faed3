"""Provisions of two plans about one task (条款对照), many to many."""

import re
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np

from search.compare.likeness import Matrix
from search.compare.model import Alignment, Copied, Grade
from search.compare.sentences import Sentences
from search.compare.sides import side

LEAST = 0.015
SAME_TASK = 0.13
"""From where a pair is reported, and from where it is called the same task. Measured on the
sample in docs/relevance.md."""

MOST = 6
WITHIN = 0.12
"""City sentences that one county sentence may be linked with, and how much worse than the best of
them. On the sample six without a margin, each run of sentences a link, gave recall 0.90 at
precision 0.34 (675 links); this and a link a passage 0.87 at 0.60. With 0.1 and 0.14 it is 0.83 at
0.64 and 0.91 at 0.58."""

_COPIED = 0.7
_COPIED_LENGTH = 20
_BLOCK = 6
"""A sentence counts as copied when runs of at least `_BLOCK` characters, in order, make up this
share of it; shorter sentences than `_COPIED_LENGTH` are set phrases."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_FILLER = re.compile(r"^[的和与等在对]+|[的和与等]+$|^到?年底?前?$|^率?达到?$|^以上$")

Link = tuple[int, int, int, float]
"""A county sentence, the first and last sentence of a city passage, and their best likeness."""


def links(city: Sentences, scores: Matrix) -> list[Link]:
    """The pairs worth reporting, in the order of the county plan.

    City sentences of one passage make one link: one task, one line.
    """
    found: list[Link] = []
    for county, row in enumerate(scores):
        least = max(LEAST, row.max(initial=LEAST) - WITHIN)
        chosen = sorted(c for c in _best(scores, county) if row[c] >= least)
        for _, together in groupby(chosen, key=city.group):
            first, *rest = together
            last = rest[-1] if rest else first
            found.append((county, first, last, float(row[first : last + 1].max())))
    return found


def _best(scores: Matrix, county: int) -> list[int]:
    order = np.argsort(-scores[county], kind="stable")[:MOST]
    return [int(c) for c in order]


def alignments(city: Sentences, county: Sentences, found: list[Link]) -> tuple[Alignment, ...]:
    """Links as alignments."""
    return tuple(_alignment(city, county, link) for link in found)


def _alignment(city: Sentences, county: Sentences, link: Link) -> Alignment:
    at, first, last, score = link
    above, below = _quoted(city, first, last), county.spans[at]
    here = side(city.plan, *above)
    there = side(county.plan, below.start, below.end)
    grade: Grade = "same_task" if score >= SAME_TASK else "related"
    words = shared_words(here.quote, there.quote)
    return Alignment(here, there, round(score, 4), grade, words)


def _quoted(sentences: Sentences, first: int, last: int) -> tuple[int, int]:
    return sentences.spans[first].start, sentences.spans[last].end


def shared_words(a: str, b: str) -> tuple[str, ...]:
    """Runs of two Han characters or more that stand in both, longest first; no filling words."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    blocks = (a[m.a : m.a + m.size] for m in matcher.get_matching_blocks())
    runs = (_FILLER.sub("", run) for block in blocks for run in _HAN.findall(block))
    return tuple(sorted(dict.fromkeys(run for run in runs if len(run) > 1), key=lambda r: -len(r)))


def copied(city: Sentences, county: Sentences, scores: Matrix) -> tuple[Copied, ...]:
    """County sentences that repeat a city sentence nearly word for word."""
    found: list[Copied] = []
    for number in range(len(county)):
        text, span = county.text(number), county.spans[number]
        shares = [(repeated(city.text(c), text), c) for c in _best(scores, number)[:3]]
        share, best = max(shares, default=(0.0, 0))
        if share >= _COPIED and len(text) >= _COPIED_LENGTH:
            here = side(city.plan, *_quoted(city, best, best))
            found.append(Copied(here, side(county.plan, span.start, span.end), round(share, 3)))
    return tuple(found)


def repeated(original: str, text: str) -> float:
    """Share of `text` made of runs that stand in `original`, in the same order."""
    blocks = SequenceMatcher(None, original, text, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks if b.size >= _BLOCK) / max(1, len(text))
