"""From bytes to blocks: encodings, tables of one cell a line, Markdown, and what is refused."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus import readers
from corpus.errors import (
    DocumentEmpty,
    DocumentError,
    DocumentNotFound,
    DocumentTooLarge,
    DocumentUnreadable,
)
from corpus.parse import parse
from corpus.readers import markdown, text

PLAN = "第一章 目标\n到2025年，农村生活污水治理率达到40%，森林覆盖率稳步提高。"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "p.txt"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes((mark + PLAN).encode(encoding))
    document, _ = readers.read(path)
    assert [block.text for block in document.blocks] == PLAN.split("\n")
    assert document.encoding == name


@pytest.mark.parametrize(
    ("name", "data", "kind", "message", "hint"),
    [
        ("空.txt", b"", DocumentEmpty, "文件是空的", "其中有正文"),
        ("空.txt", " \n\t\n　\n".encode(), DocumentEmpty, "文件是空的", "其中有正文"),
        ("二进制.txt", b"\x00\x01\x02" * 50, DocumentUnreadable, "二进制文件", "纯文本"),
        ("图.txt", b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", DocumentUnreadable, "文字编码", "纯文本"),
        ("big5.txt", PLAN.encode("big5", "ignore") * 9, DocumentUnreadable, "文字编码", "UTF-8"),
        ("latin.txt", "déjà vu é".encode("latin-1"), DocumentUnreadable, "文字编码", "UTF-8"),
        (
            "截断.txt",
            PLAN.encode("gb18030")[:-1] + b"\xff",
            DocumentUnreadable,
            "文字编码",
            "UTF-8",
        ),
        ("改名.txt", b"%PDF-1.7 ...", DocumentUnreadable, "PDF", "纯文本"),
        ("改名.txt", b"PK\x03\x04....", DocumentUnreadable, "Word", "纯文本"),
        ("规划.wps", b"abc", DocumentUnreadable, "不支持WPS 文字文件", "另存为"),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(
    tmp_path: Path, name: str, data: bytes, kind: type[DocumentError], message: str, hint: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(kind) as caught:
        readers.read(path)
    assert name in caught.value.message
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentNotFound, match=r"没有\.txt"):
        readers.read(tmp_path / "没有.txt")


def test_a_file_of_100_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(DocumentTooLarge, match="100 MB，上限 50 MB"):
        readers.read(path)


def test_a_file_that_cannot_be_opened_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan_file(tmp_path, PLAN)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root reads everything, so chmod shows nothing
    with pytest.raises(DocumentUnreadable, match="无法读取文件") as caught:
        readers.read(path)
    assert "权限" in caught.value.hint


def cells(data: str) -> list[tuple[int, int, str]]:
    """(row, column, text) of every cell's line."""
    blocks = text.read(data.encode(), "p.txt").blocks
    return [(b.cell.row, b.cell.column, b.text.strip()) for b in blocks if b.cell is not None]


def test_a_table_of_one_cell_a_line() -> None:
    table = "表1\n\t类别\n\t指标\n\t2020\n（基准值）\n\n\t水\n\t治理率\n\t25\n\n\t\n\t达标率\n\t—\n\n正文。"
    assert cells(table) == [
        (0, 0, "类别"),
        (0, 1, "指标"),
        (0, 2, "2020"),
        (0, 2, "（基准值）"),  # second line of the same cell
        (1, 0, "水"),
        (1, 1, "治理率"),
        (1, 2, "25"),
        (2, 1, "达标率"),  # an empty cell before it counts
        (2, 2, "—"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "\t持续优化货物运输结构。加大力度。\n下一段。",  # a paragraph that starts with a tab
        "\t重大工程\n\n\t一、结构调整\n1、工程。实施。\n",  # a box of one column
    ],
)
def test_a_single_column_is_no_table(data: str) -> None:
    assert cells(data) == []


def test_bookmarks_and_empty_lines_go_and_nothing_else() -> None:
    data = "\n[bookmark: _Toc1][bookmark: a b]第一章  总则 \n\n \n\t[2807]吨[bookmark: x]。\r\n尾"
    blocks = text.read(data.encode(), "p.txt").blocks
    assert [b.text for b in blocks] == ["第一章  总则 ", "\t[2807]吨。", "尾"]


def test_markdown(tmp_path: Path) -> None:
    data = """---
title: 通知
---
# 某市规划

<!-- INFO END -->

## 第一章  总则

第一段**加粗**文字，
续行。

    缩进的段落也是正文。

1. 第一项
2. 第二项

| 指标 | 2020年 | 2025年 |
| --- | --- | --- |
| 治理率（%） | 25 | 40 |

<script>alert(1)</script>
"""
    document = markdown.read(data.encode(), "p.md")
    assert [(b.text, b.level) for b in document.blocks if b.cell is None] == [
        ("某市规划", 1),
        ("第一章  总则", 2),
        ("第一段加粗文字，", None),
        ("续行。", None),
        ("缩进的段落也是正文。", None),
        ("1.第一项", None),
        ("2.第二项", None),
        ("<script>alert(1)</script>", None),
    ]
    plan = parse(plan_file(tmp_path, data, "p.md"))
    assert plan.title == "某市规划"
    assert [(i.name, i.target.text) for i in plan.indicators if i.target] == [("治理率", "40")]
