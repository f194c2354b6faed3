"""A test set on disk: a folder of `queries.jsonl` and `judgements.jsonl`, one JSON object a line.

Judgements are only ever appended, each written to the disk at once; what a judge
says later of the same place replaces what they said before.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from filelock import FileLock

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.model import GRADES, Judgement, TestQuery, Testset

QUERIES = "queries.jsonl"
JUDGEMENTS = "judgements.jsonl"

_T = TypeVar("_T")


def load_testset(folder: Path, plans: Mapping[str, Plan]) -> Testset:
    """Read a test set. A line that is none, or that fits no plan, is a problem; the rest is kept.

    Raises TestsetInvalid when there is no query left.
    """
    problems: list[str] = []
    queries = {q.id: q for q in read_lines(folder / QUERIES, TestQuery, problems)}
    if not queries:
        raise TestsetInvalid(
            f"测试集里没有查询：{folder / QUERIES}", "每行应是一条 JSON 查询，至少要有一条。"
        )
    latest: dict[tuple[str, str, int, int, str], Judgement] = {}
    if (folder / JUDGEMENTS).exists():
        for judgement in read_lines(folder / JUDGEMENTS, Judgement, problems):
            if (problem := problem_of(judgement, queries, plans)) is not None:
                problems.append(f"{folder / JUDGEMENTS}：{problem}")
            else:
                place = (judgement.query, judgement.plan, judgement.start, judgement.end)
                latest[*place, judgement.judge] = judgement
    return Testset(folder.name, tuple(queries.values()), tuple(latest.values()), tuple(problems))


def problem_of(
    judgement: Judgement, queries: Mapping[str, TestQuery], plans: Mapping[str, Plan]
) -> str | None:
    """Why a judgement cannot be used, in words; None when it can."""
    if judgement.query not in queries:
        return f"没有编号为 {judgement.query} 的查询"
    if judgement.plan not in plans:
        return f"查询 {judgement.query}：没有编号为 {judgement.plan} 的规划"
    text = plans[judgement.plan].text
    if not 0 <= judgement.start < judgement.end <= len(text):
        return f"查询 {judgement.query}：位置 {judgement.start}–{judgement.end} 超出规划全文"
    if judgement.grade not in GRADES:
        return f"查询 {judgement.query}：等级应为 0 到 3，写的是 {judgement.grade}"
    if judgement.quote and text[judgement.start : judgement.end] != judgement.quote:
        return f"查询 {judgement.query}：原文与规划不符：{judgement.quote[:30]}"
    return None


def append(folder: Path, judgements: Iterable[Judgement]) -> None:
    """Add judgements, on the disk when this returns; two judges at a time lose nothing.

    Raises TestsetInvalid when the folder cannot be written.
    """
    data = b"".join(msgspec.json.encode(judgement) + b"\n" for judgement in judgements)
    path = folder / JUDGEMENTS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"), path.open("ab+") as file:
            if file.tell() and not _ends_a_line(path):
                data = b"\n" + data  # a crash left half a line; keep it apart
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise TestsetInvalid(
            f"无法写入判断：{path}（{error.strerror}）", "请检查文件夹权限和磁盘空间。"
        ) from error


def save_queries(folder: Path, queries: Iterable[TestQuery]) -> None:
    """Write the questions, replacing those in place. Raises TestsetInvalid."""
    data = b"".join(msgspec.json.encode(query) + b"\n" for query in queries)
    new = folder / f"{QUERIES}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            new.write_bytes(data)
            new.replace(folder / QUERIES)
    except OSError as error:
        raise TestsetInvalid(
            f"无法写入测试集：{folder}（{error.strerror}）", "请检查文件夹权限和磁盘空间。"
        ) from error


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def read_lines(path: Path, kind: type[_T], problems: list[str]) -> list[_T]:
    """A file's JSON lines as `kind`; a line that is none is a problem. Raises TestsetInvalid."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise TestsetInvalid(
            f"无法读取测试集：{path}（{error.strerror}）", "请检查路径；测试集是一个文件夹。"
        ) from error
    found: list[_T] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=kind))
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                problems.append(f"{path} 第 {number} 行读不出来：{error}")
    return found
