"""Contrastive training of the default model, of token vectors and dense vectors together.

The loss is InfoNCE (van den Oord et al. 2018) over a batch: a question must score its own
answer above the answers to the others and above everybody's hard negatives. The score is the
one that search ranks by: the mean over the question's tokens of the maximal cosine with the
text's tokens (Khattab & Zaharia, ColBERT, SIGIR 2020); the dense vector's cosine counts less.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from indexer.training.lora import attach, save
from indexer.training.pairs import Pair
from indexer.transformer import has_bfloat16

QUERY, PASSAGE = "query: ", "passage: "


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; the defaults made the adapter that is shipped.

    `keep` is the share of what was learnt that goes into the adapter: between the model as it was
    and as trained lies one that is better than either on other texts (Wortsman et al., “Robust
    fine-tuning of zero-shot models”, CVPR 2022). Measured in docs/relevance.md.
    """

    epochs: int = 2
    batch: int = 32
    rate: float = 2e-4
    temperature: float = 0.02
    dense: float = 0.3
    keep: float = 0.5
    seed: int = 0


def train(
    folder: Path,
    pairs: Sequence[Pair],
    output: Path,
    recipe: Recipe,
    report: Callable[[int, int, float], None],
) -> None:
    """Train the model in `folder` on pairs and write the adapter; `report` gets step, steps, loss.

    Seconds a step on two cores; the same seed gives the same adapter up to rounding.
    """
    torch.manual_seed(recipe.seed)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()
    adapted = attach(model[0].get_submodule("auto_model"))
    parameters = [p for layer in adapted.values() for p in (layer.a, layer.b)]
    optimiser = torch.optim.AdamW(parameters, lr=recipe.rate, weight_decay=0.01)
    batches = list(_batches(pairs, recipe))
    for step, batch in enumerate(batches, 1):
        for group in optimiser.param_groups:  # ten steps up, then down to nothing
            group["lr"] = recipe.rate * min(1, step / 10) * (1 - (step - 1) / len(batches))
        optimiser.zero_grad()
        loss = _loss(model, batch, recipe)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        report(step, len(batches), loss.item())
    save(adapted, output, recipe.keep)


def _batches(pairs: Sequence[Pair], recipe: Recipe) -> Iterator[list[Pair]]:
    draw = random.Random(recipe.seed)
    for _ in range(recipe.epochs):
        order = draw.sample(list(pairs), len(pairs))
        for start in range(0, len(order) - recipe.batch + 1, recipe.batch):
            yield order[start : start + recipe.batch]


def _loss(model: SentenceTransformer, batch: Sequence[Pair], recipe: Recipe) -> Tensor:
    texts = [p.positive for p in batch] + [text for p in batch for text in p.negatives]
    asked = _encode(model, QUERY, [pair.query for pair in batch])
    given = _encode(model, PASSAGE, texts)
    own = torch.arange(len(batch))
    late = cross_entropy(late_scores(asked, given) / recipe.temperature, own)
    dense = cross_entropy(asked.dense @ given.dense.T / recipe.temperature, own)
    return late + recipe.dense * dense


@dataclass(frozen=True, slots=True)
class Encoded:
    """Unit vectors of n texts: dense (n, d), tokens (n, t, d); `mask` (n, t), which count."""

    dense: Tensor
    tokens: Tensor
    mask: Tensor


def _encode(model: SentenceTransformer, prompt: str, texts: Sequence[str]) -> Encoded:
    """Special tokens and those of the prompt do not count, as in search."""
    features = model.tokenizer(
        [prompt + text for text in texts],
        padding=True,
        truncation=True,
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    ends = features.pop("offset_mapping")[:, :, 1]
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
        out = model(dict(features))
    return Encoded(
        normalize(out["sentence_embedding"].float(), dim=-1),
        normalize(out["token_embeddings"].float(), dim=-1),
        ends > len(prompt),
    )


def late_scores(asked: Encoded, given: Encoded) -> Tensor:
    """(questions, texts): mean over a question's tokens of the maximal cosine; higher is better."""
    cosines = torch.einsum("qid,pjd->qpij", asked.tokens, given.tokens)
    best = cosines.masked_fill(~given.mask[None, :, None, :], -2).amax(dim=-1)
    own = asked.mask[:, None, :]
    return (best * own).sum(dim=-1) / own.sum(dim=-1)
