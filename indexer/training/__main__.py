"""`python -m indexer.training`: train the adapter of the default model anew."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.cli import Parser, run
from indexer.adapter import ADAPTER
from indexer.bundled import write_model
from indexer.training.material import HELD_OUT, joined, load_pairs, load_plans
from indexer.training.train import Recipe, first_right, train


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    args = _parser().parse_args(argv)
    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    pairs, plans = load_pairs(), load_plans()
    held_out = joined([plan for name, plan in plans.items() if name in HELD_OUT])
    learnt = [plan for name, plan in plans.items() if name not in HELD_OUT]
    print(f"{len(pairs)} 对，{len(learnt)} 部虚构规划，{recipe}")
    with TemporaryDirectory() as folder:
        model = Path(folder)
        write_model(model)
        print(_quality("训练前", first_right(model, held_out)))
        train(model, pairs, learnt, args.output, recipe, _report)
        write_model(model, args.output)
        print(_quality("训练后", first_right(model, held_out)))
    print(f"已写入 {args.output}。模型文件夹会重新安装，索引需要重建。")
    return 0


def _quality(when: str, figures: tuple[float, float]) -> str:
    return f"{when}，没有学过的 {len(HELD_OUT)} 部：hit@1 {figures[0]:.3f}，MRR@10 {figures[1]:.3f}"


def _report(step: int, steps: int, loss: float) -> None:
    print(f"{step}/{steps}  损失 {loss:.3f}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m indexer.training", description="重新训练默认模型的适配文件。")
    for field in fields(Recipe):
        kind = int if isinstance(field.default, int) else float
        parser.add_argument(f"--{field.name}", type=kind, default=field.default, metavar="数")
    parser.add_argument("--output", type=Path, default=ADAPTER, metavar="文件")
    return parser


if __name__ == "__main__":
    run(main)
