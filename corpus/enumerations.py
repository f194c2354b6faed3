"""Enumerations (列举): runs of parallel parts that a plan names, each whole and in order.

What stands below a heading is one: the headings beneath it, or the paragraphs of its own that
open with a title (市场主导、政府引导。…, ——市场主导、政府引导。…). So are items that a sentence
introduces and that are counted or marked alike (一是…；二是…, （一）…（二）…). Marks and numbers
follow GB/T 9704-2012, 7.3.3, and the usage of the shared documents.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import runs
from corpus.model import Plan, Section, Span
from corpus.runs import Item

_STATED = re.compile(
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:个?(?:方面)|大?[个条项类]|大(?=[\u3400-\u9fff]{2}))"
)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Parallel parts and what names them.

    `title` is that of the section that consists of them, or the sentence that introduces them;
    empty for the parts of the whole plan. `intro` is the place of that heading or sentence.
    `section` is the section they stand in, None for the whole plan. `titled` tells that they are
    what the section lists. `unit` is the word to count them with (章, 节, 条, 项).
    """

    title: str
    intro: Span | None
    section: int | None
    titled: bool
    unit: str
    items: tuple[Item, ...]


def enumerations(plan: Plan) -> tuple[Enumeration, ...]:
    """All of a plan: first its outermost parts, then those of each section."""
    below: dict[int | None, list[int]] = {}
    for at, one in enumerate(plan.sections):
        if one.kind not in ("preamble", "box"):
            below.setdefault(one.parent, []).append(at)
    found = [_of_headings(plan, None, below.get(None, []))]
    for at in range(len(plan.sections)):
        if at in below:
            found.append(_of_headings(plan, at, below[at]))
        found += _of_words(plan, at, has_parts=at in below)
    return tuple(one for one in found if one.items)


def paragraphs(plan: Plan, section: int) -> tuple[Item, ...]:
    """The paragraphs of a section's own, told by their first words."""
    return tuple(
        Item(runs.first_words(plan.text, line.start, line.end), line.start, line.end, False)
        for line in _own_lines(plan, section)
    )


def stated_number(plan: Plan, one: Enumeration) -> tuple[Span, str] | None:
    """Where the words above the items say how many there are, and the number as printed.

    None where they do not, or count something else.
    """
    start = one.intro.start if one.intro else one.items[0].start
    for match in _STATED.finditer(plan.text, start, max(start, one.items[0].start)):
        if runs.read_number(match[1]) == len(one.items):
            return Span(match.start(), match.end()), match[1]
    return None


def heading_span(plan: Plan, section: Section) -> Span:
    """A heading's words; of one that leads its paragraph its number and title."""
    words = plan.text[section.start : section.body].rstrip()
    return Span(section.start, section.start + len(words))


def _of_headings(plan: Plan, section: int | None, parts: Sequence[int]) -> Enumeration:
    sections = [plan.sections[at] for at in parts]
    units = {one.number[-1:] for one in sections}
    unit = units.pop() if len(units) == 1 and units <= set("篇编章节条") else "项"
    above = None if section is None else plan.sections[section]
    return Enumeration(
        title=above.title if above else "",
        intro=heading_span(plan, above) if above and above.kind != "preamble" else None,
        section=section,
        titled=True,
        unit=unit,
        items=tuple(_of_heading(plan, one) for one in sections),
    )


def _of_heading(plan: Plan, one: Section) -> Item:
    """A heading; an article (条) is told by its first words, too."""
    title = (
        one.label if one.title else f"{one.label} {runs.first_words(plan.text, one.body, one.end)}"
    )
    at = plan.text.find("\n", one.body) if one.inline else heading_span(plan, one).end
    return Item(title, one.start, min(one.end, at if at >= 0 else one.end), bool(one.number))


def _of_words(plan: Plan, section: int, *, has_parts: bool) -> Iterator[Enumeration]:
    """What the section's own paragraphs enumerate."""
    lines = _own_lines(plan, section)
    found = [*runs.dashes(plan.text, lines), *runs.counted(plan.text, lines)]
    for start, items in found:
        if (intro := runs.intro(plan.text, lines, start)) is not None:
            title = plan.text[intro.start : intro.end]
            yield Enumeration(title, intro, section, False, "项", items)
    of = plan.sections[section]
    own = () if has_parts or of.kind == "preamble" else _main(plan.text, lines, found)
    if own:
        yield Enumeration(of.title, heading_span(plan, of), section, True, "项", own)


def _main(
    text: str, lines: Sequence[Span], found: Sequence[tuple[int, tuple[Item, ...]]]
) -> tuple[Item, ...]:
    """What a section without parts lists: its one run, else its paragraphs with titles."""
    whole = [items for _, items in found if _opens(text, items)]
    titled = runs.titled(text, lines)
    if len(whole) == 1 and len(whole[0]) >= len(titled) - 1:
        return whole[0]
    if titled:
        return titled
    return found[0][1] if len(found) == 1 else ()


def _opens(text: str, items: Sequence[Item]) -> bool:
    """Whether every item begins a paragraph."""
    return all(not text[text.rfind("\n", 0, i.start) + 1 : i.start].strip() for i in items)


def _own_lines(plan: Plan, section: int) -> tuple[Span, ...]:
    """The paragraphs that stand directly in a section, outside of tables."""
    of = plan.sections[section]
    inner = [(s.start, s.end) for s in plan.sections if s.parent == section]
    inner += [(t.start, t.end) for t in plan.tables]
    found: list[Span] = []
    start = of.body
    for line in plan.text[of.body : of.end].splitlines(keepends=True):
        words = line.rstrip()
        if words and all(not first <= start < end for first, end in inner):
            found.append(Span(start, start + len(words)))
        start += len(line)
    return tuple(found)
