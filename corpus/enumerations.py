"""Enumerations (列举): runs of parallel parts that a plan names, each whole and in order.

What stands below a heading is one: the headings beneath it, or the paragraphs of its own that
open with a title (市场主导、政府引导。…, ——市场主导、政府引导。…). So are items that a sentence
introduces and that are counted or marked alike (一是…；二是…, （一）…（二）…). Marks and numbers
follow GB/T 9704-2012, 7.3.3, and the usage of the shared documents.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.model import Plan, Section, Span
from corpus.numerals import parse_numeral
from corpus.text import fold

_LEADS = range(5, 34)
"""In code points: a paragraph's first sentence of such a length may be its title."""

_MOSTLY = 0.6
"""Share of a section's paragraphs, those that open it aside, that are titled if it lists them."""

_LONGEST_ITEM = 120
"""In code points: of an item without a title no more is its first words."""

_NUMBER = r"[一二三四五六七八九十]{1,3}"
_COUNTED = tuple(
    re.compile(rf"(?:(?<=[。；：，、:;,\n])|^)[ \t\u3000]*({mark})")
    for mark in (
        rf"({_NUMBER})是",
        rf"[（(]({_NUMBER})[）)]",
        r"[（(]?([0-9]{1,2})(?:[）)]|[.．、](?![0-9]))",
        r"([①-⑳])",
        rf"第({_NUMBER})(?:阶段|步)",
    )
)
_DASH = re.compile(r"[ \t\u3000]*(?:——|[—●◆■•])[ \t\u3000]*")
_LEAD = re.compile(r"[^。；：:;！？\n]+[。：:]")
_SENTENCE = re.compile(r"[^。；：:;！？\n]+")
_CLAUSES = re.compile(rf".{{1,{_LONGEST_ITEM}}}[，,、]")
_STOPS = "。；！？\n"
_STATED = re.compile(
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:个?(?:方面)|大?[个条项类]|大(?=[\u3400-\u9fff]{2}))"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One part: its title or first words as printed, and its place. `numbered` as printed."""

    title: str
    start: int
    end: int
    numbered: bool


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
        Item(_first_words(plan.text, line.start, line.end), line.start, line.end, False)
        for line in _own_lines(plan, section)
    )


def stated_number(plan: Plan, one: Enumeration) -> tuple[Span, str] | None:
    """Where the words above the items say how many there are, and the number as printed.

    None where they do not, or count something else.
    """
    start = one.intro.start if one.intro else one.items[0].start
    for match in _STATED.finditer(plan.text, start, max(start, one.items[0].start)):
        if _number(match[1]) == len(one.items):
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
    title = one.label if one.title else f"{one.label} {_first_words(plan.text, one.body, one.end)}"
    at = plan.text.find("\n", one.body) if one.inline else heading_span(plan, one).end
    return Item(title, one.start, min(one.end, at if at >= 0 else one.end), bool(one.number))


def _of_words(plan: Plan, section: int, *, has_parts: bool) -> Iterator[Enumeration]:
    """What the section's own paragraphs enumerate."""
    lines = _own_lines(plan, section)
    runs = [*_dashes(plan.text, lines), *_counted(plan.text, lines)]
    for start, items in runs:
        if (intro := _intro(plan.text, lines, start)) is not None:
            title = plan.text[intro.start : intro.end]
            yield Enumeration(title, intro, section, False, "项", items)
    of = plan.sections[section]
    own = () if has_parts or of.kind == "preamble" else _main(plan.text, lines, runs)
    if own:
        yield Enumeration(of.title, heading_span(plan, of), section, True, "项", own)


def _main(
    text: str, lines: Sequence[Span], runs: Sequence[tuple[int, tuple[Item, ...]]]
) -> tuple[Item, ...]:
    """What a section without parts lists: its one run, else its paragraphs with titles."""
    whole = [items for _, items in runs if _opens(text, items)]
    titled = _titled(text, lines)
    if len(whole) == 1 and len(whole[0]) >= len(titled) - 1:
        return whole[0]
    if titled:
        return titled
    return runs[0][1] if len(runs) == 1 else ()


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


def _titled(text: str, lines: Sequence[Span]) -> tuple[Item, ...]:
    """Paragraphs that open with a title, each with those behind it that have none.

    Nothing where too few have one: they are short sentences then.
    """
    found: list[Item] = []
    count = 0
    for line in lines:
        words = text[line.start : line.end]
        mark = _DASH.match(words)
        lead = _LEAD.match(words, mark.end() if mark else 0)
        if lead and len(lead[0]) in _LEADS and lead.end() < len(words):
            found.append(Item(lead[0].strip("。：: \t\u3000"), line.start, line.end, False))
            count += 1
        elif found:
            found[-1] = replace(found[-1], end=line.end)
            count += 1
    return tuple(found) if len(found) > 1 and len(found) >= _MOSTLY * count else ()


def _dashes(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """Neighbouring paragraphs that begin with a dash; of one that is a title what it leads."""
    run: list[Item] = []
    alone = False
    for line in [*lines, Span(len(text), len(text))]:
        mark = _DASH.match(text[line.start : line.end])
        if mark:
            title = _first_words(text, line.start + mark.end(), line.end)
            run.append(Item(title, line.start, line.end, False))
            alone = mark.end() + len(title) >= line.end - line.start - 1
        elif run and line.start < len(text) and (alone or text[run[-1].end - 1] not in _STOPS):
            run[-1] = replace(run[-1], end=line.end)
        else:
            if len(run) > 1:
                yield run[0].start, tuple(run)
            run, alone = [], False


def _counted(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """Marks that count up from one, within a paragraph or over several."""
    for pattern in _COUNTED:
        run: list[tuple[re.Match[str], Span]] = []
        for line in lines:
            for match in pattern.finditer(text, line.start, line.end):
                number = _number(match[2])
                if number != len(run) + 1:
                    yield from _run(text, run)
                    run = []
                if number == len(run) + 1:
                    run.append((match, line))
        yield from _run(text, run)


def _number(printed: str) -> int:
    return int(fold(printed)) if fold(printed).isdecimal() else parse_numeral(printed)


def _run(
    text: str, run: Sequence[tuple[re.Match[str], Span]]
) -> Iterator[tuple[int, tuple[Item, ...]]]:
    if len(run) < 2:
        return
    starts = [match.start(1) for match, _ in run] + [len(text)]
    items: list[Item] = []
    for (match, line), behind in zip(run, starts[1:], strict=True):
        end = min(line.end, behind)
        if behind > line.end and match.start(1) > line.start:
            end = _sentence_end(text, match.end(), line.end)
        title = match[1] + _first_words(text, match.end(), end)
        items.append(Item(title.strip(), match.start(1), end, True))
    yield starts[0], tuple(items)


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where the sentence ends that the last item of a paragraph is."""
    at = text.find("。", start, end)
    return at + 1 if at >= 0 else end


def _first_words(text: str, start: int, end: int) -> str:
    """The first sentence, as far as it is short enough to stand for the whole."""
    match = _SENTENCE.search(text, start, end)
    words = match[0].strip() if match else ""
    if len(words) <= _LONGEST_ITEM:
        return words
    cut = _CLAUSES.match(words)
    return f"{(cut[0][:-1] if cut else words[:_LONGEST_ITEM])}……"


def _intro(text: str, lines: Iterable[Span], start: int) -> Span | None:
    """The sentence directly before a run, in its section."""
    before = [line for line in lines if line.start < start]
    if not before:
        return None
    line = before[-1]
    end = min(line.end, start)
    words = text[line.start : end].rstrip()
    stops = [at for at, c in enumerate(words[:-1]) if c in _STOPS]
    first = stops[-1] + 1 if stops else 0
    return Span(line.start + first, line.start + len(words)) if words[first:].strip() else None
