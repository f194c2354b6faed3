"""One module a format, each turning a file's bytes into blocks.

A new format is a module with `SUFFIXES` and `read(data, name)`, named in `_MODULES`.
"""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

from corpus.errors import DocumentEmpty, DocumentNotFound, DocumentTooLarge, DocumentUnreadable
from corpus.readers import html, markdown, pdf, signature, text, word
from corpus.readers.blocks import Block, Document, check_size, without_runs

__all__ = ["KNOWN", "MAX_BYTES", "SUFFIXES", "Block", "Document", "read", "read_data"]

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
    if not path.is_file():
        raise DocumentNotFound(f"找不到文件：{path}", "请检查路径和文件名是否正确。")
    _suffix(str(path))
    data = _bytes(path)
    return read_data(data, str(path)), data


def read_data(data: bytes, name: str) -> Document:
    """The blocks of a file's bytes; `name` tells its format and names it in errors.

    Raises a DocumentError.
    """
    suffix = _suffix(name)
    _check_size(len(data), name)
    signature.check(data, suffix, name)
    document: Document = _READERS[suffix].read(data, name)
    if not any(block.text.strip() for block in document.blocks):
        raise DocumentEmpty(f"文件是空的：{name}", "请确认文件已保存，并且其中有正文。")
    check_size(sum(len(block.text) for block in document.blocks), name)
    return replace(document, blocks=tuple(map(without_runs, document.blocks)))


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in KNOWN:
        raise DocumentUnreadable(
            f"不支持的文件格式：{name}",
            f"目前支持 {'、'.join(sorted(SUFFIXES))}；其他格式请先另存为 .txt（UTF-8）。",
        )
    return suffix


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise DocumentTooLarge(
            f"文件过大：{name}（{size / 1e6:.0f} MB，上限 {MAX_BYTES / 1e6:.0f} MB）",
            "请确认它是规划文本，或拆分成几个文件。",
        )


def _bytes(path: Path) -> bytes:
    try:
        _check_size(path.stat().st_size, str(path))
        return path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(
            f"无法读取文件：{path}（{error.strerror}）", "请检查文件的读取权限。"
        ) from error
