"""A question as typed → a `Query`."""

import re
from functools import lru_cache
from itertools import pairwise

from corpus.errors import QueryInvalid
from corpus.model import Span
from corpus.text import fold
from search.model import Query

MAX_QUERY = 2000
"""Longer text is a document, not a question; the encoder reads about 500 characters."""

_RUN = re.compile(r"(?P<han>[\u3400-\u9fff]+)|[0-9]+(?:[.,][0-9]+)*%?|[a-z][a-z0-9.]*")


def read_query(text: str) -> Query:
    """Raises QueryInvalid for a question without a letter or digit, or over `MAX_QUERY`."""
    folded = fold(text).strip()
    if not any(c.isalnum() for c in folded):
        raise QueryInvalid("问题里没有可以检索的文字。", "请输入问题或关键词。")
    if len(folded) > MAX_QUERY:
        raise QueryInvalid(
            f"问题太长（{len(folded)} 字，上限 {MAX_QUERY} 字）。", "请只留下要查的那一段。"
        )
    return Query(text=text.strip(), folded=folded, pieces=tuple(dict.fromkeys(_pieces(folded))))


def _pieces(folded: str) -> list[str]:
    found: list[str] = []
    for match in _RUN.finditer(folded):
        if match["han"] is None:
            found.append(match[0])
        else:
            found += [a + b for a, b in pairwise(match["han"])]
    return found


def marks(query: Query, text: str, start: int, end: int) -> tuple[Span, ...]:
    """Where words of the query stand in `text[start:end]`: disjoint, in order.

    Han characters count from two in a row on; numbers and Latin words only whole
    (a “5%” is not marked in “15%”).
    """
    folded = fold(text[start:end])
    found = sorted(
        (match.start() + start, match.end() + start)
        for piece in query.pieces
        for match in _pattern(piece).finditer(folded)
    )
    merged: list[Span] = []
    for first, last in found:
        if merged and first <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, last))
        else:
            merged.append(Span(first, last))
    return tuple(merged)


@lru_cache(maxsize=4096)  # the same pieces for every hit of a query
def _pattern(piece: str) -> re.Pattern[str]:
    if piece[0].isdigit():
        return re.compile(rf"(?<![0-9.]){re.escape(piece)}(?![0-9]|\.[0-9])")
    if piece.isascii():
        return re.compile(rf"(?<![a-z]){re.escape(piece)}(?![a-z])")
    return re.compile(re.escape(piece))
