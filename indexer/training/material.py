"""What is trained with: invented plans with questions, and single questions with their answers."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec

PAIRS = Path(__file__).with_name("pairs")
PLANS = Path(__file__).with_name("plans")

HELD_OUT = frozenset(
    {"eco-5", "green-5", "land-5", "other-5", "special-5"}
    | {"plain-1", "rural-2", "govern-3", "industry-2", "outline-2", "topic-4"}
)
"""Invented plans that nothing is trained on: what training brings is measured on them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with the text that answers it and one or two hard ones that do not."""

    query: str
    positive: str
    negatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `best` are the numbers of the texts that answer it, `also` of those near it.

    A text in `also` is neither right nor wrong.
    """

    query: str
    best: tuple[int, ...]
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Texts and questions to them; every text is wrong for the questions that do not name it."""

    texts: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    id: int
    text: str


def load_pairs(folder: Path = PAIRS) -> list[Pair]:
    """All pairs, by file name and line. Raises OSError, or ValueError for a bad line."""
    return [
        msgspec.json.decode(line, type=Pair)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]


def load_plans(folder: Path = PLANS) -> dict[str, Group]:
    """The invented plans by name. Raises OSError, or ValueError for a bad line or number."""
    return {path.stem: _plan(path) for path in sorted(folder.glob("*.jsonl"))}


def _plan(path: Path) -> Group:
    lines = path.read_bytes().splitlines()
    texts = [msgspec.json.decode(line, type=_Passage) for line in lines if b'"text"' in line]
    places = {one.id: at for at, one in enumerate(texts)}
    questions = (msgspec.json.decode(line, type=Question) for line in lines if b'"query"' in line)
    try:
        asked = tuple(
            Question(q.query, tuple(places[i] for i in q.best), tuple(places[i] for i in q.also))
            for q in questions
        )
    except KeyError as error:
        raise ValueError(f"{path.name}: no passage {error}") from error
    return Group(tuple(one.text for one in texts), asked)


def joined(groups: Sequence[Group]) -> Group:
    """The texts of all as those of one."""
    texts: list[str] = []
    asked: list[Question] = []
    for group in groups:
        asked += (
            Question(q.query, *(tuple(i + len(texts) for i in ids) for ids in (q.best, q.also)))
            for q in group.questions
        )
        texts += group.texts
    return Group(tuple(texts), tuple(asked))


def batches(
    pairs: Sequence[Pair], plans: Sequence[Group], size: int, draw: random.Random
) -> list[Group]:
    """Everything once, in random order.

    Up to about `size` questions of one plan with all its passages, or `size` pairs with
    each other's texts.
    """
    order = draw.sample(list(pairs), len(pairs))
    starts = range(0, len(order) - size + 1, size)
    paired = (_together(order[start : start + size]) for start in starts)
    parts = [*chain.from_iterable(_parts(plan, size, draw) for plan in plans), *paired]
    return draw.sample(parts, len(parts))


def _parts(plan: Group, size: int, draw: random.Random) -> Iterator[Group]:
    asked = draw.sample(plan.questions, len(plan.questions))
    count = max(1, round(len(asked) / size))
    return (Group(plan.texts, tuple(asked[part::count])) for part in range(count))


def _together(pairs: Sequence[Pair]) -> Group:
    return joined([Group((p.positive, *p.negatives), (Question(p.query, (0,)),)) for p in pairs])
