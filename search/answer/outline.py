"""Lists: what stands below a heading, and the indicators of one nature, complete."""

import re
from collections.abc import Iterator, Sequence

from corpus.model import Plan, Section, Span
from corpus.numerals import chinese_numeral
from search.answer.cites import Cites
from search.answer.model import Claim
from search.answer.phrase import values, worded
from search.answer.question import Question
from search.answer.sources import Sources
from search.model import Hit
from search.outline import title_shares

_ALIKE = 0.6
"""Share of the bigrams of a topic, and of a title, in common from which they are one."""

_ITEM = 40
"""An item is told by its first sentence if that has no more code points than this."""

_SENTENCE = re.compile(r"[^。；：:;\n]+[。；]?")


def listed_claims(question: Question, listed: Sequence[Hit], cites: Cites) -> list[Claim]:
    """The headings that the outline lists, or the paragraphs of a section without any."""
    if question.kind not in ("list", "outline"):
        return []
    headings = [hit for hit in listed if hit.passage.kind == "outline"]
    claims = [claim for hit in headings for claim in _heading(hit, cites)]
    if len(headings) == 1:
        return claims + list(_below(headings[0].plan, headings[0].passage.section, cites))
    if headings:
        return claims
    lead = [c for hit in listed[:1] for c in _title(hit.plan, hit.passage.section, cites)]
    return lead + [
        claim
        for hit in listed
        for claim in _items(hit.plan, hit.passage.body, hit.passage.end, cites)
    ]


def _heading(hit: Hit, cites: Cites) -> Iterator[Claim]:
    below = [s for s in hit.plan.sections if s.parent == hit.passage.section]
    number = f"（共{chinese_numeral(len(below))}部分）" if below else ""
    label = hit.plan.sections[hit.passage.section].label
    span = Span(hit.passage.start, hit.passage.end)
    claim = cites.claim(f"{label}{number}", [cites.of_hit(hit, span)])
    yield from [claim] if claim else []


def section_claims(question: Question, plans: Sequence[Plan], cites: Cites) -> list[Claim]:
    """What stands below the heading that a question for a list names (战略行动有哪几个)."""
    if question.kind not in ("list", "outline"):
        return []
    for plan in plans:
        scored = [
            (min(title_shares(question.topic, one.title)), -one.depth, at)
            for at, one in enumerate(plan.sections)
        ]
        alike, _, best = max(scored, default=(0.0, 0, 0))
        if alike >= _ALIKE:
            return list(_below(plan, best, cites))
    return []


def _below(plan: Plan, section: int, cites: Cites) -> Iterator[Claim]:
    """The headings directly below one, or else the beginnings of its paragraphs."""
    below = any(one.parent == section for one in plan.sections)
    for at, one in enumerate(plan.sections):
        if one.parent == section:
            yield from _title(plan, at, cites)
    if not below:
        yield from _items(plan, plan.sections[section].body, plan.sections[section].end, cites)


def _title(plan: Plan, section: int, cites: Cites) -> Iterator[Claim]:
    """A heading as printed; the preamble has none."""
    one = plan.sections[section]
    claim = cites.claim(one.label, cites.of_words(plan, one.start, _line_end(plan, one)))
    yield from [claim] if claim and one.kind != "preamble" else []


def _line_end(plan: Plan, section: Section) -> int:
    """Where a heading ends, or the paragraph that it leads."""
    if not section.inline:
        return section.body
    at = plan.text.find("\n", max(section.body, section.start + 1))
    return min(section.end, at if at >= 0 else section.end)


def _items(plan: Plan, start: int, end: int, cites: Cites) -> Iterator[Claim]:
    """The first sentence of every paragraph of a place."""
    at = start
    for line in plan.text[start:end].splitlines(keepends=True):
        first = _SENTENCE.search(line)
        if first and len(first[0]) <= _ITEM:
            words = cites.of_words(plan, at + first.start(), at + len(line.rstrip()))
            claim = cites.claim(first[0].strip(), words)
            yield from [claim] if claim else []
        at += len(line)


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
