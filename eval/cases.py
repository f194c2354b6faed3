"""Behavioural cases from a file: read, tried on a search, counted.

They stand beside the graded test set: lines of JSON, each with a `kind`, what that
kind asks (eval/kinds.py), a `category` and the reason why somebody relies on it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.kinds import KINDS, Case
from search.engine import NO_FILTER, Searcher
from search.model import Filters

DEPTH = 50
"""How many hits a diagnosis looks through for what should have come earlier."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Whether a case holds; `diagnosis` is empty when it does."""

    case: Case
    passed: bool
    diagnosis: str


def load_cases(path: Path, plans: Mapping[str, Plan]) -> tuple[tuple[Case, ...], tuple[str, ...]]:
    """The cases of a file, and in words those that cannot be used, which are left out.

    Raises TestsetInvalid when the file cannot be read or no case is left.
    """
    texts = [plan.text for plan in plans.values()]
    cases: dict[str, Case] = {}
    problems: list[str] = []
    for place, line in _lines(path):
        try:
            case = _case(line)
        except (msgspec.MsgspecError, ValueError) as error:
            problems.append(f"{place}读不出来：{error}")
            continue
        found = case.problems(texts)
        if case.id in cases:
            found.append("这个编号已经用过")
        if found:
            problems.append(f"{place}，用例 {case.id}：{'；'.join(found)}")
        else:
            cases[case.id] = case
    if not cases:
        first = f"（{problems[0]}）" if problems else ""
        raise TestsetInvalid(f"没有可用的用例：{path}{first}", "每行应是一条 JSON 用例。")
    return tuple(cases.values()), tuple(problems)


def run_cases(
    searcher: Searcher,
    cases: Sequence[Case],
    progress: Callable[[int, int], None] | None = None,
    filters: Filters = NO_FILTER,
) -> list[CaseResult]:
    """Try every case on what `filters` allow.

    An error of the search is raised; it never makes a case fail.
    """
    results: list[CaseResult] = []
    for done, case in enumerate(cases, 1):
        diagnosis = case.diagnose(partial(searcher.find, k=max(case.k, DEPTH), filters=filters))
        results.append(CaseResult(case, not diagnosis, diagnosis))
        if progress is not None:
            progress(done, len(cases))
    return results


def summary(results: Iterable[CaseResult]) -> Iterator[str]:
    """How many cases hold: one line a category, “all” last."""
    held: dict[str, list[bool]] = {}
    for result in results:
        held.setdefault(result.case.category, []).append(result.passed)
    everything = [passed for group in held.values() for passed in group]
    for category, group in [*sorted(held.items()), ("all", everything)]:
        yield f"{category:<20}{sum(group):>4} / {len(group)}"


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise TestsetInvalid(
            f"无法读取用例：{path}（{error.strerror}）", "请检查路径；用例是一个 JSONL 文件。"
        ) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield f"{path} 第 {number} 行", line


def _case(line: bytes) -> Case:
    given = msgspec.json.decode(line, type=dict[str, Any])
    made = KINDS.get(str(given.pop("kind", None)))
    if made is None:
        raise ValueError(f"kind 应为 {'、'.join(KINDS)} 之一")
    if unknown := sorted(given.keys() - {field.name for field in fields(made)}):
        raise ValueError(f"不认识的字段 {'、'.join(unknown)}")
    return msgspec.convert(given, type=made)
