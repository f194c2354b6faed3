"""`python -m search compare`: plans beside each other, for people, scripts and drafters."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus.cli import Parser, progress_bar
from corpus.errors import QueryInvalid
from corpus.model import Plan
from corpus.parse import parse
from search.compare import compare, draft_of, review
from search.compare.draft import LEVELS
from search.compare.exports import export
from search.compare.render import as_json, as_text, review_as_json, review_as_text
from search.engine import Searcher

BINARY = ("xlsx", "docx")


def add_arguments(parser: Parser, index: Path) -> None:
    """The options of the command."""
    parser.add_argument("city", nargs="?", metavar="上级编号")
    parser.add_argument("counties", nargs="*", metavar="下级编号", help="一部或几部")
    parser.add_argument("--draft", metavar="文件或文字", help="与所有上级规划对照的草稿")
    parser.add_argument("--level", choices=LEVELS, default="县", help="草稿属于哪一级（默认 县）")
    formats = ("text", "json", "md", *BINARY)
    parser.add_argument("--format", choices=formats, default="text", help="输出格式")
    parser.add_argument("--output", type=Path, metavar="文件", help="写入文件")
    parser.add_argument("--link", default="", metavar="网址", help="出处链接到这个网址上的页面")
    parser.add_argument("--index", type=Path, default=index, metavar="文件夹")


def compared(searcher: Searcher, args: argparse.Namespace) -> bytes:
    """What to write. Raises QueryInvalid, PlanNotFound, and what reading a draft raises."""
    plans = searcher.index.plans
    if args.draft is not None:
        if args.format not in ("text", "json"):
            raise QueryInvalid(f"草稿的对照不能存为 {args.format}。", "请用 text 或 json 格式。")
        reviewed = review(searcher, _draft(args.draft), args.level)
        if args.format == "json":
            return _json(review_as_json(reviewed, plans))
        return _lines(review_as_text(reviewed, plans))
    with progress_bar("对照", "部") as progress:
        found = compare(searcher, args.city or "", args.counties, progress)
    match args.format:
        case "json":
            return _json(as_json(found, plans))
        case "text":
            return _lines(as_text(found, plans))
        case _:
            return export(found, plans, args.format, args.link)


def _json(data: dict[str, Any]) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n".encode()


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _draft(given: str) -> Plan:
    """A file of that name, or else the words themselves."""
    try:
        is_file = Path(given).is_file()
    except OSError:  # longer than a file's name may be
        is_file = False
    return parse(Path(given)) if is_file else draft_of(given)
