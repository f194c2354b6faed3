"""`python -m search`: questions in, cited passages out."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.cli import FAILED, Parser, can_deliver, deliver, report, run
from corpus.errors import PlanSearchError, QueryInvalid
from corpus.settings import Settings
from search import compare_command, targets_command
from search.answer.endpoint import Endpoint
from search.answer.render import as_json as answer_as_json
from search.answer.render import as_text as answer_as_text
from search.answer.wording import Worded, word
from search.compare.draft import LEVELS
from search.engine import Searcher
from search.hits_sheet import as_csv, as_xlsx
from search.model import Filters, Hit, Query
from search.render import CONTENT_KINDS, as_json, as_text, reading

BINARY = ("xlsx", "docx")
_FORMATS = ("text", "json", "csv", "xlsx")


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    settings = Settings.from_env()
    args = _parser(settings).parse_args(argv)
    if args.command in ("targets", "compare"):
        can_deliver(args.format in BINARY, args.output)
    if args.command == "targets":
        deliver(targets_command.targets(args), args.output)
        return 0
    if args.command in ("find", "ask"):
        _check_one(args)
        settings = replace(settings, reranker=args.reranker)
    if args.command == "ask" and args.endpoint:
        args.answers = _endpoint(settings)
    searcher = Searcher.open(replace(settings, index=args.index))
    if args.command == "compare":
        deliver(compare_command.compared(searcher, args), args.output)
        return 0
    if args.batch is not None:
        return _batch(searcher, args)
    if args.query is not None:
        _print(searcher, args.query, args)
        return 0
    return _prompt(searcher, args)


def _endpoint(settings: Settings) -> Endpoint:
    """Raises QueryInvalid where the deployer has named none."""
    endpoint = Endpoint.of(settings)
    if endpoint is None:
        raise QueryInvalid("没有设置改写回答的模型服务。", "请设置 PLANSEARCH_ANSWER_URL。")
    return endpoint


def _parser(settings: Settings) -> Parser:
    parser = Parser(prog="python -m search", description="在规划里检索。")
    commands = parser.add_subparsers(required=True, metavar="命令", dest="command")
    find = commands.add_parser("find", help="找出与问题最相关的段落，附出处")
    _search_arguments(find, settings, _FORMATS)
    find.add_argument("--all", action="store_true", help="列出全部相关段落，附段数")
    ask = commands.add_parser("ask", help="回答问题，每句附出处；规划没写的说没写")
    _search_arguments(ask, settings, _FORMATS[:2])
    ask.add_argument(
        "--endpoint",
        action="store_true",
        help="请 PLANSEARCH_ANSWER_URL 的模型改写回答，逐句核对；默认不用",
    )
    beside = commands.add_parser("compare", help="上级规划与下级规划逐条对照，或检查一段草稿")
    compare_command.add_arguments(beside, settings.index)
    listed = commands.add_parser("targets", help="指标与目标总表，可导出 xlsx、csv")
    targets_command.add_arguments(listed, settings.index)
    return parser


def _search_arguments(parser: Parser, settings: Settings, formats: Sequence[str]) -> None:
    parser.add_argument("query", nargs="?", metavar="问题", help="不写则逐条提问")
    parser.add_argument("-k", type=_positive, default=10, metavar="N", help="最多几条（默认 10）")
    parser.add_argument("--plan", action="append", metavar="编号", help="只查这部规划（可重复）")
    parser.add_argument("--chapter", action="append", metavar="章", help="只查这一章，如 第六章")
    parser.add_argument(
        "--kind", action="append", choices=tuple(CONTENT_KINDS), help="只查这类内容"
    )
    parser.add_argument("--region", action="append", metavar="地区", help="只查这个地区的规划")
    parser.add_argument("--level", action="append", choices=LEVELS, help="只查这一级的规划")
    parser.add_argument("--year", action="append", type=int, metavar="年", help="规划期含这一年")
    parser.add_argument("--issuer", action="append", metavar="机关", help="发文机关含这些字")
    parser.add_argument("--number", action="append", metavar="文号", help="文号含这些字")
    parser.add_argument(
        "--date", action="append", metavar="日期", help="成文日期，如 2022 或 2022-05"
    )
    parser.add_argument("--exact", action="store_true", help="照原文检索，不改错别字")
    parser.add_argument(
        "--reranker",
        default=settings.reranker,
        metavar="模型",
        help="用这个重排模型（文件夹或名称）重新排列靠前的结果；默认用自带的，none 不用",
    )
    parser.add_argument("--format", choices=formats, default="text", help="输出格式")
    parser.add_argument("--output", type=Path, metavar="文件", help="写入文件")
    parser.add_argument(
        "--batch", type=Path, metavar="文件", help='逐行 {"id","query"} 的 JSON 文件'
    )
    parser.add_argument("--index", type=Path, default=settings.index, metavar="文件夹")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return int(text)


def _filters(args: argparse.Namespace) -> Filters:
    place = (args.plan, args.chapter, args.kind)
    chosen = (*place, args.region, args.level, args.year, args.issuer, args.number, args.date)
    return Filters(*(None if values is None else tuple(values) for values in chosen))


def _result(searcher: Searcher, query: str, args: argparse.Namespace) -> dict[str, Any]:
    asked = searcher.read(query, exact=args.exact)
    if args.command == "ask":
        return answer_as_json(_asked(searcher, asked, args)) | {"query": query}
    hits = [as_json(hit) for hit in _hits(searcher, asked, args)]
    mended = {} if asked.corrected is None else {"corrected": asked.corrected}
    count = {"count": len(hits)} if args.all else {}
    return {"id": None, "query": query, **mended, **count, "hits": hits}


def _asked(searcher: Searcher, asked: Query, args: argparse.Namespace) -> Worded:
    """The answer, worded by the endpoint where that is wanted; its note goes to stderr."""
    answer = searcher.ask(asked, args.k, _filters(args))
    worded = word(answer, args.answers) if args.endpoint else Worded(answer)
    if worded.note:
        print(worded.note, file=sys.stderr)
    return worded


def _hits(searcher: Searcher, asked: Query, args: argparse.Namespace) -> list[Hit]:
    filters = _filters(args)
    return searcher.find_all(asked, filters) if args.all else searcher.find(asked, args.k, filters)


def _print(searcher: Searcher, query: str, args: argparse.Namespace) -> None:
    deliver(_written(searcher, query, args), args.output)


def _written(searcher: Searcher, query: str, args: argparse.Namespace) -> bytes:
    """The result of a question in the format asked for."""
    if args.format == "json":
        result = _result(searcher, query, args)
        return f"{json.dumps(result, ensure_ascii=False, indent=1)}\n".encode()
    asked = searcher.read(query, exact=args.exact)
    if args.command == "ask":
        lines = [*answer_as_text(_asked(searcher, asked, args))]
        return ("\n".join(lines) + "\n").encode()
    hits = _hits(searcher, asked, args)
    if args.format == "xlsx":
        return as_xlsx(query, hits)
    if args.format == "csv":
        return as_csv(hits)
    lines = [*reading(asked), *([f"共 {len(hits)} 段"] if args.all else ()), *as_text(hits)]
    return ("\n".join(lines) + "\n").encode()


def _check_one(args: argparse.Namespace) -> None:
    """Tables and files are of one question. Raises QueryInvalid."""
    can_deliver(args.format in BINARY, args.output)
    table = args.output is not None or args.format in ("csv", "xlsx")
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
