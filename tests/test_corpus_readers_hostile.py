"""Files from strangers: refused with a remedy, or read without harm, in bounded time and memory."""

import socket
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import randbytes
from time import monotonic

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as LINK
from pypdfium2 import PdfDocument
from written import GridText, as_docx

from corpus.errors import (
    DocumentEncrypted,
    DocumentError,
    DocumentTooLarge,
    DocumentUnreadable,
    DocumentWithoutText,
)
from corpus.metadata import Metadata
from corpus.model import Plan
from corpus.parse import parse_data
from corpus.readers import Document, archive, blocks, html, markdown, pdf, read, signature
from corpus.readers.pdf_page import Page, read_page
from corpus.store import load_plans


def good() -> bytes:
    package = docx.Document()
    package.add_paragraph("第一章 总则")
    data = BytesIO()
    package.save(data)
    return data.getvalue()


def changed(members: dict[str, bytes]) -> bytes:
    """A Word file with members replaced or added."""
    data = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(good())) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, members.get(name, old.read(name)))
        for name in members.keys() - set(old.namelist()):
            new.writestr(name, members[name])
    return data.getvalue()


def opened(folder: Path, data: bytes, name: str = "p.docx") -> Document:
    path = folder / name
    path.write_bytes(data)
    return read(path)[0]


BODY = "word/document.xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + f"]><w:document {W}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)
FETCH = (
    f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r>'
    "<w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("members", "kind", "message"),
    [
        ({BODY: b"<x>" + b" " * 50_000_000 + b"</x>"}, DocumentTooLarge, "最大压缩比"),
        ({BODY: b" " * 61_000_000}, DocumentTooLarge, "压缩内容异常"),
        (
            {f"word/media/{n}.bin": b"\0" * 21_000_000 for n in range(10)},
            DocumentTooLarge,
            "展开后 21. MB",
        ),
        ({f"x/{n}": b"" for n in range(5_001)}, DocumentTooLarge, "个条目"),
        ({BODY: b"<a>" + b"<b c='x'/>" * 2_000_001}, DocumentTooLarge, "标记过多|压缩内容异常"),
        ({BODY: BOMB.encode()}, DocumentUnreadable, "实体声明"),
        (
            {BODY: BOMB.replace('<?xml version="1.0"?>', "").encode("utf-16")},
            DocumentUnreadable,
            "实体声明",
        ),
        ({BODY: FETCH.encode()}, DocumentUnreadable, "实体声明"),
        ({"word/styles.xml": FETCH.encode()}, DocumentUnreadable, "实体声明"),
        ({BODY: b"<broken"}, DocumentUnreadable, "无法读取 Word"),
        ({"[Content_Types].xml": b"<Types/>"}, DocumentUnreadable, "无法读取 Word"),
    ],
)
def test_hostile_word_files_are_refused_at_once(
    tmp_path: Path, members: dict[str, bytes], kind: type[DocumentError], message: str
) -> None:
    data = changed(members)
    began = monotonic()
    with pytest.raises(kind, match=message) as caught:
        opened(tmp_path, data)
    assert monotonic() - began < 5
    assert "p.docx" in caught.value.message
    assert caught.value.hint


def test_much_that_hardly_packs_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000_000)
    archive.check(good(), "p.docx")
    with pytest.raises(DocumentTooLarge, match="最大压缩比 0"):
        archive.check(changed({"word/media/1.png": randbytes(1_000_000)}), "p.docx")


def test_declared_sizes_bound_what_is_unpacked() -> None:
    """An entry that lies about its size is an error and is never unpacked beyond what it says."""
    data = bytearray(changed({BODY: b"<x>" + b"a" * 1_000_000 + b"</x>"}))
    real = (1_000_007).to_bytes(4, "little")
    assert data.count(real) == 2
    with pytest.raises(DocumentUnreadable):
        archive.check(bytes(data.replace(real, (1000).to_bytes(4, "little"))), "p.docx")


def test_member_names_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    data = changed({"../../evil.txt": b"x", "/tmp/evil-plansearch.txt": b"x"})
    assert [block.text for block in opened(folder, data).blocks] == ["第一章 总则"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a", "b", "p.docx"]
    assert not Path("/tmp/evil-plansearch.txt").exists()


def test_nothing_outside_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", connect)
    package = docx.Document()
    package.add_paragraph("正文")
    package.part.relate_to(
        "http://127.0.0.1:9/template.dotm",
        LINK.HYPERLINK.replace("hyperlink", "attachedTemplate"),
        is_external=True,
    )
    package.part.relate_to("http://127.0.0.1:9/head.xml", LINK.HEADER, is_external=True)
    data = BytesIO()
    package.save(data)
    assert [block.text for block in opened(tmp_path, data.getvalue()).blocks] == ["正文"]
    page = (
        b'<!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><html><head>'
        b'<link rel=stylesheet href="http://127.0.0.1:9/a.css"></head><body><p>ok</p>'
        b'<img src="http://127.0.0.1:9/a.png"><iframe src="file:///etc/passwd"></iframe></body></html>'
    )
    assert [block.text for block in html.read(page, "p.html").blocks] == ["ok"]


def test_macros_are_told_and_not_run(tmp_path: Path) -> None:
    types = zipfile.ZipFile(BytesIO(good())).read("[Content_Types].xml").decode()
    links = zipfile.ZipFile(BytesIO(good())).read("word/_rels/document.xml.rels").decode()
    macro = '<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    data = changed(
        {
            "word/vbaProject.bin": b"\xd0\xcf\x11\xe0",
            "[Content_Types].xml": types.replace(
                "</Types>", '<Default Extension="bin" ContentType="application/x"/></Types>'
            ).encode(),
            "word/_rels/document.xml.rels": links.replace(
                "</Relationships>", macro + "</Relationships>"
            ).encode(),
        }
    )
    assert [notice.code for notice in opened(tmp_path, data).notices] == ["macros"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(member: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(member, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind", "message", "hint"),
    [
        ("规划.doc", OLE, DocumentUnreadable, "旧版 Word", ".docx"),
        ("规划.wps", OLE, DocumentUnreadable, "WPS 文字", ".docx"),
        ("规划.ofd", zipped("OFD.xml"), DocumentUnreadable, "OFD", "PDF"),
        ("规划.docm", good(), DocumentUnreadable, "宏", ".docx"),
        ("规划.rtf", b"{\\rtf1", DocumentUnreadable, "RTF", ".docx"),
        ("改名.docx", OLE, DocumentUnreadable, "旧版 Office", ".docx"),
        ("改名.pdf", OLE, DocumentUnreadable, "旧版 Office", ".docx"),
        ("改名.txt", OLE, DocumentUnreadable, "旧版 Office", ".docx"),
        ("改名.docx", zipped("OFD.xml"), DocumentUnreadable, "OFD", "PDF"),
        ("改名.docx", zipped("xl/workbook.xml"), DocumentUnreadable, "Excel", "另存为"),
        ("改名.docx", b"%PDF-1.4", DocumentUnreadable, "PDF", "改为 .pdf"),
        ("改名.docx", "第一章".encode(), DocumentUnreadable, "不是 .docx", "另存为"),
        ("改名.html", good(), DocumentUnreadable, "Word 文件", "改为 .docx"),
        ("改名.md", b"{\\rtf1", DocumentUnreadable, "RTF", ".docx"),
        ("坏.docx", b"PK\x03\x04 broken", DocumentUnreadable, "已损坏", "另存为"),
        (
            "加密.docx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            DocumentEncrypted,
            "已加密",
            "取消密码",
        ),
    ],
)
def test_other_formats_are_named_with_what_to_save_as(
    tmp_path: Path, name: str, data: bytes, kind: type[DocumentError], message: str, hint: str
) -> None:
    with pytest.raises(kind) as caught:
        opened(tmp_path, data, name)
    assert type(caught.value) is kind
    assert name in caught.value.message
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_old_formats_in_a_folder_are_told_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "新.txt").write_text("第一章 总则\n正文。", encoding="utf-8")
    (tmp_path / "旧.doc").write_bytes(OLE)
    loaded = load_plans([tmp_path])
    assert [plan.id for plan in loaded.plans] == ["新"]
    assert [".doc" in failure.message for failure in loaded.failures] == [True]


def test_a_table_of_5000_rows(tmp_path: Path) -> None:
    rows = [[["指标"], ["2025年"]]] + [[[f"第{n}项"], [f"{n}"]] for n in range(1, 100)]
    path = tmp_path / "p.docx"
    as_docx([GridText(rows)], path)
    with zipfile.ZipFile(path) as old:
        xml = old.read(BODY).decode()
    start, end = xml.index("<w:tr>"), xml.rindex("</w:tr>") + len("</w:tr>")
    data = changed({BODY: (xml[:start] + xml[start:end] * 50 + xml[end:]).encode()})
    began = monotonic()
    blocks = opened(tmp_path, data).blocks
    assert monotonic() - began < 20
    assert len(blocks) == 10_000
    assert blocks[-1].cell
    assert (blocks[-1].cell.row, blocks[-1].text) == (4_999, "99")


@pytest.mark.parametrize(
    "page",
    [
        b"<table><tr><td colspan=999999999 rowspan=999999999>a</td><td>b</td></tr></table>",
        b"<div>" * 50_000 + b"a",
        b"<p>" * 1_000_001,
        b"<table>" + b"<tr><td>a<td colspan=1000>b" * 2_000,
    ],
)
def test_hostile_pages_end_soon(page: bytes) -> None:
    began = monotonic()
    with suppress(DocumentTooLarge):
        html.read(b"<html><body>" + page, "p.html")
    assert monotonic() - began < 10


def test_a_pdf_of_too_many_pages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_corpus_readers_pdf import handmade

    monkeypatch.setattr(pdf, "MAX_PAGES", 3)
    with pytest.raises(DocumentTooLarge, match="4 页，上限 3 页"):
        opened(tmp_path, handmade(*["Words of a page, long enough"] * 4), "p.pdf")


def parsed(data: bytes, name: str, seconds: float, megabytes: int) -> Plan:
    """The plan, made within that time and with that much memory on the heap at most."""
    tracemalloc.start()
    began = monotonic()
    try:
        plan = parse_data(data, name, Metadata())
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert monotonic() - began < seconds
    assert most < megabytes * 1_000_000
    return plan


ROW = "\t{0}\n\t指标{0}（%）\n\t25\n\t30\n\t约束性\n\n"


def test_a_plan_with_a_table_of_5000_rows() -> None:
    head = "第一章 目标\n表1 指标\n\t序号\n\t指标名称\n\t2020年\n\t2025年\n\t属性\n\n"
    text = head + "".join(ROW.format(n) for n in range(1, 5_001))
    plan = parsed(text.encode(), "p.txt", 30, 400)
    assert len(plan.indicators) == 5_000
    assert plan.indicators[-1].name == "指标5000"


def test_a_pdf_of_500_pages() -> None:
    from test_corpus_readers_pdf import handmade

    pages = ["\n".join([f"Page {n}, words of a line that is long enough"] * 40) for n in range(500)]
    began = monotonic()
    with pytest.raises(DocumentWithoutText, match="几乎没有汉字"):
        pdf.read(handmade(*pages), "p.pdf")
    assert monotonic() - began < 60


def test_pages_that_share_a_long_text_are_not_all_held(monkeypatch: pytest.MonkeyPatch) -> None:
    from test_corpus_readers_pdf import handmade

    monkeypatch.setattr(blocks, "MAX_TEXT", 10_000)
    pages = ["\n".join(["A long text that every page shows"] * 50)] * 900
    seen: list[int] = []

    def counted(document: PdfDocument, number: int) -> Page:
        seen.append(number)
        return read_page(document, number)

    monkeypatch.setattr(pdf, "read_page", counted)
    with pytest.raises(DocumentTooLarge, match="正文过长"):
        pdf.read(handmade(*pages), "p.pdf")
    assert len(seen) < 20


@pytest.mark.parametrize(
    "text",
    [
        "第一章" + " " * 500_000 + "a",
        "第一章" + "." * 500_000 + "a",
        "表" + "　" * 100_000 + "；",
        "（" * 200_000,
        "1" * 200_000,
        "\t1\n" * 20_000,
        "1.a\n" * 10_000,
        "到2025年，" * 20_000,
    ],
    ids=["spaces", "dots", "indents", "brackets", "digits", "cells", "items", "years"],
)
def test_monotonous_text_ends_soon(text: str) -> None:
    parsed(text.encode(), "p.txt", 20, 500)


def test_no_words_are_lost_with_long_runs() -> None:
    plan = parse_data(f"甲{'…' * 900}乙{' ' * 900}丙。{'丁' * 900}".encode(), "p.txt", Metadata())
    assert plan.text == f"甲{'…' * 200}乙{' ' * 200}丙。{'丁' * 900}"


def test_a_text_too_long_to_parse_is_refused() -> None:
    with pytest.raises(DocumentTooLarge, match=r"p\.txt（超过 300 万字）"):
        parse_data("城市污水。".encode() * 600_001, "p.txt", Metadata())


@pytest.mark.parametrize("name", ["p.txt", "p.md", "p.html"])
def test_characters_that_no_text_has(name: str) -> None:
    with pytest.raises(DocumentUnreadable, match="二进制文件"):
        parse_data("第一章 总则\0正文。".encode(), name, Metadata())


def test_scripts_of_a_page_are_no_text() -> None:
    page = "<body><script>alert(1)</script><p onclick=x()>正文<svg onload=y()></svg>。</p><style>p{}</style>"
    assert parse_data(page.encode(), "p.html", Metadata()).text == "正文。"


def test_a_fault_of_a_reader_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("好.txt", "坏.md"):
        (tmp_path / name).write_text("第一章 总则\n正文。", encoding="utf-8")

    def fails(*_: object) -> Document:
        raise IndexError("list index out of range")

    monkeypatch.setattr(markdown, "read", fails)
    loaded = load_plans([tmp_path])
    assert [plan.id for plan in loaded.plans] == ["好"]
    (failure,) = loaded.failures
    assert "坏.md 时程序出错（IndexError：list index out of range）" in failure.message
    assert "另存为" in failure.hint


def test_every_old_format_says_what_to_do() -> None:
    assert all("请" in hint for _, hint in signature.OLD_FORMATS.values())
