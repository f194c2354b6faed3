"""Training of the bundled reranker: the default model learns to read a question with a text.

The loss is that of a choice (Cao et al., “Learning to rank: from pairwise approach to listwise
approach”, ICML 2007): of an answer and of other passages of the same plan, most of them those that
the default model takes for the nearest, the answer must score highest.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerBase

from indexer.bundled_reranker import HEAD, BundledReranker, pairs, read
from indexer.rerank import excerpt
from indexer.training.encoding import PASSAGE, QUERY, encode, late_scores
from indexer.training.lora import attach, save
from indexer.training.material import Group, Question
from indexer.training.train import load, measures, optimise, sentences
from indexer.transformer import has_bfloat16

_HARD = 10
"""The wrong texts that the default model scores highest, from which most are drawn."""

_WARM_UP = 40


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: `texts` for each question, one of them right, `batch` questions a step."""

    rank: int = 32
    rate: float = 4e-4
    batch: int = 8
    texts: int = 8
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A question, and what is read of some texts; the first is right."""

    query: str
    texts: tuple[str, ...]


class Sentences:
    """The texts of a group by sentences, and which is nearest to each question."""

    def __init__(self, model: SentenceTransformer, group: Group) -> None:
        """Encodes everything; `late` (questions, texts) scores as search does."""
        self._units = [sentences(text) for text in group.texts]
        with torch.inference_mode():
            asked = encode(model, QUERY, [question.query for question in group.questions])
            whole = late_scores(asked, encode(model, PASSAGE, group.texts))
            each = late_scores(asked, encode(model, PASSAGE, [*chain(*self._units)]))
        parts = torch.split(each, [len(units) for units in self._units], dim=1)
        self._best = [part.argmax(dim=1) for part in parts]
        self.late = whole + torch.stack([part.amax(dim=1) for part in parts], dim=1)

    def read(self, question: int, text: int) -> str:
        """What a reranker reads of a text."""
        return excerpt(self._units[text], int(self._best[text][question]))


def train(
    folder: Path,
    plans: Sequence[Group],
    output: Path,
    recipe: Recipe,
    report: Callable[[int, int, float], None],
) -> None:
    """Train on top of the model in `folder` and write the weights; `report` gets step, steps, loss.

    A second and a half a step on two cores.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    model = load(folder)
    steps = list(
        _steps([c for plan in plans for c in _choices(model, plan, recipe, draw)], recipe, draw)
    )
    bert = model[0].get_submodule("auto_model")
    adapted, head = attach(bert, recipe.rank), nn.Linear(model.get_embedding_dimension() or 0, 1)
    parameters = [
        *(p for layer in adapted.values() for p in (layer.a, layer.b)),
        *head.parameters(),
    ]
    losses = [partial(_loss, bert, model.tokenizer, head, choices) for choices in steps]
    optimise(parameters, losses, recipe.rate, _WARM_UP, report)
    parts = {f"{HEAD}.{name}": value for name, value in head.state_dict().items()}
    save([adapted], output, 1, parts)


def _choices(
    model: SentenceTransformer, plan: Group, recipe: Recipe, draw: random.Random
) -> Iterator[Choice]:
    """One for each question: an answer, hard wrong texts, and one of the others."""
    given = Sentences(model, plan)
    for number, question in enumerate(plan.questions):
        wrong = [
            text
            for text in given.late[number].argsort(descending=True).tolist()
            if text not in {*question.best, *question.also}
        ]
        hard, other = wrong[:_HARD], wrong[_HARD:]
        texts = [
            draw.choice(question.best),
            *draw.sample(hard, min(recipe.texts - 2, len(hard))),
            *draw.sample(other, min(1, len(other))),
        ]
        yield Choice(question.query, tuple(given.read(number, text) for text in texts))


def _steps(
    choices: Sequence[Choice], recipe: Recipe, draw: random.Random
) -> Iterator[list[Choice]]:
    """In random order, those of a like length together, which saves padding."""
    order = draw.sample(choices, len(choices))
    size = 10 * recipe.batch
    for start in range(0, len(order), size):
        part = sorted(order[start : start + size], key=lambda c: max(map(len, c.texts)))
        batches = [part[at : at + recipe.batch] for at in range(0, len(part), recipe.batch)]
        yield from draw.sample(batches, len(batches))


def _loss(
    bert: nn.Module, tokenizer: PreTrainedTokenizerBase, head: nn.Linear, choices: Sequence[Choice]
) -> Tensor:
    features = pairs(tokenizer, [(one.query, text) for one in choices for text in one.texts])
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
        scores = read(bert, features, (head.weight, head.bias))
    rows = torch.split(scores, [len(one.texts) for one in choices])
    losses = [cross_entropy(row[None], torch.zeros(1, dtype=torch.long)) for row in rows]
    return torch.stack(losses).mean()


def quality(folder: Path, plans: Sequence[Group], weights: Path) -> dict[str, tuple[float, float]]:
    """hit@1 and MRR@10 of each plan's texts, late interaction alone and reranked; see search."""
    model = load(folder)
    reranker = BundledReranker(model[0].get_submodule("auto_model"), model.tokenizer, weights)
    places: list[tuple[int, int]] = []
    for plan in plans:
        given = Sentences(model, plan)
        for number, question in enumerate(plan.questions):
            skipped = set(question.also).difference(question.best)
            late = given.late[number]
            order = [t for t in late.argsort(descending=True).tolist() if t not in skipped]
            first = order[: reranker.depth]
            read = reranker.scores(question.query, [given.read(number, text) for text in first])
            mixed = (late[first] + reranker.weight * torch.from_numpy(read)).argsort(
                descending=True
            )
            after = [first[at] for at in mixed.tolist()] + order[reranker.depth :]
            places.append((_place(order, question), _place(after, question)))
    return dict(zip(("重排前", "重排后"), map(measures, zip(*places, strict=True)), strict=True))


def _place(order: Sequence[int], question: Question) -> int:
    """Of the first answer, counted from 0."""
    return next(at for at, text in enumerate(order) if text in question.best)
