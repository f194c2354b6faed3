"""What all importers share: files read, rows taken apart, judgements checked one by one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from corpus.errors import DocumentUnreadable, TestsetInvalid
from corpus.model import Plan
from corpus.readers.decode import decode
from corpus.readers.signature import check
from eval.model import Judgement, Place, TestQuery
from eval.testset import problem_of

UNSORTED = "未分类"
"""The type of a question whose type nobody has said."""

_DOCNO = re.compile(r"(.+):([0-9]{1,15})-([0-9]{1,15})", re.DOTALL)


class Intake:
    """Collects the judgements of one file; one that cannot be used becomes a problem.

    `queries` may still grow while judgements come in.
    """

    def __init__(
        self, name: str, queries: Mapping[str, TestQuery], plans: Mapping[str, Plan]
    ) -> None:
        self.problems: list[str] = []
        self._kept: dict[tuple[str, str, int, int, str], Judgement] = {}
        self._name, self._queries, self._plans = name, queries, plans

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """All that can be used, in the order of the file."""
        return tuple(self._kept.values())

    def report(self, row: int, problem: object) -> None:
        """Note what is wrong with a row; rows count from 1."""
        self.problems.append(f"{self._name} 第 {row} 行：{problem}")

    def add(self, row: int, judgement: Judgement) -> None:
        """Take a judgement in, with the plan's words as its quote.

        White space in its own quote does not count; an empty quote fits everywhere.
        """
        j = self._with_the_plans_words(judgement)
        place = (j.query, j.plan, j.start, j.end, j.judge)
        if (problem := problem_of(j, self._queries, self._plans)) is not None:
            self.report(row, problem)
        elif place in self._kept:
            self.report(row, f"{j.judge} 对查询 {j.query} 的同一位置已有判断")
        else:
            self._kept[place] = j

    def _with_the_plans_words(self, judgement: Judgement) -> Judgement:
        if judgement.plan not in self._plans:
            return judgement
        words = self._plans[judgement.plan].text[judgement.start : judgement.end]
        same = not judgement.quote or _squeezed(judgement.quote) == _squeezed(words)
        return replace(judgement, quote=words) if same else judgement


def docno(place: Place) -> str:
    """A place's name in files of others: `plan:start-end`, in code points."""
    return f"{token(place.plan)}:{place.start}-{place.end}"


def parse_docno(text: str) -> Place:
    """The place of that name (already without `token`'s escapes). Raises ValueError in words."""
    if (found := _DOCNO.fullmatch(text)) is None:
        raise ValueError(f"文档编号应写作 规划:起-止，写的是 {text}")
    plan, start, end = found.groups()
    return Place(plan, int(start), int(end))


def token(name: str) -> str:
    """A name for files whose columns white space parts: that and % are written as in URLs."""
    return re.sub(r"[\s%\0]", lambda found: quote(found[0]), name)


def whole(text: str, what: str) -> int:
    """A whole number. Raises ValueError in words that name what it should have been."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{what}应为整数，写的是 {text or '（空）'}") from None


def rows(
    file: Path, columns: int, problems: list[str], separator: str | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Number and fields of each line with that many columns; other lines are problems.

    None parts at any white space. Raises TestsetInvalid when the file cannot be read.
    """
    for number, line in enumerate(read_text(file).split("\n"), 1):
        fields = line.rstrip("\r").split(separator)
        if len(fields) == columns:
            yield number, fields
        elif line.strip():
            problems.append(f"{file} 第 {number} 行应有 {columns} 列，实有 {len(fields)} 列")


def read_text(file: Path) -> str:
    """A file in UTF-8 or GB 18030. Raises TestsetInvalid."""
    return as_text(read_bytes(file), str(file))


def as_text(data: bytes, name: str) -> str:
    """Bytes in UTF-8 or GB 18030 as text. Raises TestsetInvalid, naming the file."""
    try:
        check(data, Path(name).suffix.lower(), name)
        return decode(data, name)[0]
    except DocumentUnreadable as error:
        raise TestsetInvalid(error.message, "请另存为 UTF-8 编码的文本文件后再导入。") from error


def read_bytes(file: Path) -> bytes:
    """A file's bytes. Raises TestsetInvalid."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise TestsetInvalid(
            f"无法读取文件：{file}（{error.strerror}）", "请检查路径和读取权限。"
        ) from error


def write_file(file: Path, data: str | bytes) -> None:
    """Write what an export gives, making the folders it needs. Raises TestsetInvalid."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    except OSError as error:
        raise TestsetInvalid(
            f"无法写入文件：{file}（{error.strerror}）", "请检查文件夹权限和磁盘空间。"
        ) from error


def _squeezed(text: str) -> str:
    return "".join(text.split())
