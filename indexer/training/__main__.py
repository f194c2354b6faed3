"""`python -m indexer.training`: train the adapter of the default model anew, or its reranker."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.cli import Parser, run
from indexer.adapter import ADAPTER
from indexer.bundled import write_model
from indexer.bundled_reranker import WEIGHTS
from indexer.training import reranker
from indexer.training.material import HELD_OUT, Group, joined, load_pairs, load_plans
from indexer.training.train import Recipe, first_right, train


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    args = _parser().parse_args(argv)
    plans = load_plans()
    held_out = [plan for name, plan in plans.items() if name in HELD_OUT]
    learnt = [plan for name, plan in plans.items() if name not in HELD_OUT]
    with TemporaryDirectory() as folder:
        if args.what == "reranker":
            _reranker(Path(folder), learnt, held_out, args.output or WEIGHTS)
        else:
            recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
            _adapter(Path(folder), learnt, held_out, args.output or ADAPTER, recipe)
    return 0


def _adapter(
    model: Path, learnt: Sequence[Group], held_out: Sequence[Group], output: Path, recipe: Recipe
) -> None:
    pairs, unseen = load_pairs(), joined(held_out)
    print(f"{len(pairs)} 对，{len(learnt)} 部虚构规划，{recipe}")
    write_model(model)
    print(_quality("训练前", first_right(model, unseen)))
    train(model, pairs, learnt, output, recipe, _report)
    write_model(model, output)
    print(_quality("训练后", first_right(model, unseen)))
    print(f"已写入 {output}。模型文件夹会重新安装，索引需要重建。")


def _reranker(
    model: Path, learnt: Sequence[Group], held_out: Sequence[Group], output: Path
) -> None:
    recipe = reranker.Recipe()
    print(f"{len(learnt)} 部虚构规划，{recipe}")
    write_model(model, ADAPTER)
    reranker.train(model, learnt, output, recipe, _report)
    for when, figures in reranker.quality(model, held_out, output).items():
        print(_quality(when, figures))
    print(f"已写入 {output}。")


def _quality(when: str, figures: tuple[float, float]) -> str:
    return f"{when}，没有学过的规划：hit@1 {figures[0]:.3f}，MRR@10 {figures[1]:.3f}"


def _report(step: int, steps: int, loss: float) -> None:
    print(f"{step}/{steps}  损失 {loss:.3f}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m indexer.training", description="重新训练默认模型的适配文件或重排权重。"
    )
    parser.add_argument("what", nargs="?", choices=("adapter", "reranker"), default="adapter")
    for field in fields(Recipe):
        kind = int if isinstance(field.default, int) else float
        parser.add_argument(f"--{field.name}", type=kind, default=field.default, metavar="数")
    parser.add_argument("--output", type=Path, metavar="文件")
    return parser


if __name__ == "__main__":
    run(main)
