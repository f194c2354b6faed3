"""`python -m search targets`: the registry for people, scripts and sheets."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpus.cli import Parser
from indexer.index import open_index
from search.registry import Registry, Selection
from search.registry_render import as_csv, as_json, as_text, as_xlsx

T = TypeVar("T")

_WRITERS: dict[str, Callable[[Registry], bytes]] = {
    "text": lambda registry: ("\n".join(as_text(registry)) + "\n").encode(),
    "json": lambda registry: (
        f"{json.dumps(as_json(registry), ensure_ascii=False, indent=1)}\n".encode()
    ),
    "csv": as_csv,
    "xlsx": as_xlsx,
}


def add_arguments(parser: Parser, index: Path) -> None:
    """The options of the command."""
    parser.add_argument("--plan", action="append", metavar="编号", help="只看这部规划（可重复）")
    parser.add_argument("--chapter", action="append", metavar="章", help="只看这一章，如 第六章")
    parser.add_argument("--nature", action="append", choices=("约束性", "预期性"))
    parser.add_argument("--year", action="append", type=int, metavar="年", help="目标年，如 2025")
    parser.add_argument("--format", choices=tuple(_WRITERS), default="text", help="输出格式")
    parser.add_argument("--output", type=Path, metavar="文件", help="写入文件")
    parser.add_argument("--index", type=Path, default=index, metavar="文件夹")


def targets(args: argparse.Namespace) -> bytes:
    """What to write. Raises PlanNotFound."""
    index = open_index(args.index)
    for plan_id in args.plan or ():
        index.plan(plan_id)
    selection = Selection(
        plans=_tuple(args.plan),
        chapters=_tuple(args.chapter),
        natures=_tuple(args.nature),
        years=_tuple(args.year),
    )
    return _WRITERS[args.format](Registry.of(index.plans.values()).select(selection))


def _tuple(values: list[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(values)
