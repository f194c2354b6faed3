"""`python -m eval.bench`: how fast it builds and answers, and what it needs.

Absolute times belong to the machine; the shares, taken in one run, carry over.
"""

import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from corpus.cli import run
from corpus.settings import Settings
from corpus.store import SHIPPED, load_plans
from eval.alignment import GOLD, load_gold
from eval.measures import score
from eval.report import by_type
from eval.runs import DEPTH, MODES, make_run
from eval.speed import answer_share, query_speed, seconds
from eval.testset import load_testset
from indexer.build import add_plans, build_index
from indexer.encode import Encoder, load_encoder
from indexer.index import open_index
from indexer.split import split
from indexer.units import collect
from search.compare import compare
from search.engine import Searcher

KAIFENG = Path(__file__).parent / "testsets/kaifeng"
QINGHE = Path(__file__).parent / "testsets/qinghe"
QUESTION = "2025年农村生活污水治理率目标是多少"
ROUNDS = 3
COUNTIES = 10


def main(argv: Sequence[str]) -> int:
    """Print the figures of the shipped plans with the model of the settings."""
    del argv
    encoder = load_encoder(Settings.from_env())
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        _building(index, encoder)
        searcher = Searcher.of(open_index(index), encoder, Settings())
        _searching(searcher, encoder)
        _evaluating(index, encoder)
        _cold_start(index)
        size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
        print(f"index on disk    {size / 1e6:.0f} MB")
        _comparing(index, encoder)
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


def _building(index: Path, encoder: Encoder) -> None:
    plans = load_plans([SHIPPED]).plans
    passages = [passage for plan in plans for passage in split(plan)]
    texts, _ = collect({plan.id: plan for plan in plans}, passages)
    build = seconds(lambda: build_index(index, plans, encoder))
    again = seconds(lambda: build_index(index, plans, encoder))
    print(f"build            {build:.1f} s, {len(passages) / build:.0f} passages/s")
    print(f"build, unchanged {again:.1f} s")
    forward_seconds = getattr(encoder, "forward_seconds", None)
    if forward_seconds is not None:
        # in turn, so that a machine that slows down slows both
        pairs = [(forward_seconds(texts), seconds(lambda: _drain(encoder, texts))) for _ in "123"]
        raw, encode = (median(column) for column in zip(*pairs, strict=True))
        print(f"encode           {encode:.1f} s for {len(texts)} texts, share of the bare ", end="")
        print(f"forward pass' speed {raw / encode:.2f}; of the whole build {raw / build:.2f}")


def _drain(encoder: Encoder, texts: list[str]) -> None:
    for _ in encoder.encode_passages(texts):
        pass


def _searching(searcher: Searcher, encoder: Encoder) -> None:
    testset = load_testset(KAIFENG, searcher.index.plans)
    # a question is encoded once and remembered, so every round asks in other words
    questions = [f"{q.query}{'？' * n}" for n in range(ROUNDS) for q in testset.queries]
    took = query_speed(searcher, encoder, [QUESTION, *questions])
    print(f"query            p50 {took.p50 * 1e3:.1f} ms, p95 {took.p95 * 1e3:.1f} ms")
    print(f"query encoding   p50 {took.encoding * 1e3:.1f} ms; a query costs ", end="")
    print(f"{took.share:.2f} encodings")
    asked = [q.query for q in testset.queries]
    print(f"answer           {answer_share(searcher, asked):.2f} × the search, question encoded")


def _evaluating(index: Path, encoder: Encoder) -> None:
    """What measuring costs beside the searches that it measures."""
    bare, measured = (Searcher.of(open_index(index), encoder, Settings()) for _ in "12")
    testset = load_testset(KAIFENG, bare.index.plans)
    searches = seconds(
        lambda: [bare.find(q.query, DEPTH, mode=m) for m in MODES for q in testset.queries]
    )
    total = seconds(
        lambda: [
            list(by_type(testset, score(testset, make_run(measured, testset, m)))) for m in MODES
        ]
    )
    print(
        f"evaluation       {len(testset.queries)} queries × {len(MODES)} modes: {total:.1f} s, ",
        end="",
    )
    print(f"{total / searches:.2f} × the bare searches")


def _comparing(index: Path, encoder: Encoder) -> None:
    """A county beside its city, and copies of it under other names at once."""
    gold = load_gold(QINGHE / GOLD)
    county = open_index(index).plan(gold.county)
    copies = [
        replace(county, id=f"{county.id}{n}", source=replace(county.source, file=f"{n}"))
        for n in range(COUNTIES)
    ]
    add_plans(index, copies, encoder)
    searcher = Searcher.of(open_index(index), encoder, Settings())
    one = seconds(lambda: compare(searcher, gold.city, [gold.county]))
    many = seconds(lambda: compare(searcher, gold.city, [copy.id for copy in copies]))
    print(f"comparison       {one:.1f} s for a county, {many:.1f} s for {COUNTIES}")


def _cold_start(index: Path) -> None:
    command = [sys.executable, "-m", "search", "find", QUESTION, "--index", str(index)]
    cold = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    print(f"cold start       {cold:.1f} s from the command line to the answer")


if __name__ == "__main__":
    run(main)
