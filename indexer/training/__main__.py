"""`python -m indexer.training`: train the adapter of the default model anew."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.cli import Parser, run
from indexer.adapter import ADAPTER
from indexer.bundled import write_plain_model
from indexer.training.pairs import load_pairs
from indexer.training.train import Recipe, train


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    args = _parser().parse_args(argv)
    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    pairs = load_pairs()
    print(f"{len(pairs)} 对，{recipe}")
    with TemporaryDirectory() as folder:
        write_plain_model(Path(folder))
        train(Path(folder), pairs, args.output, recipe, _report)
    print(f"已写入 {args.output}。模型文件夹会重新安装，索引需要重建。")
    return 0


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
