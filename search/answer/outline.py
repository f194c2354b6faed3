"""Lists: what a part of a plan enumerates, complete."""

from collections.abc import Iterator, Sequence

from corpus.enumerations import heading_span, paragraphs, stated_number
from corpus.model import Plan
from corpus.numerals import chinese_numeral
from corpus.runs import Item
from search.answer.cites import Cites
from search.answer.model import Cited, Claim, Figure
from search.answer.question import Question
from search.model import Hit
from search.parts import Part
from search.references import LAST, OutlineQuestion, Reference, referred
from search.render import titled

WHOLE = 300
"""A section without items is told whole up to this many code points."""

_UNITS = "篇编章节"

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


def no_such_part(asked: OutlineQuestion | None, hits: Sequence[Hit]) -> str:
    """“…没有第十三章（共十二章）。” of the plans of the hits; "" for parts that are no chapters."""
    references = asked.references if asked else ()
    if any(one.unit not in _UNITS or one.number == LAST for one in references):
        return ""
    label = "".join(f"第{chinese_numeral(one.number)}{one.unit}" for one in references)
    plans = list({hit.plan.id: hit.plan for hit in hits}.values())
    if len(plans) != 1:
        return f"检索的规划都没有{label}。"
    return f"{titled(plans[0])}没有{label}{_count(plans[0], references)}。"


def _count(plan: Plan, references: Sequence[Reference]) -> str:
    """“（共十二章）”: how many of that kind there are in the part that is referred to before."""
    *above, last = references
    outer = referred(plan, above) if above else []
    of_kind = [s for s in plan.sections if last.unit in s.number]
    inside = [s for s in of_kind if s.parent in outer] if above else of_kind
    if not inside or (not above and last.unit == "节"):  # each chapter counts its own
        return ""
    return f"（共{chinese_numeral(len(inside))}{last.unit}）"
