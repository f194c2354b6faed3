"""Files from strangers: refused with a remedy, or read without harm, in bounded time and memory."""

import socket
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import randbytes
from time import monotonic

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as LINK
from written import GridText, as_docx

from corpus.errors import (
    DocumentEncrypted,
    DocumentError,
    DocumentTooLarge,
    DocumentUnreadable,
)
from corpus.readers import Document, archive, html, pdf, read, signature
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


def test_every_old_format_says_what_to_do() -> None:
    assert all("请" in hint for _, hint in signature.OLD_FORMATS.values())
