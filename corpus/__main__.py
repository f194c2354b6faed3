"""`python -m corpus`: look at what a document becomes."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from corpus.cli import FAILED, Parser, report, run
from corpus.parse import parse
from corpus.show import as_json, as_text, warning_lines
from corpus.store import load_plans


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    args = _parser().parse_args(argv)
    status: int = args.run(args)
    return status


def _parser() -> Parser:
    parser = Parser(prog="python -m corpus", description="查看规划文件解析后的样子。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    show = commands.add_parser("show", help="显示一个文件的章节、指标、简称和提醒")
    show.add_argument("file", type=Path, metavar="文件")
    show.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    show.set_defaults(run=_show)
    check = commands.add_parser("check", help="只列出提醒：编号不连续、表格行不合表头等")
    check.add_argument("files", type=Path, nargs="+", metavar="文件或文件夹")
    check.set_defaults(run=_check)
    return parser


def _show(args: argparse.Namespace) -> int:
    plan = parse(args.file)
    if args.format == "json":
        print(json.dumps(as_json(plan), ensure_ascii=False, indent=1))
    else:
        print("\n".join(as_text(plan)))
    return 0


def _check(args: argparse.Namespace) -> int:
    loaded = load_plans(args.files)
    for plan in loaded.plans:
        headings = sum(section.kind != "preamble" for section in plan.sections)
        print(f"{plan.source.file}：标题 {headings} 个，表格 {len(plan.tables)} 张，", end="")
        print(f"指标 {len(plan.indicators)} 项", end="")
        print("\n".join(warning_lines(plan)))
    for failure in loaded.failures:
        report(failure)
    return FAILED if loaded.failures else 0


if __name__ == "__main__":
    run(main)
