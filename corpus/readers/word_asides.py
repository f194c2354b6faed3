"""What a Word file holds beside its body: running heads, notes, comments, pictures, macros."""

from collections.abc import Iterator

from docx.document import Document as Package
from docx.opc.constants import RELATIONSHIP_TYPE as LINK
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element

from corpus.readers import archive
from corpus.readers.blocks import Aside, AsideKind, Notice
from corpus.readers.word_styles import Styles
from corpus.readers.word_text import PICTURES, pieces

_ASIDES: tuple[tuple[str, AsideKind, str], ...] = (
    (LINK.HEADER, "header", ""),
    (LINK.FOOTER, "footer", ""),
    (LINK.FOOTNOTES, "footnote", "脚注"),
    (LINK.ENDNOTES, "footnote", "尾注"),
    (LINK.COMMENTS, "comment", "批注"),
)


def part(package: Package, kind: str) -> _Element | None:
    """The root of the document's part of that kind, None when it has none."""
    parts = _parts(package, kind)
    return parts[0] if parts else None


def _parts(package: Package, kind: str) -> list[_Element]:
    blobs = (
        link.target_part.blob
        for link in package.part.rels.values()
        if link.reltype == kind and not link.is_external
    )
    return [etree.fromstring(blob, archive.PARSER) for blob in blobs]


def asides(package: Package) -> tuple[tuple[Aside, ...], tuple[Notice, ...]]:
    """The words beside the body, and a notice for those that a reader would miss."""
    apart: list[Aside] = []
    notices: list[Notice] = []
    styles = Styles(package.styles.element)
    for kind, aside, what in _ASIDES:
        texts = [
            "".join(piece.text for piece in pieces(paragraph, styles, bold=False)).strip()
            for part in _parts(package, kind)
            for paragraph in part.iter(qn("w:p"))
        ]
        found = [Aside(aside, text) for text in texts if text]
        apart += found
        if found and what:
            first = found[0].text[:40]
            notices.append(Notice(aside, f"{what} {len(found)} 段未计入正文，第一段：{first}"))
    return tuple(apart), tuple(notices)


def unread(package: Package) -> Iterator[Notice]:
    """What of a file is not read: pictures and macros."""
    body = package.element.body
    drawings = [d for d in body.iter(*PICTURES) if next(d.iter(qn("w:txbxContent")), None) is None]
    if drawings:
        yield Notice("pictures", f"图片或嵌入对象 {len(drawings)} 个，其中的文字读不出来")
    if any(str(part.partname).endswith("vbaProject.bin") for part in package.part.package.parts):
        yield Notice("macros", "文件带有宏，未运行也未读取")
