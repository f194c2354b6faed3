"""Commands that measure answers and fit the model that refuses."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from eval import answers, refusals
from eval.exchange import AddCommand
from eval.runs import own_plans
from eval.testset import load_testset
from search.engine import Searcher

_SETS = Path(__file__).parent / "testsets"
REFUSALS = tuple(
    _SETS / f"kaifeng{suffix}" for suffix in ("", "-fresh", "-refusals", "-answers", "-desk")
)


def add_commands(command: AddCommand) -> None:
    """Add `answers` and `refusals`."""
    one = command("answers", _answers, "答案和拒答对不对")
    one.add_argument("testset", type=Path, metavar="测试集")
    one.add_argument("--misses", action="store_true", help="列出不对的问题")
    one.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    two = command("refusals", _refusals, "拟合拒答的权重，交叉验证")
    two.add_argument(
        "testset", type=Path, nargs="*", metavar="测试集", default=list(REFUSALS), help="默认五个"
    )


def all_rates(searcher: Searcher) -> Iterator[str]:
    """Answers and refusals on the test sets of the real plan."""
    for folder in REFUSALS:
        yield from answers.as_text(folder.name, _outcomes(searcher, folder))


def _outcomes(searcher: Searcher, folder: Path) -> list[answers.Outcome]:
    testset = load_testset(folder, searcher.index.plans)
    filters = own_plans(testset)
    return answers.outcomes(testset, lambda text: searcher.ask(text, filters=filters))


def _open(args: argparse.Namespace) -> Searcher:
    return Searcher.open(replace(args.settings, index=args.index))


def _answers(args: argparse.Namespace) -> int:
    found = _outcomes(_open(args), args.testset)
    if args.format == "json":
        print(json.dumps(answers.as_json(args.testset.name, found), ensure_ascii=False, indent=1))
    else:
        print("\n".join(answers.as_text(args.testset.name, found, misses=args.misses)))
    return 0


def _refusals(args: argparse.Namespace) -> int:
    searcher = _open(args)
    found: list[refusals.Sample] = []
    for folder in args.testset:
        testset = load_testset(folder, searcher.index.plans)
        found += refusals.samples(searcher, testset, own_plans(testset))
    print("\n".join(refusals.as_text(found)))
    return 0
