"""`python -m corpus`: look at what a document becomes."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from corpus.cli import FAILED, Parser, report, run
from corpus.model import Plan
from corpus.parse import parse
from corpus.show import as_json, as_text, check_lines, totals
from corpus.store import Outcome, each_plan


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
    check = commands.add_parser("check", help="逐个文件报告标题、表格、指标、目标、提醒和用时")
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
    outcomes: list[Outcome] = []
    for outcome in each_plan(args.files):
        outcomes.append(outcome)
        if isinstance(outcome.result, Plan):
            print("\n".join(check_lines(outcome.result, outcome.seconds)), flush=True)
        else:
            report(outcome.result)
    print(totals(outcomes))
    return FAILED if any(not isinstance(o.result, Plan) for o in outcomes) else 0


if __name__ == "__main__":
    run(main)
