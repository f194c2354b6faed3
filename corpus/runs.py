"""Parallel items in paragraphs: counted, marked with a dash, or with titles of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from unicodedata import numeric

from corpus.model import Span
from corpus.numerals import parse_numeral

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


@dataclass(frozen=True, slots=True)
class Item:
    """One part: its title or first words as printed, and its place. `numbered` as printed."""

    title: str
    start: int
    end: int
    numbered: bool


def titled(text: str, lines: Sequence[Span]) -> tuple[Item, ...]:
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


def dashes(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """Neighbouring paragraphs that begin with a dash; of one that is a title what it leads."""
    run: list[Item] = []
    alone = False
    for line in [*lines, Span(len(text), len(text))]:
        mark = _DASH.match(text[line.start : line.end])
        if mark:
            title = first_words(text, line.start + mark.end(), line.end)
            run.append(Item(title, line.start, line.end, False))
            alone = mark.end() + len(title) >= line.end - line.start - 1
        elif run and line.start < len(text) and (alone or text[run[-1].end - 1] not in _STOPS):
            run[-1] = replace(run[-1], end=line.end)
        else:
            if len(run) > 1:
                yield run[0].start, tuple(run)
            run, alone = [], False


def counted(text: str, lines: Sequence[Span]) -> Iterator[tuple[int, tuple[Item, ...]]]:
    """Marks that count up from one, within a paragraph or over several."""
    for pattern in _COUNTED:
        run: list[tuple[re.Match[str], Span]] = []
        for line in lines:
            for match in pattern.finditer(text, line.start, line.end):
                number = read_number(match[2])
                if number != len(run) + 1:
                    yield from _run(text, run)
                    run = []
                if number == len(run) + 1:
                    run.append((match, line))
        yield from _run(text, run)


def read_number(printed: str) -> int:
    """A mark's number: 三, 12, ⑤, ⑩. Raises ValueError for anything else."""
    return int(numeric(printed)) if len(printed) == 1 else parse_numeral(printed)


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
        title = match[1] + first_words(text, match.end(), end)
        items.append(Item(title.strip(), match.start(1), end, True))
    yield starts[0], tuple(items)


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where the sentence ends that the last item of a paragraph is."""
    at = text.find("。", start, end)
    return at + 1 if at >= 0 else end


def first_words(text: str, start: int, end: int) -> str:
    """The first sentence, as far as it is short enough to stand for the whole."""
    match = _SENTENCE.search(text, start, end)
    words = match[0].strip() if match else ""
    if len(words) <= _LONGEST_ITEM:
        return words
    cut = _CLAUSES.match(words)
    return f"{(cut[0][:-1] if cut else words[:_LONGEST_ITEM])}……"


def intro(text: str, lines: Iterable[Span], start: int) -> Span | None:
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
