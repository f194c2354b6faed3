"""Web pages: the article alone, metadata apart, lines as a browser breaks them, tables."""

import pytest

from corpus.readers import html
from corpus.readers.blocks import Block, Document

SENTENCES = "".join(f"<p>第{n}段，推进治理，提高水平。</p>" for n in range(6))


def read(page: str, encoding: str = "utf-8") -> Document:
    return html.read(page.encode(encoding), "p.html")


def lines(page: str) -> list[str]:
    return [block.text for block in read(page).blocks]


def cells(table: str) -> list[tuple[str, int, int, int, int]]:
    blocks = read(f"<body><p>前言，开头。</p><table>{table}</table></body>").blocks
    return [
        (b.text, b.cell.row, b.cell.column, b.cell.rows, b.cell.columns) for b in blocks if b.cell
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>　　第一章&nbsp;&nbsp;总则</p>", ["第一章 总则"]),
        ("<p><span>到<span>2025</span>年</span>，达到<b>40%</b>。</p>", ["到2025年，达到40%。"]),
        ("<p>生态\n   环境</p>", ["生态环境"]),
        ("<p>GB\n3838</p>", ["GB 3838"]),
        ("<p>甲<br>乙<br/></p>", ["甲", "乙"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
        ("<ol start=3><li>甲</li><li>乙</li></ol>", ["3.甲", "4.乙"]),
        ("<p>甲\u200b乙\ue001丙</p>", ["甲乙丙"]),
        ("<p>甲</p><script>alert('坏，的。')</script><style>p{}</style>", ["甲"]),
        ("<p>2025</p><p>（大）</p>", ["2025", "（大）"]),
    ],
)
def test_lines(markup: str, expected: list[str]) -> None:
    assert lines(f"<body>{markup}</body>") == expected


def test_headings_and_bold_leads() -> None:
    page = "<body><h2>一、目标</h2><p><strong>（一）水。</strong>治理河道，改善水质。</p></body>"
    assert read(page).blocks == (
        Block("一、目标", 2),
        Block("（一）水。治理河道，改善水质。", lead=5),
    )


def test_only_the_article_is_read() -> None:
    page = f"""<html><head><title>某市规划_某市人民政府门户网站</title></head><body>
    <div class="header"><a href="/">首页</a>欢迎您，今天是星期三。</div>
    <div class="breadcrumb">当前位置：首页 > 公开，文件</div>
    <div class="main"><div class="article"><h1>某市规划</h1>{SENTENCES}
      <p>【打印】【字体：大 中 小】分享到：</p></div></div>
    <div class="sidebar"><ul><li><a href="/a">相关文件，其一。</a></li></ul></div>
    <footer>主办单位，某市人民政府。</footer>
    <div style="display: none">{SENTENCES}</div></body></html>"""
    assert lines(page) == ["某市规划", *(f"第{n}段，推进治理，提高水平。" for n in range(6))]


def test_a_title_outside_the_article_comes_first() -> None:
    page = f"<html><head><title>某市规划_某市政府</title></head><body><h1>某市规划</h1><div>{SENTENCES}</div></body></html>"
    assert lines(page)[0] == "某市规划"


@pytest.mark.parametrize(
    "markup",
    [
        (
            "<table><tr><td>索 引 号：</td><td>0001/2021-1</td><td>文　号：</td><td>某政〔2021〕5号</td></tr>"
            "<tr><td>发布机构：</td><td>某市政府</td><td>主题词：</td><td></td></tr></table>"
        ),
        "<ul><li>索引号：0001/2021-1</li><li>文号：某政〔2021〕5号</li><li>发布机构：某市政府</li></ul>",
        (
            "<div><div><b>索引号</b><span>：</span>0001/2021-1</div><div>文号：<i>某政〔2021〕5号</i></div>"
            "<div>发布机构：某市政府</div></div>"
        ),
    ],
)
def test_metadata_are_pairs_and_no_text(markup: str) -> None:
    document = read(f"<body><div>{markup}</div><div>{SENTENCES}</div></body>")
    assert document.metadata == (
        ("索引号", "0001/2021-1"),
        ("文号", "某政〔2021〕5号"),
        ("发布机构", "某市政府"),
    )
    assert len(document.blocks) == 6


def test_an_indicator_table_is_not_metadata() -> None:
    table = "<tr><td>名称</td><td>单位</td></tr><tr><td>治理率</td><td>%</td></tr>"
    assert [text for text, *_ in cells(table)] == ["名称", "单位", "治理率", "%"]


def test_merged_cells() -> None:
    table = """<tr><td rowspan=2>指标</td><td colspan="2">规划目标</td></tr>
    <tr><td>2020年</td><td>2025年</td></tr>
    <tr><td>治理率<br>（%）</td><td>25</td><td></td></tr>"""
    assert cells(table) == [
        ("指标", 0, 0, 2, 1),
        ("规划目标", 0, 1, 1, 2),
        ("2020年", 1, 1, 1, 1),
        ("2025年", 1, 2, 1, 1),
        ("治理率", 2, 0, 1, 1),
        ("（%）", 2, 0, 1, 1),
        ("25", 2, 1, 1, 1),
    ]


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    page = f"<body><table><tr><td><table><tr><td>{SENTENCES}</td></tr></table></td></tr></table></body>"
    assert [block.cell for block in read(page).blocks] == [None] * 6


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    page = "<html><head><meta charset='gb2312'></head><body><p>生态环境保护规划</p></body></html>"
    assert [block.text for block in read(page, encoding).blocks] == ["生态环境保护规划"]
