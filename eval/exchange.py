"""Commands that bring test sets in and take them out."""

import argparse
from collections.abc import Callable
from pathlib import Path

from corpus.cli import FAILED, Parser
from eval.beir import export_beir, import_beir
from eval.intake import read_bytes, write_file
from eval.model import Testset
from eval.quotes import import_quotes
from eval.sheet import export_csv, export_xlsx, import_sheet
from eval.testset import append, load_testset, save_queries
from eval.trec import export_qrels, export_queries, import_qrels
from indexer.index import Index, open_index

AddCommand = Callable[[str, Callable[[argparse.Namespace], int], str], Parser]


def add_commands(command: AddCommand) -> None:
    """Add `export` and `import`."""
    out = command("export", _export, "导出测试集")
    out.add_argument("testset", type=Path, metavar="测试集")
    out.add_argument(
        "--trec", type=Path, metavar="文件", help="TREC qrels，问题写在同名 .queries.tsv"
    )
    out.add_argument("--beir", type=Path, metavar="文件夹", help="BEIR 语料、问题和判断")
    out.add_argument("--xlsx", type=Path, metavar="文件", help="Excel 表格")
    out.add_argument("--csv", type=Path, metavar="文件", help="CSV 表格")
    into = command("import", _import, "导入为测试集")
    into.add_argument(
        "source", type=Path, metavar="来源", help=".xlsx .csv .jsonl .qrels 或 BEIR 文件夹"
    )
    into.add_argument("testset", type=Path, metavar="测试集")
    into.add_argument("--judge", default="导入", metavar="姓名", help="判断人")
    into.add_argument("--queries", type=Path, metavar="文件", help="qrels 的问题：编号<Tab>问题")


def _export(args: argparse.Namespace) -> int:
    index = open_index(args.index)
    testset = load_testset(args.testset, index.plans)
    if args.trec is not None:
        write_file(args.trec, export_qrels(testset))
        write_file(args.trec.with_suffix(".queries.tsv"), export_queries(testset))
    if args.beir is not None:
        for name, data in export_beir(testset, index.plans, index.passages).items():
            write_file(args.beir / name, data)
    if args.xlsx is not None:
        write_file(args.xlsx, export_xlsx(testset))
    if args.csv is not None:
        write_file(args.csv, export_csv(testset))
    print(f"导出 {len(testset.queries)} 条查询、{len(testset.judgements)} 条判断")
    return _problems(testset)


def _import(args: argparse.Namespace) -> int:
    """Add to the test set: a query of the same id replaces the one in place."""
    index = open_index(args.index)
    testset = _read(args, index)
    there = load_testset(args.testset, index.plans).queries if args.testset.exists() else ()
    merged = {query.id: query for query in (*there, *testset.queries)}
    save_queries(args.testset, merged.values())
    append(args.testset, testset.judgements)
    print(f"导入 {len(testset.queries)} 条查询、{len(testset.judgements)} 条判断：{args.testset}")
    return _problems(testset)


def _read(args: argparse.Namespace, index: Index) -> Testset:
    source: Path = args.source
    if source.is_dir():
        return import_beir(source, index.plans, args.judge)
    match source.suffix.lower():
        case ".xlsx" | ".csv":
            return import_sheet(read_bytes(source), source.name, index.plans, args.judge)
        case ".jsonl":
            return import_quotes(source, index.plans.values(), args.judge)
        case _:
            return import_qrels(source, index.plans, args.judge, args.queries)


def _problems(testset: Testset) -> int:
    for problem in testset.problems:
        print(problem)
    return FAILED if testset.problems else 0
