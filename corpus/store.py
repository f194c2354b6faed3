"""Plans from files and folders, and their JSON form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import msgspec

from corpus.errors import DocumentError, DocumentNotFound, PlanIdConflict
from corpus.model import Plan
from corpus.parse import parse
from corpus.readers import KNOWN, SUFFIXES

SHIPPED = Path(__file__).parent / "plans"
"""The plans that come with the product."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a batch of files gave: the plans, and an error for each file that gave none."""

    plans: tuple[Plan, ...]
    failures: tuple[DocumentError, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one path gave: a plan or the reason why not, after so many seconds."""

    result: Plan | DocumentError
    seconds: float


def load_plans(paths: Iterable[Path]) -> Loaded:
    """Parse every file named, and every document of every folder named.

    A bad file becomes a failure and costs no other file anything.
    """
    results = [outcome.result for outcome in each_plan(paths)]
    plans = {result.id: result for result in results if isinstance(result, Plan)}
    failures = [result for result in results if isinstance(result, DocumentError)]
    return Loaded(tuple(plans.values()), tuple(failures))


def each_plan(paths: Iterable[Path]) -> Iterator[Outcome]:
    """The same, file by file as they are parsed; a file named twice comes twice."""
    files: dict[str, Path] = {}
    for path in paths:
        try:
            found = _files(path)
        except DocumentError as error:
            yield Outcome(error, 0.0)
            continue
        for file in found:
            began = perf_counter()
            result = _load(file, files)
            yield Outcome(result, perf_counter() - began)


def _load(file: Path, files: dict[str, Path]) -> Plan | DocumentError:
    try:
        plan = parse(file)
        if files.setdefault(plan.id, file).resolve() != file.resolve():
            raise PlanIdConflict(
                f"两个文件的编号（id）都是 {plan.id}：{files[plan.id]} 和 {file}",
                "请改文件名，或在旁边的 .meta.json 里写不同的 id。",
            )
    except DocumentError as error:
        return error
    return plan


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*") if p.suffix.lower() in KNOWN and p.is_file())
    if not found:
        raise DocumentNotFound(
            f"文件夹里没有可读取的文件：{path}", f"请放入 {'、'.join(sorted(SUFFIXES))} 文件。"
        )
    return found


def dump_plans(plans: Sequence[Plan]) -> bytes:
    """The plans as JSON."""
    return msgspec.json.encode(tuple(plans))


def parse_plans(data: bytes) -> tuple[Plan, ...]:
    """The plans that `dump_plans` wrote. Raises msgspec.MsgspecError when it did not."""
    return msgspec.json.decode(data, type=tuple[Plan, ...])
