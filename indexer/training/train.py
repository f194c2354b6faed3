"""Contrastive training of the default model, of token vectors and dense vectors together.

The loss is InfoNCE (van den Oord et al. 2018) over a group: a question must score one of its
answers above all other texts of the group, which are the other passages of the same plan or other
pairs' texts. The score is the one that search ranks by: the mean over the question's tokens of the
maximal cosine with the text's tokens (Khattab & Zaharia, ColBERT, SIGIR 2020); the dense vector's
cosine counts less.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn

from indexer.training.encoding import PASSAGE, QUERY, encode, late_scores
from indexer.training.lora import Adapted, attach, save
from indexer.training.material import Group, Pair, batches

_LONG, _SHORT = 60, 15
"""Texts longer than this are also trained on by sentences, none of them shorter than that."""

_NEVER = -1e4
_WARM_UP = 10
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    The adapter is the mean of `runs` runs from seeds in a row, which is better than each
    (Wortsman et al., “Model soups”, ICML 2022). `split` is the share of long texts that are read
    sentence by sentence, for search ranks by the best sentence, too. `keep` is the share of what
    was learnt that goes into the adapter: between the model as it was and as trained lies one
    that is better than either on other texts (Wortsman et al., “Robust fine-tuning of zero-shot
    models”, CVPR 2022). Measured in docs/relevance.md.
    """

    runs: int = 2
    epochs: int = 1
    batch: int = 40
    rate: float = 2e-4
    temperature: float = 0.02
    dense: float = 0.3
    split: float = 0.5
    keep: float = 0.9
    seed: int = 0


def train(  # noqa: PLR0913
    folder: Path,
    pairs: Sequence[Pair],
    plans: Sequence[Group],
    output: Path,
    recipe: Recipe,
    report: Callable[[int, int, float], None],
) -> None:
    """Train the model in `folder` and write the adapter; `report` gets step, steps, loss.

    Seconds a step on two cores; the same seed gives the same adapter up to rounding.
    """
    learnt = [
        _run(folder, pairs, plans, replace(recipe, seed=recipe.seed + run), report)
        for run in range(recipe.runs)
    ]
    save(learnt, output, recipe.keep)


def _run(
    folder: Path,
    pairs: Sequence[Pair],
    plans: Sequence[Group],
    recipe: Recipe,
    report: Callable[[int, int, float], None],
) -> dict[str, Adapted]:
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    model = load(folder)
    adapted = attach(model[0].get_submodule("auto_model"))
    parameters = [p for layer in adapted.values() for p in (layer.a, layer.b)]
    epochs = (batches(pairs, plans, recipe.batch, draw) for _ in range(recipe.epochs))
    steps = list(chain.from_iterable(epochs))
    losses = [partial(_loss, model, group, recipe, draw) for group in steps]
    optimise(parameters, losses, recipe.rate, _WARM_UP, report)
    return adapted


def optimise(
    parameters: Sequence[nn.Parameter],
    losses: Sequence[Callable[[], Tensor]],
    rate: float,
    warm_up: int,
    report: Callable[[int, int, float], None],
) -> None:
    """A step for each loss; the rate goes up for `warm_up` steps, then down to nothing."""
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    for step, loss_of in enumerate(losses, 1):
        for settings in optimiser.param_groups:
            settings["lr"] = rate * min(1, step / warm_up) * (1 - (step - 1) / len(losses))
        optimiser.zero_grad()
        loss = loss_of()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        report(step, len(losses), loss.item())


def load(folder: Path) -> SentenceTransformer:
    """The model in a folder."""
    return SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        # torch's own attention takes three times as long backwards
        model_kwargs={"attn_implementation": "eager"},
    ).eval()


def _loss(model: SentenceTransformer, group: Group, recipe: Recipe, draw: random.Random) -> Tensor:
    owners, units = zip(*_units(group.texts, recipe.split, draw), strict=True)
    asked = encode(model, QUERY, [question.query for question in group.questions])
    given = encode(model, PASSAGE, units)
    late = _of_texts(late_scores(asked, given), owners)
    dense = _of_texts(asked.dense @ given.dense.T, owners)
    losses = [contrast(scores / recipe.temperature, group) for scores in (late, dense)]
    return losses[0] + recipe.dense * losses[1]


def _units(texts: Sequence[str], split: float, draw: random.Random) -> list[tuple[int, str]]:
    """(number of the text, what to encode): the text whole or its sentences."""
    return [
        (number, unit)
        for number, text in enumerate(texts)
        for unit in (sentences(text) if len(text) > _LONG and draw.random() < split else [text])
    ]


def sentences(text: str) -> list[str]:
    """The sentences of a text, a short one together with the next."""
    found: list[str] = []
    for part in filter(str.strip, re.split(r"(?<=[。；])", text)):
        if found and len(found[-1]) < _SHORT:
            found[-1] += part
        else:
            found.append(part)
    return found


def _of_texts(scores: Tensor, owners: Sequence[int]) -> Tensor:
    """(questions, units) → (questions, texts): the best unit of each text."""
    index = torch.tensor(owners).expand(len(scores), -1)
    empty = torch.full((len(scores), owners[-1] + 1), -2.0)
    return empty.scatter_reduce(1, index, scores, "amax", include_self=False)


def contrast(scores: Tensor, group: Group) -> Tensor:
    """Mean negative log share that a question's answers have of all but the texts near them."""
    right, near = (torch.zeros(scores.shape, dtype=torch.bool) for _ in range(2))
    for row, question in enumerate(group.questions):
        right[row, list(question.best)] = True
        near[row, list(question.also)] = True
    counted = scores.masked_fill(near & ~right, _NEVER)
    answers = counted.masked_fill(~right, _NEVER)
    return (counted.logsumexp(1) - answers.logsumexp(1)).mean()


def first_right(folder: Path, group: Group) -> tuple[float, float]:
    """hit@1 and MRR@10 of whole texts by late interaction; higher is better."""
    model, places = load(folder), list[int]()
    with torch.inference_mode():
        given = encode(model, PASSAGE, group.texts)
        for question in group.questions:
            row = late_scores(encode(model, QUERY, [question.query]), given)[0]
            row[[i for i in question.also if i not in question.best]] = -2
            places.append(int((row > row[list(question.best)].max()).sum()))
    return measures(places)


def measures(places: Sequence[int]) -> tuple[float, float]:
    """hit@1 and MRR@10 of the places of the first answers, counted from 0."""
    ranks = torch.tensor(places)
    return float((ranks == 0).float().mean()), float(((ranks < _DEPTH) / (ranks + 1)).mean())
