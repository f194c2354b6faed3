"""What the styles of a Word document say about its paragraphs and runs."""

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.readers.word_numbering import value

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_BODY_LEVEL = 9
_DEEPEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits. `level` 1 is the outermost heading, None body text."""

    name: str = ""
    level: int | None = None
    bold: bool = False
    num: str = ""
    depth: int | None = None


def on(properties: _Element | None, name: str) -> bool | None:
    """A switch such as w:b: set, unset, or None when the element says nothing."""
    found = None if properties is None else properties.find(qn(name))
    return None if found is None else found.get(qn("w:val")) not in ("0", "false", "off")


def heading_level(properties: _Element | None) -> int | None:
    """The outline level of paragraph properties, from 1; 0 for body text, None when not said."""
    text = value(properties, "w:outlineLvl")
    return None if not text else (int(text) + 1 if int(text) < _BODY_LEVEL else 0)


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, element: _Element) -> None:
        self._elements = {str(s.get(qn("w:styleId"))): s for s in element.iter(qn("w:style"))}
        self._resolved: dict[str, Style] = {}
        default = (
            key
            for key, style in self._elements.items()
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
        )
        self._default = next(default, "")

    def paragraph(self, name: str) -> Style:
        """The paragraph style of that id; the document's default for an empty one."""
        return self.get(name or self._default)

    def get(self, name: str) -> Style:
        """The style of that id; one that says nothing when there is none."""
        if name not in self._resolved:
            self._resolved[name] = self._resolve(name)
        return self._resolved[name]

    def _resolve(self, name: str) -> Style:
        level: int | None = None
        bold: bool | None = None
        num, depth, key = "", "", name
        for _ in range(_DEEPEST_CHAIN):  # a chain of basedOn may be a ring
            style = self._elements.get(key)
            if style is None:
                break
            properties = style.find(qn("w:pPr"))
            level = heading_level(properties) if level is None else level
            level = _named_level(style) if level is None else level
            bold = on(style.find(qn("w:rPr")), "w:b") if bold is None else bold
            num = num or value(properties, "w:numPr/w:numId")
            depth = depth or value(properties, "w:numPr/w:ilvl")
            key = value(style, "w:basedOn")
        title = value(self._elements.get(name), "w:name")
        return Style(title, level or None, bool(bold), num, int(depth) if depth else None)


def _named_level(style: _Element) -> int | None:
    match = _HEADING.fullmatch(value(style, "w:name"))
    return int(match[1]) if match else None
