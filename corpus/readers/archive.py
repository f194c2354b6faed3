"""Zip archives from strangers: looked over before anything in them is unpacked."""

import zipfile
from io import BytesIO

from lxml import etree

from corpus.errors import DocumentTooLarge, DocumentUnreadable

MAX_UNPACKED = 200_000_000
MAX_XML = 60_000_000
"""Bytes of one XML part. A table of 5,000 rows and 8 columns takes about 20 MB."""
MAX_TAGS = 2_000_000
"""Marks of markup in one XML part, about 200 bytes of memory each; that table has 400,000."""
MAX_RATIO = 300
"""Unpacked by packed size. Word's XML packs 10 to 100 times, a bomb 1,000 times."""
MAX_ENTRIES = 5_000
_SMALL = 2_000_000  # below it any ratio is harmless

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
"""Reads XML without expanding entities and without fetching anything."""


def check(data: bytes, name: str) -> None:
    """Refuse an archive that would not fit into memory, or that declares entities.

    Python's zipfile never unpacks more than the size an entry declares, so the
    declared sizes bound what follows. Raises DocumentTooLarge or DocumentUnreadable.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _sizes(archive, name)
            _contents(archive, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise DocumentUnreadable(
            f"文件已损坏或加密：{name}（{error}）",
            "请用 Word 或 WPS 打开，取消密码后另存为 Word 文档（.docx）再试。",
        ) from error


def _sizes(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    worst = max((_ratio(entry) for entry in entries), default=0)
    xml = max((e.file_size for e in entries if _is_xml(e)), default=0)
    if len(entries) > MAX_ENTRIES or total > MAX_UNPACKED or worst > MAX_RATIO or xml > MAX_XML:
        raise DocumentTooLarge(
            f"压缩内容异常：{name}（{len(entries)} 个条目，展开后 {total / 1e6:.0f} MB，"
            f"最大压缩比 {worst:.0f}）",
            "请确认来源可靠；如确是规划文本，请用 Word 打开，删去图片后另存为新的 .docx。",
        )


def _ratio(entry: zipfile.ZipInfo) -> float:
    return entry.file_size / max(entry.compress_size, 1) if entry.file_size > _SMALL else 0.0


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels"))


def _contents(archive: zipfile.ZipFile, name: str) -> None:
    """Word writes no document type; one that is there declares entities."""
    for entry in archive.infolist():
        if not _is_xml(entry):
            continue
        xml = archive.read(entry)
        if xml.count(b"<") > MAX_TAGS:
            raise DocumentTooLarge(
                f"标记过多：{name}（{entry.filename}）",
                "请确认它是规划文本；如确是，请拆分成几个文件。",
            )
        if _declares(xml):
            raise DocumentUnreadable(
                f"{name} 含有实体声明（{entry.filename}），可能是恶意文件，已拒绝读取。",
                "请确认来源；如内容可信，请用 Word 打开后另存为新的 .docx。",
            )


def _declares(xml: bytes) -> bool:
    # a document type stands before the root element; other encodings of Word are UTF-16
    head = xml[:4096].replace(b"\0", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
