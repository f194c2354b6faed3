"""`python -m search`: questions in, cited passages out."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.cli import FAILED, Parser, report, run
from corpus.errors import PlanSearchError, QueryInvalid
from corpus.model import Plan
from corpus.parse import parse
from corpus.settings import Settings
from search.compare import compare, draft_of, review
from search.compare.draft import LEVELS
from search.compare.render import as_json as comparison_as_json
from search.compare.render import as_text as comparison_as_text
from search.compare.render import review_as_json, review_as_text
from search.engine import Searcher
from search.hits_sheet import as_csv, as_xlsx
from search.model import Filters, Hit, Query
from search.render import CONTENT_KINDS, as_json, as_text, reading
from search.sheets import check_output, deliver
from search.targets_command import add_arguments, targets

_FORMATS = ("text", "json", "csv", "xlsx")


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    settings = Settings.from_env()
    args = _parser(settings).parse_args(argv)
    if args.command == "targets":
        print(targets(args), end="")
        return 0
    if args.command == "find":
        _check_one(args)
        settings = replace(settings, reranker=args.reranker)
    searcher = Searcher.open(replace(settings, index=args.index))
    if args.command == "compare":
        return _compare(searcher, args)
    if args.batch is not None:
        return _batch(searcher, args)
    if args.query is not None:
        _print(searcher, args.query, args)
        return 0
    return _prompt(searcher, args)


def _parser(settings: Settings) -> Parser:
    parser = Parser(prog="python -m search", description="在规划里检索。")
    commands = parser.add_subparsers(required=True, metavar="命令", dest="command")
    find = commands.add_parser("find", help="找出与问题最相关的段落，附出处")
    find.add_argument("query", nargs="?", metavar="问题", help="不写则逐条提问")
    find.add_argument("--all", action="store_true", help="列出全部相关段落，附段数")
    find.add_argument("-k", type=_positive, default=10, metavar="N", help="最多几条（默认 10）")
    find.add_argument("--plan", action="append", metavar="编号", help="只查这部规划（可重复）")
    find.add_argument("--chapter", action="append", metavar="章", help="只查这一章，如 第六章")
    find.add_argument("--kind", action="append", choices=tuple(CONTENT_KINDS), help="只查这类内容")
    find.add_argument("--exact", action="store_true", help="照原文检索，不改错别字")
    find.add_argument(
        "--reranker",
        default=settings.reranker,
        metavar="模型",
        help="用这个重排模型（文件夹或名称）重新排列靠前的结果；默认不用",
    )
    find.add_argument("--format", choices=_FORMATS, default="text", help="输出格式")
    find.add_argument("--output", type=Path, metavar="文件", help="写入文件；xlsx 必须写入文件")
    find.add_argument("--batch", type=Path, metavar="文件", help='逐行 {"id","query"} 的 JSON 文件')
    find.add_argument("--index", type=Path, default=settings.index, metavar="文件夹")
    beside = commands.add_parser("compare", help="上级规划与下级规划逐条对照，或检查一段草稿")
    beside.add_argument("city", nargs="?", metavar="上级编号")
    beside.add_argument("counties", nargs="*", metavar="下级编号", help="一部或几部")
    beside.add_argument("--draft", metavar="文件或文字", help="与所有上级规划对照的草稿")
    beside.add_argument("--level", choices=LEVELS, default="县", help="草稿属于哪一级（默认 县）")
    beside.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    beside.add_argument("--index", type=Path, default=settings.index, metavar="文件夹")
    listed = commands.add_parser("targets", help="指标与目标总表，可导出 xlsx、csv")
    add_arguments(listed, settings.index)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return int(text)


def _compare(searcher: Searcher, args: argparse.Namespace) -> int:
    plans, as_data = searcher.index.plans, args.format == "json"
    if args.draft is not None:
        reviewed = review(searcher, _draft(args.draft), args.level)
        data, lines = review_as_json(reviewed, plans), review_as_text(reviewed, plans)
    else:
        found = compare(searcher, args.city or "", args.counties, _progress)
        data, lines = comparison_as_json(found, plans), comparison_as_text(found, plans)
    print(json.dumps(data, ensure_ascii=False, indent=1) if as_data else "\n".join(lines))
    return 0


def _draft(given: str) -> Plan:
    """A file of that name, or else the words themselves."""
    try:
        is_file = Path(given).is_file()
    except OSError:  # longer than a file's name may be
        is_file = False
    return parse(Path(given)) if is_file else draft_of(given)


def _progress(done: int, total: int) -> None:
    if total > 1:
        print(f"已对照 {done}/{total}", file=sys.stderr, flush=True)


def _filters(args: argparse.Namespace) -> Filters:
    chosen = (args.plan, args.chapter, args.kind)
    return Filters(*(None if values is None else tuple(values) for values in chosen))


def _hits(searcher: Searcher, asked: Query, args: argparse.Namespace) -> list[Hit]:
    filters = _filters(args)
    return searcher.find_all(asked, filters) if args.all else searcher.find(asked, args.k, filters)


def _result(searcher: Searcher, query: str, args: argparse.Namespace) -> dict[str, Any]:
    asked = searcher.read(query, exact=args.exact)
    hits = [as_json(hit) for hit in _hits(searcher, asked, args)]
    mended = {} if asked.corrected is None else {"corrected": asked.corrected}
    count = {"count": len(hits)} if args.all else {}
    return {"id": None, "query": query, **mended, **count, "hits": hits}


def _print(searcher: Searcher, query: str, args: argparse.Namespace) -> None:
    print(deliver(_answer(searcher, query, args), args.output), end="")


def _answer(searcher: Searcher, query: str, args: argparse.Namespace) -> bytes:
    if args.format == "json":
        result = _result(searcher, query, args)
        return f"{json.dumps(result, ensure_ascii=False, indent=1)}\n".encode()
    asked = searcher.read(query, exact=args.exact)
    hits = _hits(searcher, asked, args)
    if args.format == "xlsx":
        return as_xlsx(query, hits)
    if args.format == "csv":
        return as_csv(hits)
    lines = [*reading(asked), *([f"共 {len(hits)} 段"] if args.all else ()), *as_text(hits)]
    return ("\n".join(lines) + "\n").encode()


def _check_one(args: argparse.Namespace) -> None:
    """Tables and files are of one question. Raises QueryInvalid."""
    check_output(args.format, args.output)
    table = args.output is not None or args.format == "csv"
    if table and (args.batch is not None or args.query is None):
        raise QueryInvalid(
            "表格和文件只能写一个问题的结果。", "请写明问题；批量提问请用 --format json。"
        )


def _prompt(searcher: Searcher, args: argparse.Namespace) -> int:
    """Ask until the input ends; a question that cannot be searched does not end it."""
    asking = sys.stdin.isatty()
    if asking:
        print("输入问题后按回车；按 Ctrl-D 结束。", file=sys.stderr)
    while True:
        if asking:
            print("问题> ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return 0
        try:
            if line.strip():
                _print(searcher, line, args)
        except QueryInvalid as error:
            report(error)


def _batch(searcher: Searcher, args: argparse.Namespace) -> int:
    """Answer every line; a bad line gives an error in its place and exit status 2."""
    status = 0
    for number, line in _lines(args.batch):
        try:
            asked = _question(line, f"{args.batch} 第 {number} 行")
            result = _result(searcher, asked["query"], args) | {"id": asked.get("id")}
        except PlanSearchError as error:
            report(error)
            result = {"id": None, "line": number, "error": error.message}
            status = FAILED
        print(json.dumps(result, ensure_ascii=False))
    return status


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        lines: Iterable[str] = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryInvalid(
            f"无法读取问题文件：{path}（{error}）", "请检查路径，编码应为 UTF-8。"
        ) from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _question(line: str, where: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except ValueError as error:
        raise QueryInvalid(
            f"{where}不是 JSON：{error}", '每行应为 {"id": "1", "query": "问题"}。'
        ) from error
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        raise QueryInvalid(f"{where}没有 query 字段", '每行应为 {"id": "1", "query": "问题"}。')
    return asked


if __name__ == "__main__":
    run(main)
