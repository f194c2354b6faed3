"""Lines of PDF pages → running headers set aside, and paragraphs mended across lines and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from statistics import median

from corpus.headings import read_heading
from corpus.readers.blocks import Aside, Block
from corpus.readers.pdf_page import Page, PageLine
from corpus.readers.pdf_tables import joined

_MARGIN = 0.12
"""Share of the page's height at its head and foot where running lines stand."""
_REPEATED = 0.25
_LEAST_PAGES = 3
_FOLIO = re.compile(
    r"[\s\-—–―－·~]*(?:[0-9]{1,4}|[ivxlⅰ-ⅿⅠ-Ⅻ]{1,6}|第?\s*[0-9]{1,4}\s*页?(?:\s*[/／共,，]+\s*[0-9]{1,4}\s*页?)?)"
    r"[\s\-—–―－·~]*",
    re.IGNORECASE,
)
_BIN = 4.0
"""Points within which edges of lines are one."""
_DIGITS = re.compile(r"[0-9]+|\b[ivx]+\b")
_HAN = r"[\u3400-\u9fff]"
# a typesetter's gap between Chinese and Latin; the one after a heading's number stays
_GAPS = re.compile(rf"(?<={_HAN}) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%‰℃]) (?={_HAN})")
_NUMBERED = re.compile(r"[0-9A-Z][0-9.]* ")
_LEADERS = re.compile(r"[.…·．]{4,}\s*\S{1,5}$")  # a line of a table of contents
_ENDS = tuple("。；：！？.;:”）")


@dataclass(frozen=True, slots=True)
class Column:
    """Where the text of a document's pages begins and ends, and its size."""

    left: float
    right: float
    size: float
    pitch: float


def running(pages: Sequence[Page]) -> tuple[set[PageLine], tuple[Aside, ...]]:
    """Page numbers, and what recurs at the head or foot of many pages."""
    rows = [row for page in pages for row in _margin_rows(page)]
    pages_with = Counter(key for key, _ in {(row.key, row.lines[0].page) for row in rows})
    needed = max(_LEAST_PAGES, _REPEATED * len(pages))
    found = [
        row
        for row in rows
        if (pages_with[row.key] >= needed or row.counts) and (row.outermost or not row.folio)
    ]
    words = {row.key: row for row in found if not row.folio}
    asides = (Aside("header" if row.at_head else "footer", row.text) for row in words.values())
    return {line for row in found for line in row.lines}, tuple(asides)


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands at one height in a page's margin."""

    at_head: bool
    lines: tuple[PageLine, ...]
    outermost: bool  # a number further in may be a table's

    @property
    def text(self) -> str:
        return " ".join(line.text for line in sorted(self.lines, key=attrgetter("left")))

    @property
    def key(self) -> tuple[bool, str]:
        return self.at_head, _DIGITS.sub("#", "".join(self.text.split()))

    @property
    def folio(self) -> bool:
        return _FOLIO.fullmatch(self.text) is not None

    @property
    def counts(self) -> bool:
        """Whether it is the number of the page that it stands on."""
        return self.folio and f"{self.lines[0].page}" in re.findall(r"[0-9]+", self.text)


def _margin_rows(page: Page) -> Iterator[_Row]:
    heights: dict[tuple[str, int], list[PageLine]] = defaultdict(list)
    for line in page.lines:
        if where := _margin(line, page):
            heights[where, round(line.top / line.size)].append(line)
    tops = [line.top for line in page.lines]
    for (where, _), lines in heights.items():
        at_head = where == "top"
        edge = min(tops) if at_head else max(tops)
        outermost = any(abs(line.top - edge) < line.size for line in lines)
        yield _Row(at_head, tuple(lines), outermost)


def _margin(line: PageLine, page: Page) -> str:
    if line.bottom < _MARGIN * page.height:
        return "top"
    return "bottom" if line.top > (1 - _MARGIN) * page.height else ""


def columns(lines: Sequence[PageLine], pages: Sequence[Page]) -> dict[int, Column]:
    """The text column of each page; pages of one width and side of the sheet share theirs."""
    groups: dict[tuple[int, int], list[PageLine]] = defaultdict(list)
    key = {page.number: (round(page.width), page.number % 2) for page in pages}
    for line in lines:
        groups[key[line.page]].append(line)
    shared = {group: _column(members) for group, members in groups.items()}
    return {page: shared[group] for page, group in key.items() if group in shared}


def _column(lines: Sequence[PageLine]) -> Column:
    left = min(_usual(line.left for line in lines))
    right = max(_usual(line.right for line in lines))
    sizes = median(line.size for line in lines)
    pitches = [
        below.top - line.top
        for line, below in pairwise(lines)
        if line.page == below.page and below.top > line.top
    ]
    pitch = median(pitches) if pitches else 2 * sizes
    return Column(left, right, sizes, pitch)


def _usual(edges: Iterable[float]) -> list[float]:
    """The edges that many lines share; those of figures and headings are scattered."""
    counts = Counter(_BIN * round(edge / _BIN) for edge in edges)
    most = max(counts.values())
    return [edge for edge, count in counts.items() if 3 * count >= most]


def paragraphs(lines: Sequence[PageLine], column: dict[int, Column]) -> Iterator[Block]:
    """The paragraphs that lines in reading order make up."""
    open_: list[PageLine] = []
    for line in lines:
        if open_ and not _continues(open_[-1], line, column[open_[-1].page], column[line.page]):
            yield _block(open_)
            open_ = []
        open_.append(line)
    if open_:
        yield _block(open_)


def _continues(line: PageLine, after: PageLine, here: Column, there: Column) -> bool:
    """Whether `after` goes on with the paragraph that `line` belongs to."""
    em = max(line.size, here.size)
    if line.right < here.right - 2 * em or after.left > there.left + 0.9 * em:
        return False  # a line that ends early, or the indent of a new paragraph
    if _LEADERS.search(line.text):
        return False
    if abs(line.size - after.size) > 0.25 * em:
        return False
    if line.page == after.page and after.top - line.top > 1.45 * here.pitch:
        return False
    starts = _NUMBERED.match(after.text) or read_heading(after.text)
    return not (line.text.endswith(_ENDS) and starts)


def _block(lines: Sequence[PageLine]) -> Block:
    text = joined([" ".join(line.text.split(" ")) for line in lines])
    number = _NUMBERED.match(text)
    head = number[0] if number else ""
    return Block(head + _GAPS.sub("", text[len(head) :]), page=lines[0].page)
