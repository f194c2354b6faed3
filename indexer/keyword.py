"""The keyword leg: Whoosh, BM25F over words, characters with bigrams, and headings."""

from collections.abc import Callable, Sequence
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshError
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from corpus.errors import IndexDamaged
from indexer.tokens import grams, words

FIELDS: dict[str, tuple[Callable[[str], list[str]], float]] = {
    "words": (words, 0.5),
    "grams": (grams, 1.0),
    "headings": (grams, 0.3),
}
"""Each field's tokeniser and its boost."""

_SCHEMA = Schema(
    **{name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in FIELDS}
)


def write(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    """Write (body, headings) of every passage; a passage's number is its position."""
    folder.mkdir(parents=True)
    index = FileStorage(str(folder)).create_index(_SCHEMA)
    # one segment, in order: Whoosh's document numbers are then the positions
    writer = index.writer(procs=1, limitmb=256)
    for body, headings in texts:
        writer.add_document(
            words=" ".join(words(body)),
            grams=" ".join(grams(body)),
            headings=" ".join(grams(headings)),
        )
    writer.commit(optimize=True)
    index.close()


def terms(query: str) -> list[Term]:
    """The query's distinct terms in every field.

    Single characters only where the query has nothing longer: beside bigrams they
    double the time of a search and leave its quality as it is (MRR@10 0.902, 0.904).
    """
    found = [
        Term(field, token, boost=boost)
        for field, (tokenise, boost) in FIELDS.items()
        for token in dict.fromkeys(tokenise(query))
    ]
    return [term for term in found if len(term.text) > 1 or term.text.isascii()] or found


class KeywordIndex:
    """A Whoosh index open for reading; positions of passages count from 0."""

    def __init__(self, index: FileIndex) -> None:
        self._searcher = index.searcher(weighting=BM25F())

    @classmethod
    def open(cls, folder: Path) -> "KeywordIndex":
        """Open what `write` wrote. Raises IndexDamaged."""
        try:
            return cls(FileStorage(str(folder)).open_index(schema=_SCHEMA))
        except (WhooshError, OSError, ValueError) as error:
            raise IndexDamaged(
                f"关键词索引损坏：{folder}（{error}）", "请重建索引：python -m indexer build"
            ) from error

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._searcher.doc_count_all())

    def vocabulary(self) -> dict[str, int]:
        """Every word and in how many passages it stands."""
        reader = self._searcher.reader()
        return {
            term.decode(): reader.doc_frequency("words", term) for term in reader.lexicon("words")
        }

    def search(
        self, query: str, k: int, allowed: frozenset[int] | None = None
    ) -> list[tuple[int, float]]:
        """(position, BM25F score) of the `k` best, a higher score first.

        `allowed` restricts to those positions; None allows all. A query without
        any token, or with none that occurs, finds nothing.
        """
        wanted = terms(query)
        if not wanted or k <= 0 or (allowed is not None and not allowed):
            return []
        only = None if allowed is None else set(allowed)
        results = self._searcher.search(Or(wanted), limit=k, filter=only)
        found = ((number, score) for score, number in results.top_n)  # without Whoosh's Hit objects
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))
