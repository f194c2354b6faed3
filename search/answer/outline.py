"""Lists: what a part of a plan enumerates, and the indicators of one nature, complete."""

import re
from collections.abc import Iterator, Sequence

from corpus.enumerations import Item, heading_span, paragraphs
from corpus.model import Plan
from corpus.numerals import chinese_numeral
from search.answer.cites import Cites
from search.answer.model import Cited, Claim
from search.answer.phrase import values, worded
from search.answer.question import Question
from search.answer.sources import Sources
from search.outline import Part
from search.render import titled

WHOLE = 300
"""A section without items is told whole up to this many code points."""

_MARKS = {"括": "[［【〔（(", "星": "*＊★☆", "横": "—-－"}
"""Marks of a table by a character of their names."""


def part_claims(question: Question, parts: Sequence[Part], cites: Cites) -> list[Claim]:
    """What parts enumerate, item by item under a head with their number; of several their heads.

    The remarks below tables where they are asked for.
    """
    found: list[Claim | None] = []
    many = len(parts) > 1 and len({part.plan.id for part in parts}) < len(parts)
    for part in parts:
        if part.notes:
            found += _notes(question, part.plan, cites)
            continue
        found.append(_head(part, cites))
        if not many:
            found += _items(part, cites)
    return [claim for claim in found if claim]


def _head(part: Part, cites: Cites) -> Claim | None:
    """“第二节 基本原则（共五项）”."""
    plan, one = part.plan, part.listed
    number = f"（共{chinese_numeral(len(one.items))}{one.unit}）" if one else ""
    if part.section is None:
        cited = [c for item in (one.items if one else ()) for c in _cited(plan, item, cites)]
        return cites.claim(f"{titled(plan)}{number}", cited)
    section = plan.sections[part.section]
    introduced = one is not None and not one.titled
    span = one.intro if one and introduced and one.intro else heading_span(plan, section)
    words = one.title.rstrip("：:。；，") if one and introduced else section.label
    return cites.claim(f"{words}{number}", cites.of_words(plan, span.start, span.end))


def _items(part: Part, cites: Cites) -> Iterator[Claim | None]:
    """Each item, counted where the print does not; else the paragraphs of the section."""
    plan = part.plan
    if part.listed is not None:
        for number, item in enumerate(part.listed.items, 1):
            mark = "" if item.numbered else f"{chinese_numeral(number)}、"
            yield cites.claim(f"{mark}{item.title}", _cited(plan, item, cites))
    elif part.section is not None:
        own = paragraphs(plan, part.section)
        whole = sum(item.end - item.start for item in own) <= WHOLE
        for item in own:
            words = plan.text[item.start : item.end].strip() if whole else item.title
            yield cites.claim(words, _cited(plan, item, cites))


def _cited(plan: Plan, item: Item, cites: Cites) -> list[Cited]:
    return cites.of_words(plan, item.start, item.end)


def _notes(question: Question, plan: Plan, cites: Cites) -> Iterator[Claim | None]:
    """The remarks below a plan's tables; where the question names a mark those that have it."""
    notes = [note for table in plan.tables for note in table.notes]
    marks = {mark for name, printed in _MARKS.items() if name in question.words for mark in printed}
    own = [note for note in notes if marks.intersection(note.text)]
    for note in own or notes:
        yield cites.claim(note.text, cites.of_words(plan, note.start, note.end))


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
