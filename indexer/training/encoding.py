"""Texts to token vectors and dense vectors, with gradients, and how near they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn.functional import normalize, pad

from indexer.transformer import has_bfloat16

QUERY, PASSAGE = "query: ", "passage: "

_BUCKETS = 3
"""Texts are encoded in so many batches by length, which saves padding."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Unit vectors of n texts: dense (n, d), tokens (n, t, d); `mask` (n, t), which count."""

    dense: Tensor
    tokens: Tensor
    mask: Tensor


def encode(model: SentenceTransformer, prompt: str, texts: Sequence[str]) -> Encoded:
    """In buckets by length, put back in order."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    size = -(-len(texts) // _BUCKETS)
    starts = range(0, len(order), size)
    parts = [_encoded(model, prompt, [texts[i] for i in order[s : s + size]]) for s in starts]
    longest = max(part.tokens.shape[1] for part in parts)
    back = torch.tensor(order).argsort()
    return Encoded(
        torch.cat([part.dense for part in parts])[back],
        torch.cat([pad(p.tokens, (0, 0, 0, longest - p.tokens.shape[1])) for p in parts])[back],
        torch.cat([pad(part.mask, (0, longest - part.mask.shape[1])) for part in parts])[back],
    )


def _encoded(model: SentenceTransformer, prompt: str, texts: Sequence[str]) -> Encoded:
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
