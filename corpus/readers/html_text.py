"""The lines of text under an HTML element, as a browser would break them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements that start a line of their own."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}

_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u9fff“”])")
_GAP = re.compile(r"[ \t\r\n\f\xa0]+")
_INVISIBLE = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]|[\ue000-\uf8ff]")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_EDGES = " \t\u3000"


@dataclass(slots=True)
class Line:
    """Pieces of one line with whether each is bold; `level` of the heading it stands in."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    level: int | None = None

    def finish(self) -> tuple[str, int]:
        """The characters without indents, and how many the line begins with in bold."""
        text, lead, leading = "", 0, True
        for piece, bold in self.pieces:
            text += piece
            leading = leading and (bold or not piece.strip())
            lead = len(text) if leading and bold else lead
        head, tail = tidy(text[:lead]).lstrip(_EDGES), tidy(text[lead:])
        line = (head + tail).strip(_EDGES) if head else tail.strip(_EDGES)
        return line, len(head) if head and len(head) < len(line) else 0


def tidy(text: str) -> str:
    """White space as a browser shows it: runs are one space, none where Chinese text wraps."""
    return _GAP.sub(" ", _BETWEEN_HAN.sub("", _INVISIBLE.sub("", text)))


def is_bold(element: _Element, inherited: bool) -> bool:
    """Whether an element's text is bold."""
    styled = _BOLD.search(str(element.get("style", "")))
    return inherited or element.tag in ("b", "strong") or styled is not None


def texts(element: _Element) -> Iterator[str]:
    """The tidied pieces of text that stand between block elements.

    For short tables and lists; paragraphs are read by the walk of `html`.
    """
    buffer = ""
    for text in _events(element):
        if text is not None:
            buffer += text
            continue
        if line := tidy(buffer).strip(_EDGES):
            yield line
        buffer = ""
    if line := tidy(buffer).strip(_EDGES):
        yield line


def _events(element: _Element) -> Iterator[str | None]:
    """The text under an element; None where a line breaks."""
    yield element.text or ""
    for child in element:
        breaking = child.tag in BREAKING or child.tag == "br"
        if breaking:
            yield None
        yield from _events(child)
        if breaking:
            yield None
        yield child.tail or ""
