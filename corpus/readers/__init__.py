"""One module a format, each turning a file's bytes into blocks.

A new format is a module with `SUFFIXES` and `read(data, name)`, named in `_MODULES`.
"""

from pathlib import Path
from types import ModuleType

from corpus.errors import DocumentEmpty, DocumentNotFound, DocumentTooLarge, DocumentUnreadable
from corpus.readers import html, markdown, pdf, signature, text, word
from corpus.readers.blocks import Block, Document

__all__ = ["KNOWN", "SUFFIXES", "Block", "Document", "read"]

_MODULES: tuple[ModuleType, ...] = (text, markdown, word, html, pdf)
_READERS = {suffix: module for module in _MODULES for suffix in module.SUFFIXES}
SUFFIXES = frozenset(_READERS)
"""File name endings that can be read, lower case, with the dot."""
KNOWN = SUFFIXES | signature.OLD_FORMATS.keys()
"""Those of documents, also the ones that are refused with a remedy of their own."""

MAX_BYTES = 50_000_000
"""A plan is under 1 MB of text; what is larger is a mistake and would fill the memory."""


def read(path: Path) -> tuple[Document, bytes]:
    """The blocks of a file and its bytes. Raises a DocumentError that names the file."""
    suffix = path.suffix.lower()
    if not path.is_file():
        raise DocumentNotFound(f"找不到文件：{path}", "请检查路径和文件名是否正确。")
    if suffix not in KNOWN:
        raise DocumentUnreadable(
            f"不支持的文件格式：{path}",
            f"目前支持 {'、'.join(sorted(SUFFIXES))}；其他格式请先另存为 .txt（UTF-8）。",
        )
    data = _bytes(path)
    signature.check(data, suffix, str(path))
    document: Document = _READERS[suffix].read(data, str(path))
    if not any(block.text.strip() for block in document.blocks):
        raise DocumentEmpty(f"文件是空的：{path}", "请确认文件已保存，并且其中有正文。")
    return document, data


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentTooLarge(
                f"文件过大：{path}（{size / 1e6:.0f} MB，上限 {MAX_BYTES / 1e6:.0f} MB）",
                "请确认它是规划文本，或拆分成几个文件。",
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(
            f"无法读取文件：{path}（{error.strerror}）", "请检查文件的读取权限。"
        ) from error
