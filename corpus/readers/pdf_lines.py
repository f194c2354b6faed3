"""Lines of PDF pages → running headers set aside, and paragraphs mended across lines and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    """Page numbers, and the lines that recur at the head or foot of many pages."""
    seen: Counter[tuple[str, str]] = Counter()
    candidates: list[tuple[PageLine, tuple[str, str]]] = []
    for page in pages:
        for line in page.lines:
            if where := _margin(line, page):
                key = where, _DIGITS.sub("#", "".join(line.text.split()))
                candidates.append((line, key))
        seen.update({key for line, key in candidates if line.page == page.number})
    needed = max(_LEAST_PAGES, _REPEATED * len(pages))
    found = {
        line: key for line, key in candidates if seen[key] >= needed or _FOLIO.fullmatch(line.text)
    }
    words = {key: line.text for line, key in found.items() if not _FOLIO.fullmatch(line.text)}
    asides = (Aside("header" if key[0] == "top" else "footer", t) for key, t in words.items())
    return set(found), tuple(asides)


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
    lefts = sorted(line.left for line in lines)
    rights = sorted(line.right for line in lines)
    sizes = median(line.size for line in lines)
    pitches = [
        below.top - line.top
        for line, below in pairwise(lines)
        if line.page == below.page and below.top > line.top
    ]
    pitch = median(pitches) if pitches else 2 * sizes
    return Column(lefts[len(lefts) // 20], rights[-1 - len(rights) // 20], sizes, pitch)


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
    return not (line.text.endswith(_ENDS) and read_heading(after.text) is not None)


def _block(lines: Sequence[PageLine]) -> Block:
    text = joined([" ".join(line.text.split(" ")) for line in lines])
    number = _NUMBERED.match(text)
    head = number[0] if number else ""
    return Block(head + _GAPS.sub("", text[len(head) :]), page=lines[0].page)
