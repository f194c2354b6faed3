"""Lists: what a part of a plan enumerates, and the indicators of one nature, complete."""

import re
from collections.abc import Collection, Iterator, Sequence

from corpus.enumerations import heading_span, paragraphs, stated_number
from corpus.model import Plan
from corpus.numerals import chinese_numeral
from corpus.runs import Item
from search.answer.cites import Cites
from search.answer.model import Cited, Claim, Figure
from search.answer.phrase import values, worded
from search.answer.question import Question
from search.answer.sources import Sources
from search.entries import Entry
from search.parts import Part
from search.render import titled

WHOLE = 300
"""A section without items is told whole up to this many code points."""

_COUNTS = re.compile(
    r"指标[^，。]{0,4}(?:几|多少)[个项条种]|(?:几|多少)[个项条种][^，。]{0,4}指标|一共|总共"
)

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
    """“第二节 基本原则（共五项）”, with the words of the plan that give the number, too."""
    plan, one = part.plan, part.listed
    count = f"（共{chinese_numeral(len(one.items))}{one.unit}）" if one else ""
    stated = stated_number(plan, one) if one else None
    proof = cites.of_words(plan, stated[0].start, stated[0].end) if stated else []
    figures = [Figure(stated[1], None, None)] if stated else []
    if part.section is None:
        proof += [c for item in (one.items if one else ()) for c in _cited(plan, item, cites)]
        return cites.claim(f"{titled(plan)}{count}", proof, figures)
    section = plan.sections[part.section]
    introduced = one is not None and not one.titled
    span = one.intro if one and introduced and one.intro else heading_span(plan, section)
    words = one.title.rstrip("：:。；，") if one and introduced else section.label
    cited = [*cites.of_words(plan, span.start, span.end), *proof]
    return cites.claim(f"{words}{count}", cited, figures)


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
    """All indicators that are binding, or all that are not (约束性, 预期性), with their number."""
    natures = set(re.findall(r"约束性|预期性", question.text))
    if not natures or not (question.kind == "list" or _COUNTS.search(question.words)):
        return []
    found: list[Claim | None] = []
    for plan_id in plans:
        rows = [e for e in sources.entries if e.plan.id == plan_id and _is_row_of(e, natures)]
        said = [(worded(question, e), cites.of_statement(e.statements[0]), e) for e in rows]
        if said:
            head = f"{'、'.join(sorted(natures))}指标（共{chinese_numeral(len(rows))}项）"
            found.append(cites.claim(head, [c for _, cited, _ in said for c in cited]))
        found += [cites.claim(text, cited, values(question, e)) for text, cited, e in said]
    return [claim for claim in found if claim]


def _is_row_of(entry: Entry, natures: Collection[str]) -> bool:
    return entry.statements[0].row is not None and entry.nature in natures
