"""`python -m indexer`: make, change and look at the index."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from corpus.cli import FAILED, Parser, progress_bar, report, run
from corpus.library import Library
from corpus.settings import Settings
from corpus.store import Loaded, load_plans
from indexer.build import BuildReport, add_plans, build_index, is_current, remove_plan
from indexer.encode import load_encoder
from indexer.index import open_index
from indexer.verify import verify


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    args = _parser(Settings.from_env()).parse_args(argv)
    status: int = args.run(args)
    return status


def _parser(settings: Settings) -> Parser:
    shared = Parser(add_help=False)
    shared.add_argument("--index", type=Path, default=settings.index, metavar="文件夹")
    shared.set_defaults(settings=settings)
    parser = Parser(prog="python -m indexer", description="建立和维护索引。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    build = commands.add_parser("build", parents=[shared], help="用这些文件重建整个索引")
    build.add_argument("paths", type=Path, nargs="*", metavar="文件或文件夹")
    build.add_argument("--model", default=settings.model, metavar="名称或文件夹", help="向量模型")
    build.add_argument("--if-needed", action="store_true", help="没有变化就不重建")
    build.set_defaults(run=_build)
    add = commands.add_parser("add", parents=[shared], help="加入文件，其余不动")
    add.add_argument("paths", type=Path, nargs="+", metavar="文件")
    add.set_defaults(run=_add)
    remove = commands.add_parser("remove", parents=[shared], help="移除一部规划")
    remove.add_argument("plan", metavar="编号")
    remove.set_defaults(run=_remove)
    info = commands.add_parser("info", parents=[shared], help="索引里有什么、怎么建的")
    info.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    info.set_defaults(run=_info)
    check = commands.add_parser("verify", parents=[shared], help="检查索引是否完好")
    check.set_defaults(run=_verify)
    return parser


def _build(args: argparse.Namespace) -> int:
    loaded = load_plans(args.paths or Library(args.settings.plans).files().values())
    if not loaded.plans:
        return _failures(loaded)  # an index is not replaced by an empty one
    if args.if_needed and is_current(args.index, loaded.plans, args.model):
        print(f"索引没有变化：{args.index}")
        return _failures(loaded)
    encoder = load_encoder(replace(args.settings, model=args.model))
    with progress_bar("编码") as progress:
        _say(build_index(args.index, loaded.plans, encoder, progress))
    return _failures(loaded)


def _add(args: argparse.Namespace) -> int:
    made_with = open_index(args.index).manifest.encoder
    loaded = load_plans(args.paths)
    encoder = load_encoder(replace(args.settings, model=made_with))
    with progress_bar("编码") as progress:
        _say(add_plans(args.index, loaded.plans, encoder, progress))
    return _failures(loaded)


def _remove(args: argparse.Namespace) -> int:
    made_with = open_index(args.index).manifest.encoder
    _say(remove_plan(args.index, args.plan, load_encoder(replace(args.settings, model=made_with))))
    return 0


def _info(args: argparse.Namespace) -> int:
    manifest = open_index(args.index).manifest
    if args.format == "json":
        print(json.dumps(msgspec.to_builtins(manifest), ensure_ascii=False, indent=1))
        return 0
    print(f"索引 {args.index}，{manifest.built} 建")
    print(f"模型 {manifest.encoder}（{manifest.dimension} 维），分词 {manifest.tokeniser}")
    for plan in manifest.plans:
        print(f"  {plan.id}  《{plan.title}》  {plan.passages} 段  {plan.source_file}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    print(f"索引完好：{args.index}，核对了 {verify(args.index)} 个文件")
    return 0


def _say(made: BuildReport) -> None:
    plans, passages = len(made.manifest.plans), made.manifest.passages
    print(
        f"索引建好：{plans} 部规划，{passages} 段；新编码 {made.encoded} 条，沿用 {made.reused} 条"
    )


def _failures(loaded: Loaded) -> int:
    for failure in loaded.failures:
        report(failure)
    return FAILED if loaded.failures else 0


if __name__ == "__main__":
    run(main)
