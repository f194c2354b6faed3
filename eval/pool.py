"""What is still to be judged: a depth-k pool over several runs.

After Spärck Jones & van Rijsbergen, Report on the need for and provision of an
“ideal” information retrieval test collection (1975).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from eval.measures import grades
from eval.model import Place, Run, TestQuery, Testset


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A place to judge for a question; which run found it, and where, stays unsaid."""

    query: TestQuery
    place: Place


def pool(
    testset: Testset, runs: Iterable[Run], depth: int, judge: str, seed: int
) -> list[Unjudged]:
    """What stands among the first `depth` hits of any run and `judge` has not judged.

    Questions come in random order and so do the places of each, so that nothing tells a rank;
    one question's places stay together, as a judge keeps it in mind. The same seed keeps the
    order of what is left when some of it has been judged.
    """
    pooled = list(_pooled(testset, list(runs), depth))
    places = list(dict.fromkeys(item.place for item in pooled))
    mine = tuple(j for j in testset.judgements if j.judge == judge)
    judged = grades(replace(testset, judgements=mine), places)
    position = {place: at for at, place in enumerate(places)}
    ordered = _shuffled(pooled, Random(seed))
    return [item for item in ordered if position[item.place] not in judged[item.query.id]]


def _pooled(testset: Testset, runs: list[Run], depth: int) -> Iterator[Unjudged]:
    for query in testset.queries:
        found = {run.passages[at] for run in runs for at, _ in run.found.get(query.id, ())[:depth]}
        ordered = sorted(found, key=lambda p: (p.plan, p.start, p.end))
        yield from (Unjudged(query, place) for place in ordered)


def _shuffled(items: list[Unjudged], random: Random) -> list[Unjudged]:
    questions = list(dict.fromkeys(item.query.id for item in items))
    random.shuffle(questions)
    turn = {query: at for at, query in enumerate(questions)}
    return sorted(random.sample(items, len(items)), key=lambda item: turn[item.query.id])
