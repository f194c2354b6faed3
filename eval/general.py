"""Does it carry over? The same code on other collections, each with a test set of its own.

A test set whose folder has a `documents.txt` is about documents that are not
shipped: one path a line, of a file or a folder, relative to where they lie.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.settings import Settings
from corpus.store import load_plans
from eval.measures import HEADLINE, Scores, means, score
from eval.model import Testset
from eval.report import by_query, by_type
from eval.runs import MODES, make_run
from eval.speed import Speed, query_speed
from eval.testset import load_testset
from indexer.build import Progress, build_index, is_current
from indexer.encode import Encoder
from indexer.index import open_index
from search.engine import Searcher
from search.model import Mode

TESTSETS = Path(__file__).parent / "testsets"
DOCUMENTS = "documents.txt"
ROUNDS = 3
"""How often every question is timed."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A test set's folder and the files and folders that it is about."""

    testset: Path
    documents: tuple[Path, ...]

    @property
    def missing(self) -> tuple[Path, ...]:
        """The documents that are not there."""
        return tuple(path for path in self.documents if not path.exists())


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found on one collection: scores by mode, and the speed of a `hybrid` query.

    `failures` are documents that could not be read, in words; `size` is the index's, in bytes.
    """

    testset: Testset
    plans: int
    passages: int
    size: int
    scores: Mapping[Mode, Scores]
    speed: Speed
    failures: tuple[str, ...]


def collections(docs: Path, root: Path = TESTSETS) -> list[Collection]:
    """The test sets beneath `root` that are about documents in `docs`, by name."""
    return [
        Collection(
            file.parent,
            tuple(docs / line for line in file.read_text(encoding="utf-8").split("\n") if line),
        )
        for file in sorted(root.glob(f"*/{DOCUMENTS}"))
    ]


def measure(
    collection: Collection, index: Path, encoder: Encoder, progress: Progress | None = None
) -> Measured:
    """Build the index unless it is current, ask every question in every mode, take the time."""
    loaded = load_plans(collection.documents)
    if not is_current(index, loaded.plans, encoder.name):
        build_index(index, loaded.plans, encoder, progress)
    searcher = Searcher.of(open_index(index), encoder, Settings())
    testset = load_testset(collection.testset, searcher.index.plans)
    scores = {mode: score(testset, make_run(searcher, testset, mode)) for mode in MODES}
    # the runs have warmed the index, but the searcher remembers how it encoded those questions
    questions = [f"{q.query}{'？' * n}" for n in range(1, ROUNDS + 1) for q in testset.queries]
    return Measured(
        testset=testset,
        plans=len(loaded.plans),
        passages=len(searcher.index.passages),
        size=sum(path.stat().st_size for path in index.rglob("*") if path.is_file()),
        scores=scores,
        speed=query_speed(searcher, encoder, questions),
        failures=tuple(failure.message for failure in loaded.failures),
    )


def table(measured: Measured, *, misses: bool = False) -> Iterator[str]:
    """One line a mode, then what users get by type of question; `misses` lists its queries."""
    hybrid = measured.scores["hybrid"]
    yield (
        f"{measured.testset.name}：{measured.plans} 部文件，{measured.passages} 段，"
        f"索引 {measured.size / 1e6:.0f} MB；{len(hybrid)} 条有答案的查询"
    )
    yield f"{'mode':<10}" + "".join(f"{name:>11}" for name in HEADLINE)
    for mode, scores in measured.scores.items():
        mean = means(scores, scores)
        yield f"{mode:<10}" + "".join(f"{mean[name]:>11.3f}" for name in HEADLINE)
    yield from ("", "hybrid", *by_type(measured.testset, hybrid))
    if misses:
        yield from ("", *by_query(measured.testset, hybrid, only_misses=True))
    yield from ("", _in_words(measured.speed), *measured.failures)


def _in_words(speed: Speed) -> str:
    return (
        f"一次查询 p50 {speed.p50 * 1e3:.1f} ms，p95 {speed.p95 * 1e3:.1f} ms；"
        f"编码问题 {speed.encoding * 1e3:.1f} ms，"
        f"p50 合 {speed.share:.2f} 次编码，p95 合 {speed.p95 / speed.encoding:.2f} 次"
    )
