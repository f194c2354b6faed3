"""A PDF page's characters with their places, and the lines that they form.

Coordinates are points from the page's upper left corner, y downwards, as pdfplumber has them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

import pypdfium2
from pypdfium2 import raw

from corpus.readers.glyphs import mended

MAX_CHARACTERS = 100_000
"""Of one page; a page of small print has 5,000."""


@dataclass(frozen=True, slots=True)
class Char:
    """A character and its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


_END = Char("\n", 0, 0, 0, 0)
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: characters in reading order, spaces among them.

    Its edges are those of what is printed: pdfium's own spaces stand anywhere.
    """

    page: int
    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        """The line's characters."""
        return "".join(char.text for char in self.chars)

    @property
    def printed(self) -> list[Char]:
        """The characters without spaces."""
        return [char for char in self.chars if not char.text.isspace()]

    @property
    def left(self) -> float:
        """Where the first character begins."""
        return min(char.left for char in self.printed)

    @property
    def right(self) -> float:
        """Where the last character ends."""
        return max(char.right for char in self.printed)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(char.top for char in self.printed)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(char.bottom for char in self.printed)

    @property
    def size(self) -> float:
        """The height of most characters: near the font's size."""
        return median(char.bottom - char.top for char in self.printed)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size, its lines, and how many lines or frames are drawn on it."""

    number: int
    width: float
    height: float
    lines: tuple[PageLine, ...]
    drawn: int
    turned: bool


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Page `number`, from 0. Raises pypdfium2.PdfiumError for a damaged page."""
    page = document[number]
    try:
        text = page.get_textpage()
        left, bottom, right, top = page.get_bbox()
        lines = tuple(_lines(number + 1, _characters(text, left, top)))
        drawn = sum(item.type == raw.FPDF_PAGEOBJ_PATH for item in page.get_objects(max_depth=2))
        turned = page.get_rotation() != 0
        text.close()
        return Page(number + 1, right - left, top - bottom, lines, drawn, turned)
    finally:
        page.close()


def _characters(text: pypdfium2.PdfTextPage, x: float, y: float) -> Iterator[Char]:
    """The characters as pdfium orders them; a line break is a character of its own."""
    box = raw.FS_RECTF()
    for at in range(min(text.count_chars(), MAX_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        if not code or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
            continue
        # the box of the font, not of the ink: that of 一 would be flat
        raw.FPDFText_GetLooseCharBox(text.raw, at, box)
        yield Char(mended(chr(code)), box.left - x, y - box.top, box.right - x, y - box.bottom)


def _lines(page: int, chars: Iterator[Char]) -> Iterator[PageLine]:
    """The lines that breaks between the characters make; an exponent stays in its line."""
    line: list[Char] = []
    waiting: PageLine | None = None
    for char in chain(chars, [_END]):
        if char.text not in "\r\n" and not (line and _elsewhere(line[-1], char)):
            line.append(char)
            continue
        for found in _line(page, line):
            if waiting is not None and _beside(waiting, found):
                waiting = PageLine(page, waiting.chars + found.chars)
                continue
            if waiting is not None:
                yield waiting
            waiting = found
        line = [] if char.text in "\r\n" else [char]
    if waiting is not None:
        yield waiting


def _elsewhere(char: Char, after: Char) -> bool:
    """Whether two characters stand at different heights of the page."""
    if char.text.isspace() or after.text.isspace():
        return False
    return after.top > char.bottom or after.bottom < char.top


def _beside(line: PageLine, after: PageLine) -> bool:
    """Whether `after` stands at the end of `line`, at the same height."""
    overlap = min(line.bottom, after.bottom) - max(line.top, after.top)
    least = min(line.size, after.size)
    return overlap > _OVERLAP * least and abs(after.left - line.right) < line.size


def _line(page: int, chars: Sequence[Char]) -> Iterator[PageLine]:
    while chars and chars[0].text.isspace():
        chars = chars[1:]
    while chars and chars[-1].text.isspace():
        chars = chars[:-1]
    if chars:
        yield PageLine(page, tuple(chars))
