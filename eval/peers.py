"""`python -m eval.peers`: other search tools on the same passages and questions, as a table.

The tools run in an environment of their own (`make peers`); this side hands them the
passages, measures what they found as it measures our own runs, and prints Markdown.
"""

import os
import subprocess
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from corpus.cli import Parser, run
from corpus.errors import PlanSearchError, QueryInvalid
from corpus.settings import DEFAULT_MODEL, Settings
from eval.measures import HEADLINE, means, score
from eval.model import Place, Run, Testset
from eval.peers_run import FOUND, ROUNDS, SHIPPED, TASK, TOOLS, TOP, Found, Task, fastest
from eval.runs import MODES, make_run
from eval.testset import load_testset
from indexer.build import build_index
from indexer.encode import Encoder, load_encoder
from indexer.index import Index, open_index
from indexer.tokens import grams, words
from indexer.units import part_texts
from search.engine import Searcher
from search.model import Mode

ROOT = Path(__file__).parents[1]
KAIFENG = Path(__file__).parent / "testsets/kaifeng"

PROMPTS = ("query: ", "passage: ")
"""What the default model wants before a question and before a passage (its model card)."""

_LEGS: dict[Mode, str] = {"hybrid": SHIPPED}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: measures by name, the median of a warm question in milliseconds."""

    system: str
    arm: str
    measures: dict[str, float]
    milliseconds: float
    is_ours: bool = False


def main(argv: Sequence[str]) -> int:
    """Ask everybody, print a long and a short table for each test set."""
    args = _parser(Settings.from_env()).parse_args(argv)
    whole = open_index(args.index)
    encoder = load_encoder(replace(args.settings, model=whole.manifest.encoder))
    testsets = [load_testset(folder, whole.plans) for folder in args.testset or [KAIFENG]]
    with TemporaryDirectory() as folder:
        index = judged_index(whole, testsets, encoder, Path(folder) / "index")
        task = make_task(index, testsets, args.settings.models / DEFAULT_MODEL)
        found = _ask(task, args)
        first = 0
        for testset in testsets:
            last = first + len(testset.queries)
            rows = [*_ours(index, encoder, testset), *peer_rows(index, testset, found, first, last)]
            tables = [*table(rows), "", *table(short(rows)), ""]
            print("\n".join([_heading(index, testset), "", *tables]))
            first = last
    return 0


def judged_index(
    whole: Index, testsets: Sequence[Testset], encoder: Encoder, folder: Path
) -> Index:
    """An index of the judged plans alone: the tools know no filter."""
    judged = {judgement.plan for testset in testsets for judgement in testset.judgements}
    plans = [plan for plan in whole.plans.values() if plan.id in judged]
    build_index(folder, plans, encoder)
    return open_index(folder)


def _parser(settings: Settings) -> Parser:
    parser = Parser(prog="python -m eval.peers", description="与同类工具在同样的段落上比较。")
    parser.add_argument("testset", nargs="*", type=Path, metavar="测试集")
    parser.add_argument("--index", type=Path, default=settings.index, metavar="文件夹")
    parser.add_argument(
        "--python", type=Path, default=ROOT / ".venv-peers/bin/python", help="装有同类工具的 Python"
    )
    parser.add_argument("--tool", action="append", choices=TOOLS, help="只比这个（可重复）")
    parser.set_defaults(settings=settings)
    return parser


def make_task(index: Index, testsets: Sequence[Testset], model: Path) -> Task:
    """What the tools get: each passage as our encoder reads it, behind its headings.

    Of the forms tried (with and without headings, rows as cells or sentences) this suits the
    tools best: docs/relevance.md.
    """
    passages = [
        f"{p.headings}\n{''.join(part_texts(index.plans[p.plan_id], p, p.windows))}"
        for p in index.passages
    ]
    queries = [query.query for testset in testsets for query in testset.queries]
    tokens = {text: _tokens(text) for text in (*passages, *queries)}
    return Task(passages, queries, tokens, str(model.absolute()), PROMPTS)


def _tokens(text: str) -> list[str]:
    return words(text) + grams(text)


def _ask(task: Task, args: Namespace) -> list[Found]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / TASK).write_bytes(msgspec.json.encode(task))
        # absolute, but not resolved: the link's place is what makes it the environment's Python
        command = [args.python.absolute(), "-m", "eval.peers_run", folder, *(args.tool or ())]
        try:
            subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
            return msgspec.json.decode((folder / FOUND).read_bytes(), type=list[Found])
        except (OSError, subprocess.CalledProcessError) as error:
            said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
            raise PlanSearchError(
                f"同类工具没有跑成：{args.python}（{said[-1]}）",
                "请用 make peers 运行，它会先装好这些工具；或用 --python 指明装有它们的 Python。",
            ) from error


def _ours(index: Index, encoder: Encoder, testset: Testset) -> Iterator[Row]:
    system = f"plansearch {version('plansearch')}"
    for mode in MODES:
        scores = score(testset, make_run(Searcher.of(index, encoder, Settings()), testset, mode))
        milliseconds = _milliseconds(index, encoder, testset, mode)
        arm = _LEGS.get(mode, f"{mode} leg")
        yield Row(system, arm, means(scores, scores), milliseconds, is_ours=True)


def _milliseconds(index: Index, encoder: Encoder, testset: Testset, mode: Mode) -> float:
    def finder() -> Callable[[str], None]:
        # a new one, for it remembers what it has encoded
        searcher = Searcher.of(index, encoder, Settings())

        def find(query: str) -> None:
            with suppress(QueryInvalid):  # finds nothing, as in a run
                searcher.find(query, TOP, mode=mode)

        return find

    queries = [query.query for query in testset.queries]
    return median(fastest([finder() for _ in range(ROUNDS)], queries)) * 1e3


def peer_rows(
    index: Index, testset: Testset, found: Sequence[Found], first: int, last: int
) -> Iterator[Row]:
    """One row a tool and way of splitting; `[first, last)` are the test set's questions."""
    places = tuple(Place(p.plan_id, p.start, p.end) for p in index.passages)
    for one in found:
        hits = zip(testset.queries, one.hits[first:last], strict=True)
        made = Run(one.tool, places, {query.id: tuple(mine) for query, mine in hits})
        scores = score(testset, made)
        yield Row(one.tool, one.words, means(scores, scores), median(one.seconds[first:last]) * 1e3)


def short(rows: Sequence[Row]) -> list[Row]:
    """Ours as users get it, and of each tool the row with the best MRR@10."""
    best: dict[str, Row] = {}
    for row in rows:
        held = best.setdefault(row.system, row)
        if not row.is_ours and row.measures["MRR@10"] > held.measures["MRR@10"]:
            best[row.system] = row
    return list(best.values())


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Markdown; our own rows are bold."""
    yield f"| system 系统 | arm 用法 | {' | '.join(HEADLINE)} | ms 毫秒 |"
    yield "|---|---|" + "---|" * len(HEADLINE) + "---|"
    for row in rows:
        system = f"**{row.system}**" if row.is_ours else row.system
        values = " | ".join(f"{row.measures[name]:.3f}" for name in HEADLINE)
        yield f"| {system} | {row.arm} | {values} | {row.milliseconds:.2f} |"


def _heading(index: Index, testset: Testset) -> str:
    answerable = sum(query.answerable for query in testset.queries)
    splitting = median(fastest([_tokens], [query.query for query in testset.queries])) * 1e3
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {testset.name}: {len(index.passages)} passages, "
        f"{answerable} answerable questions, {os.cpu_count()} cores; with “our tokens” add "
        f"{splitting:.2f} ms for splitting the question."
    )


if __name__ == "__main__":
    run(main)
