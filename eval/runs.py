"""Runs: made by searching, saved as JSON, read back."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from corpus.errors import QueryInvalid, TestsetInvalid
from eval.model import Place, Run, Testset
from search.engine import Searcher
from search.model import Filters, Mode

MODES: tuple[Mode, ...] = ("hybrid", "keyword", "vector", "late")

DEPTH = 50
"""How many hits a run keeps of a query: as deep as the deepest measure looks."""


def own_plans(testset: Testset) -> Filters:
    """Search only the plans that were judged: others in the index were never looked at."""
    judged = tuple(dict.fromkeys(judgement.plan for judgement in testset.judgements))
    return Filters(plans=judged or None)


def make_run(
    searcher: Searcher,
    testset: Testset,
    mode: Mode = "hybrid",
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask every question of the test set's own plans.

    One that cannot be searched finds nothing; other errors are raised.
    """
    filters = own_plans(testset)
    passages = searcher.index.passages
    position = {passage: at for at, passage in enumerate(passages)}
    found: dict[str, tuple[tuple[int, float], ...]] = {}
    for done, query in enumerate(testset.queries, 1):
        try:
            hits = searcher.find(query.query, DEPTH, filters, mode)
        except QueryInvalid:
            hits = []
        found[query.id] = tuple((position[hit.passage], hit.score) for hit in hits)
        if progress is not None:
            progress(done, len(testset.queries))
    return Run(mode, tuple(Place(p.plan_id, p.start, p.end) for p in passages), found)


def save_run(run: Run, path: Path) -> None:
    """Write a run."""
    path.write_bytes(msgspec.json.encode(run))


def load_run(path: Path) -> Run:
    """Read a run. Raises TestsetInvalid when the file holds none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Run)
    except (OSError, msgspec.MsgspecError) as error:
        raise TestsetInvalid(
            f"读不出检索结果文件：{path}（{error}）", "请用 python -m eval run … --save 重新生成。"
        ) from error
