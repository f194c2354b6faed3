"""A file, with its metadata, becomes a `Plan`."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from corpus.errors import DocumentUnreadable, MetadataInvalid, PlanSearchError
from corpus.glossary import glossary
from corpus.indicators import indicators
from corpus.lines import Line, lay_out
from corpus.metadata import Metadata, read_metadata
from corpus.model import ParseWarning, Plan, Section, Source
from corpus.outline import numbering_warnings, outline
from corpus.readers import read, read_data
from corpus.readers.blocks import Document, Notice
from corpus.tables import table_warnings, tables
from corpus.targets import targets
from corpus.titles import plain

METADATA_SUFFIX = ".meta.json"
"""`liuyan.txt` has its metadata in `liuyan.meta.json`."""

_SAFE_ID = re.compile(r"[\w\-（）()《》“”·. ]{1,120}")


def parse(path: Path) -> Plan:
    """Read one document. Nothing of its text is lost; what looks odd is a warning.

    Raises a DocumentError that names the file.
    """
    given = _metadata(path)
    with _named(str(path)):
        document, data = read(path)
        return _plan(document, data, path.name, given)


def parse_data(data: bytes, name: str, given: Metadata) -> Plan:
    """The same of a file's bytes and what is given beside them. Raises a DocumentError."""
    with _named(name):
        return _plan(read_data(data, name), data, name, given)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Have a fault of ours cost one file, not those beside it. Raises DocumentUnreadable."""
    try:
        yield
    except PlanSearchError:
        raise
    except Exception as error:
        raise DocumentUnreadable(
            f"读取 {name} 时程序出错（{type(error).__name__}：{error}）",
            "请用 Word 打开另存为新的 .docx，或另存为纯文本（UTF-8）后再试；请把原文件发给开发者。",
        ) from error


def _plan(document: Document, data: bytes, name: str, given: Metadata) -> Plan:
    stem = Path(name).stem
    found_as = Path(given.source_file or name).stem  # an uploaded file is kept under its plan's id
    sha256 = hashlib.sha256(data).hexdigest()
    text, lines = lay_out(document.blocks)
    metadata = read_metadata(given, lines, document.metadata, found_as)
    title = metadata.title or found_as
    sections = outline(lines, len(text), title)
    found = tables(text, lines)
    return Plan(
        id=metadata.id or stem,
        title=title,
        region=metadata.region or None,
        within=metadata.within or None,
        level=metadata.level or None,
        issuer=metadata.issuer or None,
        number=metadata.number or None,
        date=metadata.date or None,
        period=metadata.period,
        fictional=metadata.fictional,
        source=Source(metadata.source_file or name, sha256, document.encoding),
        text=text,
        sections=sections,
        tables=found,
        indicators=indicators(found, metadata.period),
        targets=targets(lines, sections, metadata.period),
        glossary=glossary(text),
        warnings=(
            *_reader_warnings(document.notices, lines),
            *_document_warnings(sections, metadata, sha256),
            *_title_warnings(given, title, text),
            *numbering_warnings(sections),
            *table_warnings(found),
        ),
    )


def _metadata(path: Path) -> Metadata:
    beside = path.with_suffix(METADATA_SUFFIX)
    if not beside.is_file():
        return Metadata()
    try:
        metadata = msgspec.json.decode(beside.read_bytes(), type=Metadata)
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise MetadataInvalid(
            f"元数据文件有误：{beside}（{error}）",
            "请对照 corpus/plans/kaifeng.meta.json 的字段修改。",
        ) from error
    if metadata.id is not None and not _SAFE_ID.fullmatch(metadata.id):
        raise MetadataInvalid(
            f"元数据文件有误：{beside}（id 是 {metadata.id!r}）",
            "id 只能用文字、数字、下划线和连字符，不能含路径分隔符。",
        )
    return metadata


def _reader_warnings(notices: Iterable[Notice], lines: Sequence[Line]) -> Iterator[ParseWarning]:
    for notice in notices:
        line = lines[notice.block] if notice.block is not None else None
        start, end = (line.start, line.end) if line else (0, 0)
        yield ParseWarning(notice.code, notice.message, start, end)


def _title_warnings(given: Metadata, title: str, text: str) -> Iterator[ParseWarning]:
    """Of a title that is not printed but made of the text or the file's name: it will be cited."""
    if given.title is None and plain(title) not in plain(text):
        message = f"文中没有印出题名，暂称「{title}」，请核对"
        yield ParseWarning("title", message, 0, 0)


def _document_warnings(
    sections: tuple[Section, ...], metadata: Metadata, sha256: str
) -> Iterator[ParseWarning]:
    first = sections[0]
    if len(sections) == 1 and first.kind == "preamble":
        message = "没有识别出任何标题，全文作为一节；引文只能写到文件，写不到章节"
        yield ParseWarning("no_headings", message, first.start, first.end)
    elif first.kind == "preamble":
        message = f"第一个标题之前有 {first.end - first.start} 字，作为前言"
        yield ParseWarning("before_first_heading", message, first.start, first.end)
    if metadata.sha256 is not None and metadata.sha256 != sha256:
        message = "文件内容与元数据里的 sha256 不一致，文件在登记之后改动过"
        yield ParseWarning("changed_source", message, 0, 0)
