"""What a file really is, told by its first bytes, whatever its name says."""

import zipfile
from io import BytesIO

from corpus.errors import DocumentEncrypted, DocumentUnreadable

_AS_DOCX = "请用 Word 或 WPS 打开，另存为 Word 文档（.docx）后再试。"
_AS_TEXT = "请另存为 .docx、.pdf 或纯文本（UTF-8）后再试。"
_OFD = "请用 OFD 阅读器转换为文字版 PDF，或取得 Word 原件（.docx）。"

OLD_FORMATS: dict[str, tuple[str, str]] = {
    ".doc": ("旧版 Word 文件（.doc）", _AS_DOCX),
    ".docm": ("带宏的 Word 文件（.docm）", _AS_DOCX),
    ".dot": ("旧版 Word 模板（.dot）", _AS_DOCX),
    ".ofd": ("OFD 版式文件（.ofd）", _OFD),
    ".rtf": ("RTF 文件（.rtf）", _AS_DOCX),
    ".wps": ("WPS 文字文件（.wps）", _AS_DOCX),
}
"""Formats that offices still send and that cannot be read: their name, and what to do."""

_ARCHIVES = (
    ("word/document.xml", "docx", "Word 文件"),
    ("OFD.xml", "ofd", "OFD 版式文件"),
    ("xl/workbook.xml", "xlsx", "Excel 文件"),
    ("ppt/presentation.xml", "pptx", "演示文稿"),
)
_EXPECTED = {".docx": "docx", ".pdf": "pdf"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check(data: bytes, suffix: str, name: str) -> None:
    """Refuse bytes that are not what the file's name ending (lower case) promises.

    Raises DocumentUnreadable, or DocumentEncrypted for a Word file under a password.
    """
    if suffix in OLD_FORMATS:
        what, hint = OLD_FORMATS[suffix]
        raise DocumentUnreadable(f"不支持{what}：{name}", hint)
    kind, what = _kind(data)
    if kind == "encrypted":
        raise DocumentEncrypted(
            f"文件已加密：{name}", "请用密码打开，取消密码后另存为 Word 文档（.docx）再试。"
        )
    if kind == _EXPECTED.get(suffix, "text"):
        return
    if kind == "text":
        raise DocumentUnreadable(
            f"{name} 的内容不是 {suffix} 格式，可能已损坏或改过扩展名。", _AS_TEXT
        )
    hint = {
        "ole": _AS_DOCX,
        "rtf": _AS_DOCX,
        "ofd": _OFD,
        "docx": "请把扩展名改为 .docx，或另存为纯文本（UTF-8）后再试。",
        "pdf": "请把扩展名改为 .pdf，或另存为纯文本（UTF-8）后再试。",
    }.get(kind, _AS_TEXT)
    raise DocumentUnreadable(f"{name} 的内容是{what}，与扩展名 {suffix} 不符。", hint)


def _kind(data: bytes) -> tuple[str, str]:
    """A short name of the format, “text” for all that has no signature, and its Chinese name."""
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf", "PDF 文件"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        old = "旧版 Office 文件（.doc、.wps 等）"
        return ("encrypted" if _ENCRYPTED in data else "ole"), old
    if data.startswith(b"{\\rtf"):
        return "rtf", "RTF 文件"
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    return "text", "文本"


def _archive(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "zip", "Word、Excel 或压缩文件（已损坏）"
    for member, kind, what in _ARCHIVES:
        if member in names:
            return kind, what
    return "zip", "压缩文件"
