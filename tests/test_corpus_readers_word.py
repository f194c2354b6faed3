"""Word files: headings, automatic numbers, merged cells, review marks, text boxes, asides."""

from io import BytesIO

import docx
import pytest
from docx.document import Document as Package
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers import word
from corpus.readers.blocks import Aside, Block, Document
from corpus.readers.word_numbering import written


def read(package: Package) -> Document:
    data = BytesIO()
    package.save(data)
    return word.read(data.getvalue(), "p.docx")


def body(*paragraphs: str) -> Document:
    """A document whose body is those paragraphs' XML."""
    package = docx.Document()
    for xml in paragraphs:
        package.element.body.insert_element_before(
            parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"), "w:sectPr"
        )
    return read(package)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(rows: list[list[str]]) -> tuple[Package, docx.table.Table]:
    package = docx.Document()
    made = package.add_table(len(rows), len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            made.cell(r, c).text = text
    return package, made


def places(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [
        (b.text, b.cell.row, b.cell.column, b.cell.rows, b.cell.columns)
        for b in document.blocks
        if b.cell
    ]


def test_heading_styles_give_levels_and_the_rest_none() -> None:
    package = docx.Document()
    package.add_heading("总则", 1)
    package.add_heading("原则", 2)
    package.add_paragraph("　　正文。")
    assert read(package).blocks == (
        Block("总则", 1),
        Block("原则", 2),
        Block("正文。"),
    )


def test_automatic_numbers_are_printed() -> None:
    package = docx.Document()
    numbering = package.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, form, suffix, text in (
            (0, "chineseCountingThousand", "tab", "第%1章"),
            (1, "chineseCounting", "nothing", "（%2）"),
            (2, "decimal", "tab", "%1.%3"),
        )
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for depth, text in ((0, "总则"), (1, "甲"), (1, "乙"), (0, "目标"), (1, "丙"), (2, "丁")):
        paragraph = package.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
            )
        )
    assert [block.text for block in read(package).blocks] == [
        "第一章 总则",
        "（一）甲",
        "（二）乙",
        "第二章 目标",
        "（一）丙",
        "二.1 丁",
    ]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (12, "chineseCounting", "十二"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (2, "ideographTraditional", "乙"),
        (5, "unheardOf", "5"),
    ],
)
def test_number_formats(number: int, form: str, text: str) -> None:
    assert written(number, form) == text


def test_merged_cells_stand_once_and_say_what_they_cover() -> None:
    package, made = table([["类别", "指标", ""], ["水", "甲", "1"], ["", "乙", "2"]])
    made.cell(0, 1).merge(made.cell(0, 2))
    made.cell(1, 0).merge(made.cell(2, 0))
    assert places(read(package)) == [
        ("类别", 0, 0, 1, 1),
        ("指标", 0, 1, 1, 2),
        ("水", 1, 0, 2, 1),
        ("甲", 1, 1, 1, 1),
        ("1", 1, 2, 1, 1),
        ("乙", 2, 1, 1, 1),
        ("2", 2, 2, 1, 1),
    ]


def test_a_title_across_the_table_stands_before_it_and_a_frame_is_no_table() -> None:
    package, made = table([["附件1 分工表", ""], ["事项", "单位"]])
    made.cell(0, 0).merge(made.cell(0, 1))
    framed = package.add_table(2, 1)
    framed.cell(0, 0).text, framed.cell(1, 0).text = "专栏1 工程", "实施。"
    document = read(package)
    assert [(b.text, b.cell is None) for b in document.blocks] == [
        ("附件1 分工表", True),
        ("事项", False),
        ("单位", False),
        ("专栏1 工程", True),
        ("实施。", True),
    ]
    assert places(document)[0] == ("事项", 0, 0, 1, 1)


def test_tables_and_paragraphs_keep_their_order() -> None:
    package = docx.Document()
    package.add_paragraph("前")
    package.add_table(1, 2).cell(0, 1).text = "格"
    package.add_paragraph("后")
    assert [block.text for block in read(package).blocks] == ["前", "格", "后"]


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f"{run('到2025年')}<w:ins>{run('达到40%')}</w:ins>", "到2025年达到40%"),
        (
            f"{run('达到')}<w:del><w:r><w:tab/><w:delText>30</w:delText></w:r></w:del>{run('40')}",
            "达到40",
        ),
        (f"{run('甲')}{run('暗', '<w:vanish/>')}{run('乙')}", "甲乙"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("正文"), "正文"),
        ("<w:r><w:t>13</w:t><w:noBreakHyphen/><w:t>15</w:t></w:r>", "13-15"),
        (f'<w:hyperlink w:anchor="x">{run("链接")}</w:hyperlink>', "链接"),
        (f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
    ],
)
def test_what_a_paragraph_prints(xml: str, text: str) -> None:
    assert [block.text for block in body(xml).blocks] == [text]


def test_a_line_break_makes_two_lines_and_a_bold_lead_is_counted() -> None:
    document = body(
        run("一、工程。", "<w:b/>") + run("实施方案。"),
        run("全粗", "<w:b/>"),
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>",
    )
    assert document.blocks == (
        Block("一、工程。实施方案。", lead=5),
        Block("全粗"),
        Block("甲"),
        Block("乙"),
    )


def test_a_text_box_comes_after_its_paragraph_and_is_told() -> None:
    box = (
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
        "</w:pict></w:r>"
    )
    document = body(run("正文") + box)
    assert [block.text for block in document.blocks] == ["正文", "框内文字"]
    assert [(n.code, n.block) for n in document.notices] == [("text_box", 1)]


def test_running_heads_and_contents_stay_out_of_the_body() -> None:
    package = docx.Document()
    package.sections[0].header.paragraphs[0].text = "某市规划"
    package.core_properties.title = "某市“十四五”规划"
    package.styles.add_style("toc 1", 1)
    package.add_paragraph("第一章 总则 1", style="toc 1")
    package.add_paragraph("第一章 总则")
    document = read(package)
    assert [block.text for block in document.blocks] == ["第一章 总则"]
    assert document.asides == (Aside("header", "某市规划"),)
    assert document.metadata == (("标题", "某市“十四五”规划"),)
    assert [notice.code for notice in document.notices] == ["contents"]


def test_comments_are_kept_apart_and_told() -> None:
    package = docx.Document()
    paragraph = package.add_paragraph("正文。")
    package.add_comment(paragraph.runs, text="请核对数字", author="甲", initials="甲")
    document = read(package)
    assert [block.text for block in document.blocks] == ["正文。"]
    assert document.asides == (Aside("comment", "请核对数字"),)
    assert "批注 1 段" in document.notices[0].message


def test_a_row_struck_out_is_left_out() -> None:
    package, made = table([["甲", "1"], ["乙", "2"]])
    properties = made.rows[0]._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    assert [text for text, *_ in places(read(package))] == ["乙", "2"]
