"""Other search tools on the same passages and questions, run by `.venv-peers` (`make peers`).

`python -m eval.peers_run FOLDER [TOOL …]` reads FOLDER/task.json and writes FOLDER/found.json.
It imports nothing of the product: the tools live in an environment of their own.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

TASK, FOUND = "task.json", "found.json"

TOP = 10
"""How many hits are asked for: as deep as the headline measures look."""

_OFFLINE = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}

_WARMING = 5
"""Passages searched for before the clock starts."""

ROUNDS = 3
"""How often each question is timed."""

SHIPPED, JIEBA, OURS = "as shipped 原样", "jieba", "our tokens 本项目分词"
"""Where the tokens come from: the tool itself, jieba's words, words and grams of our index."""


@dataclass(frozen=True, slots=True)
class Task:
    """What everybody searches. `tokens` are ours, of every passage and question.

    `model` is a sentence-transformers folder, `prompts` what stands before a
    question and before a passage.
    """

    passages: list[str]
    queries: list[str]
    tokens: dict[str, list[str]]
    model: str
    prompts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What one tool found: for each question (position, score), best first.

    `seconds` of each question, the fastest of `ROUNDS`; splitting it is included, except into
    our tokens.
    """

    tool: str
    words: str
    seconds: list[float]
    hits: list[list[tuple[int, float]]]


Find = Callable[[str], list[tuple[int, float]]]
Split = Callable[[str], list[str]]


def run(task: Task, tools: Sequence[str]) -> Iterator[Found]:
    """Ask every question of the named tools, once for each way of splitting text."""
    splits: dict[str, Split | None] = {
        SHIPPED: None,
        JIEBA: _jieba_words,
        OURS: task.tokens.__getitem__,
    }
    for tool in tools:
        make, distribution, ways = TOOLS[tool]
        for words in ways:
            hits, seconds = _timed(make(task, splits[words]), task)
            yield Found(f"{tool} {version(distribution)}", words, seconds, hits)


def _timed(find: Find, task: Task) -> tuple[list[list[tuple[int, float]]], list[float]]:
    for text in task.passages[:_WARMING]:
        find(text)
    # some fill up with passages that share no word with the question
    hits = [[hit for hit in find(query) if hit[1] > 0] for query in task.queries]
    return hits, fastest([find] * ROUNDS, task.queries)


def fastest(finds: Sequence[Callable[[str], object]], queries: Sequence[str]) -> list[float]:
    """Seconds of each question, the least of one round with each of `finds`.

    The least, for what else the machine does meanwhile only adds.
    """
    return [min(times) for times in zip(*(_round(find, queries) for find in finds), strict=True)]


def _round(find: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    seconds: list[float] = []
    for query in queries:
        start = perf_counter()
        find(query)
        seconds.append(perf_counter() - start)
    return seconds


def _jieba_words(text: str) -> list[str]:
    import jieba

    return [word for word in jieba.lcut(text) if word.strip()]


def _whoosh(task: Task, split: Split | None) -> Find:
    """BM25F over one field; all words of a question are joined by “or”."""
    from whoosh.analysis import SpaceSeparatedTokenizer, StandardAnalyzer
    from whoosh.fields import TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.query import Or, Term

    analyzer = StandardAnalyzer() if split is None else SpaceSeparatedTokenizer()
    index = RamStorage().create_index(Schema(text=TEXT(analyzer=analyzer, phrase=False)))
    writer = index.writer()
    for text in task.passages:
        writer.add_document(text=_spaced(text, split))
    writer.commit()
    searcher = index.searcher()

    def find(query: str) -> list[tuple[int, float]]:
        words = {token.text for token in analyzer(_spaced(query, split))}
        results = searcher.search(Or([Term("text", word) for word in words]), limit=TOP)
        return [(number, score) for score, number in results.top_n]

    return find


def _haystack(task: Task, split: Split | None) -> Find:
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    how = {} if split is None else {"bm25_tokenization_regex": r"\S+"}
    store = InMemoryDocumentStore(**how)
    texts = [_spaced(text, split) for text in task.passages]
    store.write_documents([Document(id=str(at), content=text) for at, text in enumerate(texts)])
    retriever = InMemoryBM25Retriever(store, top_k=TOP)

    def find(query: str) -> list[tuple[int, float]]:
        documents = retriever.run(query=_spaced(query, split))["documents"]
        return [(int(document.id), document.score) for document in documents]

    return find


def _spaced(text: str, split: Split | None) -> str:
    return text if split is None else " ".join(split(text))


def _bm25s(task: Task, split: Split | None) -> Find:
    import bm25s

    def tokens(texts: list[str]) -> object:
        if split is None:
            return bm25s.tokenize(texts, show_progress=False)
        return [split(text) for text in texts]

    retriever = bm25s.BM25()
    retriever.index(tokens(task.passages), show_progress=False)

    def find(query: str) -> list[tuple[int, float]]:
        found, scores = retriever.retrieve(tokens([query]), k=TOP, show_progress=False)
        return list(zip(found[0].tolist(), scores[0].tolist(), strict=True))

    return find


def _rank_bm25(task: Task, split: Split | None) -> Find:
    from rank_bm25 import BM25Okapi

    split = split or str.split  # what its README does
    ranking = BM25Okapi([split(text) for text in task.passages])

    def find(query: str) -> list[tuple[int, float]]:
        scores = ranking.get_scores(split(query))
        return [(int(at), float(scores[at])) for at in (-scores).argsort(kind="stable")[:TOP]]

    return find


def _txtai_keyword(task: Task, split: Split | None) -> Find:
    return _txtai(task, split, keyword=True)


def _txtai_hybrid(task: Task, split: Split | None) -> Find:
    query, passage = task.prompts
    prompts = {"query": query, "data": passage}
    return _txtai(task, split, hybrid=True, path=task.model, instructions=prompts)


def _txtai(task: Task, split: Split | None, **config: object) -> Find:
    from txtai import Embeddings

    class Presplit(Embeddings):  # type: ignore[misc]
        """The keyword half takes tokens that were made before, the dense half the text."""

        def createscoring(self) -> object:
            scoring = super().createscoring()
            scoring.tokenizer = split
            return scoring

    embeddings = (Embeddings if split is None else Presplit)(**config, gpu=False)
    embeddings.index(task.passages)

    def find(query: str) -> list[tuple[int, float]]:
        return [(int(at), float(score)) for at, score in embeddings.search(query, TOP)]

    return find


TOOLS: dict[str, tuple[Callable[[Task, Split | None], Find], str, tuple[str, ...]]] = {
    "txtai hybrid": (_txtai_hybrid, "txtai", (SHIPPED, OURS)),
    "txtai keyword": (_txtai_keyword, "txtai", (SHIPPED, OURS)),
    "haystack BM25": (_haystack, "haystack-ai", (SHIPPED, OURS)),
    "bm25s": (_bm25s, "bm25s", (SHIPPED, JIEBA, OURS)),
    "rank-bm25": (_rank_bm25, "rank-bm25", (JIEBA, OURS)),
    "Whoosh": (_whoosh, "Whoosh", (SHIPPED, JIEBA, OURS)),
}
"""Tool → how it is made, its distribution, and the ways of splitting text that make sense
(rank-bm25 has no splitter of its own)."""


def main(folder: Path, tools: Sequence[str]) -> None:
    """Read the task, write what was found; nothing reaches for the network."""
    os.environ.update(_OFFLINE)
    task = Task(**json.loads((folder / TASK).read_bytes()))
    found = [asdict(one) for one in run(task, tools or list(TOOLS))]
    (folder / FOUND).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
