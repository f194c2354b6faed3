"""The first candidates in the order of a cross-encoder: the bundled one, or one that is named."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.index import Index
from indexer.rerank import Reranker, excerpt
from search.model import Query
from search.outline import Listing
from search.rank import Ranked


def reranked(
    index: Index,
    reranker: Reranker,
    query: Query,
    ranked: Sequence[tuple[float, Ranked]],
    asked: Listing,
) -> list[tuple[float, Ranked]]:
    """(score, passage), best first: the scores stay in their places, the passages move.

    What the outline answers is complete and in the plan's order, and stays.
    Plans that the question names are not mixed with the others.
    """
    placed = [asked.place(one.candidate.position) for _, one in ranked]
    free = [at for at, place in enumerate(placed) if not place]
    named = [_plan(index, ranked[at][1]) in query.plans for at in free]
    same = [at for at, one in zip(free, named, strict=True) if one == named[0]][: reranker.depth]
    first = [at for at in same if ranked[at][0] >= ranked[same[0]][0] - reranker.within]
    if len(first) <= 1:
        return list(ranked)
    text = _sentence if reranker.sentences else _text
    read = reranker.scores(query.searched, [text(index, ranked[at][1]) for at in first])
    before = np.array([ranked[at][0] for at in first])
    order = np.argsort(-(reranker.weight * read + before * reranker.keeps), kind="stable")
    found = list(ranked)
    for number, (to, best) in enumerate(zip(first, order, strict=True), 1):
        found[to] = ranked[to][0], replace(ranked[first[best]][1], reranked=number)
    return found


def _plan(index: Index, one: Ranked) -> str:
    return index.passages[one.candidate.position].plan_id


def _text(index: Index, one: Ranked) -> str:
    """A passage as a reader meets it: below its headings, a row as a sentence."""
    passage = index.passages[one.candidate.position]
    text = index.plans[passage.plan_id].text
    return f"{passage.headings}\n{passage.reading or text[passage.body : passage.end]}"


def _sentence(index: Index, one: Ranked) -> str:
    """The sentence nearest to the question, below what introduces it."""
    passage = index.passages[one.candidate.position]
    if passage.reading is not None:
        return passage.reading
    text = index.plans[passage.plan_id].text
    return excerpt([text[s.start : s.end].strip() for s in passage.sentences], one.best)
