"""A comparison as a Word table (对照表): the plan above, the plan below, their relation.

Citations are footnotes, so that a drafter may copy rows without losing the sources.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm
from docx.table import _Cell, _Row

from search.compare.model import GRADE_NAMES, RELATION_NAMES, Comparison, Side, TargetPair
from search.compare.tables import Plans, cited, quoted, titled
from search.footnotes import Footnotes
from search.sheets import printable

_WIDTHS = (Cm(10.5), Cm(10.5), Cm(4.7))
_A4 = (Cm(29.7), Cm(21.0))
_MARGIN = Cm(2)
_FONT = "宋体"
_TITLE = "规划对照表"
_BOTH = ("上级规划", "本级规划", "关系")

Part = Side | str | None
Line = tuple[Part, Part, str]
"""What stands in the three columns; a place brings its citation."""


def as_docx(comparison: Comparison, plans: Plans, made: date) -> bytes:
    """The file; `made` is the date that it bears."""
    document = docx.Document()
    document.core_properties.title = _TITLE
    document.core_properties.author = ""
    document.core_properties.comments = ""
    _lay_out(document)
    document.add_heading(_TITLE, 0)
    below = "、".join(titled(plans[at]) for at in comparison.county_ids)
    for line in (
        f"上级规划：{titled(plans[comparison.city_id])}",
        f"下级规划：{below}",
        f"制表日期：{made.year}年{made.month}月{made.day}日",
    ):
        document.add_paragraph(printable(line))
    write = _Writer(document, Footnotes(document), plans)
    for title, columns, lines in _tables(comparison, plans):
        write.table(title, columns, lines)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def _lay_out(document: Document) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = _A4
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    for style in document.styles:
        properties = style.element.find(qn("w:rPr"))
        fonts = None if properties is None else properties.find(qn("w:rFonts"))
        if fonts is not None:
            # a theme's font would win, and has no Chinese one in this template
            fonts.attrib.pop(qn("w:eastAsiaTheme"), None)
            fonts.set(qn("w:eastAsia"), _FONT)


def _tables(found: Comparison, plans: Plans) -> Iterator[tuple[str, tuple[str, ...], list[Line]]]:
    """Title, columns and rows of each table."""
    yield "一、目标对照", _BOTH, [(t.city, t.county, _relation(t)) for t in found.targets]
    yield (
        "二、缺项：上级有、本级没有的目标",
        ("上级规划", "本级最接近的目标", "缺项的规划"),
        [(m.city, m.nearest, titled(plans[m.county_id])) for m in found.missing],
    )
    yield (
        "三、新增：本级有、上级没有的目标",
        ("上级最接近的目标", "本级规划", "关系"),
        [(e.nearest, e.county, "新增") for e in found.extra],
    )
    internal: list[Line] = [(i.a, i.b, i.what) for i in found.internal]
    yield "四、本级规划内部的矛盾", ("一处", "另一处", "矛盾之处"), internal
    aligned: list[Line] = [(a.city, a.county, GRADE_NAMES[a.grade]) for a in found.alignments]
    yield "五、条款对照", _BOTH, aligned
    copied: list[Line] = [(c.city, c.county, f"照抄 {c.share:.0%}") for c in found.copied]
    yield "六、照抄的句子", _BOTH, copied
    blank = [c for c in found.coverage if c.strength == "none"]
    yield (
        "七、本级未找到对应内容的上级章节",
        ("上级章节", "检索词", "未找到的规划（已检索）"),
        [(c.section, c.query, titled(plans[c.county_id])) for c in blank],
    )


def _relation(pair: TargetPair) -> str:
    return f"{RELATION_NAMES[pair.relation]}\n{pair.why}"


@dataclass(frozen=True, slots=True)
class _Writer:
    document: Document
    notes: Footnotes
    plans: Plans

    def table(self, title: str, columns: tuple[str, ...], lines: list[Line]) -> None:
        """A heading, and a table unless there is nothing to show."""
        self.document.add_heading(f"{title}（{len(lines)}）", 1)
        if not lines:
            self.document.add_paragraph("未发现。")
            return
        table = self.document.add_table(1, len(columns), "Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS, strict=True):
            column.width = width  # LibreOffice goes by the columns, Word by the cells
        self._fill(table.rows[0], columns)
        _repeat(table.rows[0])
        for line in lines:
            self._fill(table.add_row(), line)

    def _fill(self, row: _Row, parts: Iterable[Part]) -> None:
        for cell, part, width in zip(row.cells, parts, _WIDTHS, strict=True):
            cell.width = width
            if isinstance(part, Side):
                self._place(cell, part)
            else:
                cell.text = printable(part or "—")

    def _place(self, cell: _Cell, side: Side) -> None:
        """What is measured in bold with its value, the words, and where they stand as a note."""
        paragraph = cell.paragraphs[0]
        stated = "，".join(filter(None, (side.value, _year(side), side.nature)))
        if stated:
            paragraph.add_run(printable(f"{side.name}：{stated}")).bold = True
            paragraph = cell.add_paragraph()
        paragraph.add_run(printable(quoted(side)))
        self.notes.add(paragraph, printable(cited(side, self.plans)))


def _year(side: Side) -> str:
    return f"{side.year}年" if side.year else ""


def _repeat(row: _Row) -> None:
    """Show the header on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no call for it
    properties.append(OxmlElement("w:tblHeader"))
