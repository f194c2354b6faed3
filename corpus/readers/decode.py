"""Bytes → characters, for the encodings that Chinese offices use."""

import codecs
import re

from corpus.errors import DocumentUnreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REMEDY = "请用 Word、WPS 或记事本打开，另存为“纯文本（UTF-8）”后再试。"
_HAN = re.compile(r"[\u3400-\u9fff]")
_COMMON_SHARE = 0.9
"""Share of Han characters within GB 2312. Real documents have over 0.99; Big5 or
Latin text read as GB 18030 falls below 0.6."""


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and the encoding's name: a byte order mark, then UTF-8, then GB 18030.

    Raises DocumentUnreadable, naming the file, for anything that is not text in
    one of them.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name), encoding
    if b"\0" in data:
        raise DocumentUnreadable(f"{name} 是二进制文件，不是文本。", _REMEDY)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _strict(data, "gb18030", name)
    if not _plausible(text):
        raise DocumentUnreadable(f"无法识别 {name} 的文字编码（不是 UTF-8 或 GB18030）。", _REMEDY)
    return text, "gb18030"


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentUnreadable(
            f"无法识别 {name} 的文字编码（第 {error.start} 字节处出错）。", _REMEDY
        ) from error


def _plausible(text: str) -> bool:
    han = _HAN.findall(text)
    common = sum(bool(c.encode("gb2312", "ignore")) for c in han)
    return bool(han) and common >= _COMMON_SHARE * len(han)
