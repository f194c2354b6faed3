"""Real footnotes (脚注) in a Word file, for which python-docx has no call.

ECMA-376 Part 1, 17.11: a part of its own holds the notes. Two of them are the lines that part
notes from text, and the settings name them; in the text a run refers to a note by its number.
"""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

Element = Any
"""An element of a Word file; lxml, which has its type, is the readers'."""

_LINES = (("-1", "separator"), ("0", "continuationSeparator"))
_TEXT, _MARK = "footnote text", "footnote reference"
"""Word's own names of the styles."""


class Footnotes:
    """The footnotes of one document, numbered from 1 as they are made."""

    def __init__(self, document: Document) -> None:
        """Give a new document the part that holds notes, and their styles."""
        self._document = document
        self._notes = _new("w:footnotes")
        settings: Element = document.settings.element
        named = _new("w:footnotePr")
        settings.insert_element_before(named, "w:endnotePr", "w:compat", "w:rsids")
        for number, kind in _LINES:
            _added(_note(self._notes, number, kind), "w:r").append(_new(f"w:{kind}"))
            _numbered(named, "w:footnote", number)
        name, package = PackURI("/word/footnotes.xml"), document.part.package
        part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, self._notes, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        styles = document.styles
        styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH, builtin=True).font.size = Pt(9)
        styles.add_style(_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True).font.superscript = True

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a note at the end of a paragraph; `text` holds no control characters."""
        number = str(len(self._notes) - len(_LINES) + 1)
        reference = paragraph.add_run(style=self._document.styles[_MARK])
        _numbered(reference.element, "w:footnoteReference", number)
        note = Paragraph(_note(self._notes, number), self._document)
        note.style = self._document.styles[_TEXT]
        note.add_run(style=self._document.styles[_MARK]).element.append(_new("w:footnoteRef"))
        note.add_run(f" {text}")


def _note(notes: Element, number: str, kind: str = "") -> Element:
    """The paragraph of a new note."""
    note = _numbered(notes, "w:footnote", number)
    if kind:
        note.set(qn("w:type"), kind)
    return _added(note, "w:p")


def _numbered(parent: Element, tag: str, number: str) -> Element:
    element = _added(parent, tag)
    element.set(qn("w:id"), number)
    return element


def _added(parent: Element, tag: str) -> Element:
    element = _new(tag)
    parent.append(element)
    return element


def _new(tag: str) -> Element:
    return OxmlElement(tag)
