"""`python -m eval`: measure, compare, judge, exchange."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.cli import FAILED, Parser, progress_bar, run
from corpus.settings import Settings
from eval import alignment, answers_command, baseline, compare, exchange, general, targets
from eval.cases import load_cases, run_cases, summary
from eval.explain import first_right
from eval.html import report
from eval.intake import write_file
from eval.judge import judge_in_terminal, judge_name
from eval.measures import refusal_rate, score
from eval.model import Run, Testset
from eval.pool import Unjudged, pool
from eval.report import as_json, by_query, by_type
from eval.runs import MODES, load_run, make_run, own_plans, save_run
from eval.testset import load_testset
from indexer.encode import load_encoder
from search.compare import compare as compare_plans
from search.engine import Searcher

KAIFENG = Path(__file__).parent / "testsets/kaifeng"
QINGHE = Path(__file__).parent / "testsets/qinghe"
SEED = 20251  # two judges see the same order
BASELINE = Path(__file__).parent / "baseline.json"
WORK = Path("var/general")


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    args = _parser(Settings.from_env()).parse_args(argv)
    status: int = args.run(args)
    return status


def _parser(settings: Settings) -> Parser:
    shared = Parser(add_help=False)
    shared.add_argument("--index", type=Path, default=settings.index, metavar="文件夹")
    shared.set_defaults(settings=settings)
    parser = Parser(prog="python -m eval", description="衡量检索结果有多相关。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, work: Callable[[argparse.Namespace], int], help_: str) -> Parser:
        made = commands.add_parser(name, parents=[shared], help=help_)
        made.set_defaults(run=work)
        return made

    one = command("run", _run, "在测试集上运行检索并打分")
    one.add_argument("testset", type=Path, metavar="测试集")
    one.add_argument("--mode", choices=MODES, default="hybrid", help="用哪些检索腿")
    one.add_argument("--run", dest="save", type=Path, metavar="文件", help="保存检索结果，供比较")
    one.add_argument("--html", type=Path, metavar="文件", help="另写一份图文报告")
    one.add_argument("--queries", action="store_true", help="列出每条查询的得分")
    one.add_argument("--misses", action="store_true", help="只列首条不对的查询")
    one.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    two = command("compare", _compare, "比较两种检索方式，或两份保存的结果")
    two.add_argument("a", metavar="A", help=f"{'、'.join(MODES)}，或结果文件")
    two.add_argument("b", metavar="B")
    two.add_argument("--testset", type=Path, default=KAIFENG, metavar="测试集")
    two.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    three = command("relevance", _relevance, "测试集和用例一起跑，与基线比较")
    three.add_argument("--update", action="store_true", help="把这次的结果记为新的基线")
    four = command("pool", _pool, "各种检索方式找到、还没人判断的段落，一行一条")
    for pooling in (four, command("judge", _judge, "在终端里逐条判断")):
        pooling.add_argument("testset", type=Path, metavar="测试集")
        pooling.add_argument("--judge", required=True, metavar="姓名", help="判断人")
        pooling.add_argument("--depth", type=int, default=10, metavar="N", help="每种取前几条")
        pooling.add_argument("--mode", action="append", choices=MODES, help="默认全部（可重复）")
    six = command("general", _general, "同样的代码在另外的文件上效果如何、多快")
    six.add_argument("--docs", type=Path, metavar="文件夹", help="这些文件在哪里，没有就跳过")
    six.add_argument("--work", type=Path, default=WORK, metavar="文件夹", help="索引放哪里")
    six.add_argument("--misses", action="store_true", help="列出首条不对的查询")
    answers_command.add_commands(command)
    exchange.add_commands(command)
    return parser


def _open(args: argparse.Namespace) -> Searcher:
    return Searcher.open(replace(args.settings, index=args.index))


def _run(args: argparse.Namespace) -> int:
    searcher = _open(args)
    testset = load_testset(args.testset, searcher.index.plans)
    made = make_run(searcher, testset, args.mode)
    scores, refused = score(testset, made), refusal_rate(testset, made)
    if args.save is not None:
        save_run(made, args.save)
    if args.html is not None:
        runs: dict[str, Run] = {m: make_run(searcher, testset, m) for m in MODES if m != args.mode}
        why = first_right(testset, {**runs, args.mode: made})
        write_file(args.html, report(testset, made, scores, why, searcher.index))
    if args.format == "json":
        print(json.dumps(as_json(testset, scores, refused), ensure_ascii=False, indent=1))
        return 0
    print("\n".join(by_type(testset, scores, refused)))
    if args.queries or args.misses:
        print("\n".join(["", *by_query(testset, scores, only_misses=args.misses)]))
    return 0


def _compare(args: argparse.Namespace) -> int:
    searcher = _open(args)
    testset = load_testset(args.testset, searcher.index.plans)
    compared = compare.compare(testset, *(_made(searcher, testset, n) for n in (args.a, args.b)))
    if args.format == "json":
        print(json.dumps(compare.as_json(compared), ensure_ascii=False, indent=1))
    else:
        print("\n".join(compare.as_text(compared)))
    return 0


def _made(searcher: Searcher, testset: Testset, name: str) -> Run:
    for mode in MODES:
        if name == mode:
            return make_run(searcher, testset, mode)
    return load_run(Path(name))


def _unjudged(args: argparse.Namespace, searcher: Searcher) -> list[Unjudged]:
    testset = load_testset(args.testset, searcher.index.plans)
    runs = [make_run(searcher, testset, mode) for mode in args.mode or MODES]
    return pool(testset, runs, args.depth, judge_name(args.judge), SEED)


def _pool(args: argparse.Namespace) -> int:
    searcher = _open(args)
    for item in _unjudged(args, searcher):
        place = item.place
        text = searcher.index.plan(place.plan).text[place.start : place.end]
        asked = {"query": item.query.id, "question": item.query.query}
        found = {"plan": place.plan, "start": place.start, "end": place.end, "text": text}
        print(json.dumps(asked | found, ensure_ascii=False))
    return 0


def _judge(args: argparse.Namespace) -> int:
    searcher = _open(args)
    items = _unjudged(args, searcher)
    done = judge_in_terminal(args.testset, items, judge_name(args.judge), searcher.index)
    print(f"判断了 {done} 条，还有 {len(items) - done} 条")
    return 0


def _relevance(args: argparse.Namespace) -> int:
    searcher = _open(args)
    testset = load_testset(KAIFENG, searcher.index.plans)
    cases, problems = load_cases(KAIFENG / "cases.jsonl", searcher.index.plans)
    made = make_run(searcher, testset)
    scores = score(testset, made)
    results = run_cases(searcher, cases, filters=own_plans(testset))
    table = by_type(testset, scores, refusal_rate(testset, made))
    print("\n".join([*table, "", *summary(results), *problems, ""]))
    expected = targets.load_expected(KAIFENG / "targets.jsonl")
    extracted = searcher.index.plan("kaifeng").targets
    print("\n".join([*targets.as_text(targets.agreement(expected, extracted)), ""]))
    print("\n".join([*_compared(searcher), ""]))
    print("\n".join([*answers_command.all_rates(searcher), ""]))
    now = baseline.baseline_of(scores, results)
    if args.update:
        baseline.save_baseline(now, BASELINE)
        return 0
    before = baseline.load_baseline(BASELINE)
    print("\n".join(baseline.changes(before, now)))
    dropped = list(baseline.drops(before, now))
    if dropped:
        print("错误：低于基线，超出误差：" + "；".join(dropped), file=sys.stderr)
    return FAILED if dropped or problems else 0


def _general(args: argparse.Namespace) -> int:
    if args.docs is None or not args.docs.is_dir():
        print(f"跳过：没有文件夹 {args.docs or '（未指明）'}。请用 --docs 指明文件在哪里。")
        return 0
    encoder, failed = load_encoder(args.settings), False
    for collection in general.collections(args.docs):
        name = collection.testset.name
        if collection.missing:
            print(f"跳过 {name}：缺少 {'、'.join(map(str, collection.missing))}")
            continue
        with progress_bar(f"编码 {name}") as progress:
            measured = general.measure(collection, args.work / name, encoder, progress)
        print("\n".join([*general.table(measured, misses=args.misses), ""]))
        failed = failed or bool(measured.failures or measured.testset.problems)
    return FAILED if failed else 0


def _compared(searcher: Searcher) -> Iterator[str]:
    """The comparison of the sample county with its city; nothing where the index lacks one."""
    gold = alignment.load_gold(QINGHE / alignment.GOLD)
    plans = searcher.index.plans
    if gold.city in plans and gold.county in plans:
        found = compare_plans(searcher, gold.city, [gold.county])
        figures = alignment.measure(found, gold, plans[gold.city], plans[gold.county])
        yield f"对照 {gold.county} 与 {gold.city}"
        yield from alignment.as_text(figures)


if __name__ == "__main__":
    run(main)
