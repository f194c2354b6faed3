"""Lists: what stands below a heading, and the indicators of one nature, complete."""

import re
from collections.abc import Sequence

from corpus.model import Span
from corpus.numerals import chinese_numeral
from search.answer.cites import Cites
from search.answer.model import Claim
from search.answer.phrase import values, worded
from search.answer.question import Question
from search.answer.sources import Sources
from search.model import Hit


def listed_claims(listed: Sequence[Hit], cites: Cites) -> list[Claim]:
    """The headings that the outline lists, each with what follows it."""
    claims: list[Claim] = []
    for hit in listed:
        label, span = _label(hit)
        claim = cites.claim(label, [cites.of_hit(hit, span)])
        claims += [claim] if claim else []
    return claims


def _label(hit: Hit) -> tuple[str, Span]:
    """A heading's own words; of a paragraph its first sentence."""
    passage, text = hit.passage, hit.plan.text
    if passage.kind == "outline":
        below = [s.label for s in hit.plan.sections if s.parent == passage.section]
        parts = f"（共{chinese_numeral(len(below))}部分）" if below else ""
        span = Span(passage.start, passage.end)
        return f"{text[span.start : span.end].strip()}{parts}。", span
    first = passage.sentences[0]
    span = Span(passage.start, first.end)
    return text[span.start : span.end].strip(), span


def nature_claims(
    question: Question, plans: Sequence[str], sources: Sources, cites: Cites
) -> list[Claim]:
    """All indicators that are binding, or all that are not (约束性, 预期性)."""
    natures = set(re.findall(r"约束性|预期性", question.text))
    if question.kind != "list" or not natures:
        return []
    entries = [e for e in sources.entries if e.nature in natures and e.plan.id in plans]
    found = (
        cites.claim(
            worded(question, entry),
            cites.of_statement(entry.statements[0]),
            values(question, entry),
        )
        for entry in entries
    )
    return [claim for claim in found if claim]
