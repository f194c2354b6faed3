"""A Word paragraph's characters, as they are printed."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

from corpus.readers.word_numbering import value
from corpus.readers.word_styles import Styles, on

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_UNPRINTED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:pPr"),
    qn("w:rPr"),
    qn("w:rt"),
    f"{_MC}Fallback",
}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_BOX = qn("w:txbxContent")
PICTURES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one run; `box` instead of them when a text box is anchored here."""

    text: str
    bold: bool = False
    box: _Element | None = None


def pieces(element: _Element, styles: Styles, bold: bool) -> Iterator[Piece]:
    """The printed characters under an element: insertions in, deletions and hidden text out.

    `bold` is what the paragraph's style says.
    """
    for child in element:
        tag = child.tag
        if tag in _UNPRINTED:
            continue
        if tag == _BOX:
            yield Piece("", box=child)
        elif tag == qn("w:r"):
            properties = child.find(qn("w:rPr"))
            if not on(properties, "w:vanish"):
                yield from pieces(child, styles, _is_bold(properties, styles, bold))
        elif sign := _sign(child):
            yield Piece(sign, bold)
        else:
            yield from pieces(child, styles, bold)


def _sign(child: _Element) -> str:
    """The characters that an element without children stands for."""
    if child.tag in (qn("w:t"), f"{_MATH}t"):
        return child.text or ""
    if child.tag == qn("w:br"):
        return "" if child.get(qn("w:type")) in ("page", "column") else "\n"
    if child.tag == qn("w:sym"):
        code = int(str(child.get(qn("w:char"), "0")), 16)
        return "" if 0xE000 <= code <= 0xF8FF or not code else chr(code)  # a font's own sign
    return _SIGNS.get(str(child.tag), "")


def _is_bold(properties: _Element | None, styles: Styles, bold: bool) -> bool:
    direct = on(properties, "w:b")
    if direct is not None:
        return direct
    return bold or styles.get(value(properties, "w:rStyle")).bold
