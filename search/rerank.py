"""The first candidates in the order of a cross-encoder, where the deployer names one."""

from collections.abc import Sequence
from dataclasses import replace

from indexer.index import Index
from indexer.rerank import Reranker
from search.model import Query
from search.outline import Listing
from search.rank import Ranked

RERANKED = 20
"""How many of the first passages a reranker reads; each costs a pass of its model. A passage of
grade 3 is among the first 5 for 180 of the 184 questions on the Kaifeng plan, among 20 for 183."""


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
    first = [at for at, one in zip(free, named, strict=True) if one == named[0]][:RERANKED]
    texts = [_text(index, ranked[at][1].candidate.position) for at in first]
    scores = reranker.scores(query.searched, texts)
    found = list(ranked)
    for number, best in enumerate(sorted(range(len(first)), key=lambda i: (-scores[i], i)), 1):
        to = first[number - 1]
        found[to] = ranked[to][0], replace(ranked[first[best]][1], reranked=number)
    return found


def _plan(index: Index, one: Ranked) -> str:
    return index.passages[one.candidate.position].plan_id


def _text(index: Index, position: int) -> str:
    """A passage as a reader meets it: below its headings, a row as a sentence."""
    passage = index.passages[position]
    text = index.plans[passage.plan_id].text
    return f"{passage.headings}\n{passage.reading or text[passage.body : passage.end]}"
