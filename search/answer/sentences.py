"""Answers in the words of the passages found."""

import re
from collections.abc import Iterator, Sequence

from corpus.model import Plan, Span
from corpus.text import fold
from search.answer.cites import Cites
from search.answer.model import Claim, Figure
from search.answer.phrase import stated
from search.answer.question import FIGURE_KINDS, Question
from search.answer.sources import Sources
from search.answer.spans import whole_sentence
from search.answer.units import asked_unit, has_figure
from search.model import Hit, Query

MARGIN = 0.06
"""How much lower than the best hit's a score may be to answer, too."""

MOST = 3
"""How many passages answer, at most."""

WHOLE = 300
"""A passage up to this many code points is told whole, a longer one by its best sentence."""

_QUANTITY = re.compile(r"[0-9]|[一二两三四五六七八九十百千]+[个期条类项座家处倍成]")


def told(question: Question, hits: Sequence[Hit], sources: Sources, cites: Cites) -> list[Claim]:
    """The best passages in their own words; of figures only sentences that have one as asked."""
    found: list[Claim] = []
    unit = asked_unit(question.words)
    for hit in hits[:MOST]:
        if hit.score < hits[0].score - MARGIN:
            break
        figures = question.kind in FIGURE_KINDS
        if hit.passage.kind == "table_row":
            continue
        span = whole_sentence(hit) if figures or hit.rank > 1 else _words(question, hit)
        words = hit.plan.text[span.start : span.end]
        if figures and not _gives(fold(words), unit):
            continue
        claim = cites.claim(words.strip(), [cites.of_hit(hit, span)], _stated(hit, sources))
        found += [claim] if claim else []
    return found


def _gives(words: str, unit: str | None) -> bool:
    """Whether words have a figure, of the unit that the question names if it does."""
    return bool(_QUANTITY.search(words)) if unit is None else has_figure(words, unit)


def _stated(hit: Hit, sources: Sources) -> list[Figure]:
    """The figures that the best sentence states."""
    best = whole_sentence(hit)
    found = sources.stated_in(hit.plan.id, best.start, best.end)
    return [figure for _, statement in found for figure in stated(statement)]


def _words(question: Question, hit: Hit) -> Span:
    """A list is told whole however long the passage is."""
    passage = hit.passage
    whole = question.kind == "list" or passage.end - passage.body <= WHOLE
    return Span(passage.body, passage.end) if whole else whole_sentence(hit)


def defined(question: Question, query: Query, hits: Sequence[Hit], cites: Cites) -> list[Claim]:
    """What a plan's glossary says of a short form in the question."""
    if question.kind != "definition":
        return []
    asked = fold(query.corrected or query.text)
    plans = {hit.plan.id: hit.plan for hit in hits}
    return [claim for plan in plans.values() for claim in _of(plan, asked, cites)]


def _of(plan: Plan, asked: str, cites: Cites) -> Iterator[Claim]:
    for one in plan.glossary:
        if fold(one.short) in asked or fold(one.full) in asked:
            cited = cites.of_words(plan, one.start, one.end)
            claim = cites.claim(f"{one.short}是指{one.full}。", cited)
            yield from [claim] if claim else []
