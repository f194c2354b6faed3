"""The reranker that is there without being named: the default model reading two texts at once.

A cross-encoder (Nogueira & Cho 2019) of the default model's own layers, an adapter and a layer
that scores, trained on invented plans: `python -m indexer.training reranker`.
"""

import copy
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import linear
from transformers import PreTrainedTokenizerBase

from corpus.errors import ModelUnavailable

WEIGHTS = Path(__file__).with_name("reranker.safetensors")
"""Low-rank products `NAME.a`, `NAME.b` as in `indexer.adapter`, and `head.weight`, `head.bias`."""

HEAD = "head"


class BundledReranker:
    """A `Reranker` that reads the best sentence of the first passages and adds to their scores."""

    name = ""
    depth = 8
    within = 0.07
    weight = 0.015
    keeps = True
    sentences = True

    def __init__(
        self, model: nn.Module, tokenizer: PreTrainedTokenizerBase, weights: Path = WEIGHTS
    ) -> None:
        """Of a BERT model, which stays as it is. Raises ModelUnavailable."""
        # the embeddings are four fifths of the model and not adapted: one copy serves both
        embeddings = model.get_submodule("embeddings")
        self._model = copy.deepcopy(model, {id(embeddings): embeddings})
        self._tokenizer = tokenizer
        try:
            self._head = _add(self._model, load_file(weights))
        except (OSError, SafetensorError, AttributeError, KeyError, RuntimeError) as error:
            raise ModelUnavailable(
                f"重排权重缺失或损坏：{weights}（{error}）", "请重新安装本软件。"
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Reranker.scores`."""
        if not texts:
            return np.empty(0, np.float32)
        # a lone surrogate, from bytes that are not UTF-8, is no text to a tokeniser
        asked, *given = (t.encode("utf-8", "replace").decode() for t in (question, *texts))
        features = pairs(self._tokenizer, [(asked, text) for text in given])
        with torch.inference_mode():
            return read(self._model, features, self._head).numpy()


def pairs(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[tuple[str, str]]
) -> dict[str, Tensor]:
    """Token ids and mask (n, t) of questions with texts; what is too long loses its end."""
    asked, given = zip(*texts, strict=True)
    features = tokenizer(
        list(asked), list(given), padding=True, truncation=True, return_tensors="pt"
    )
    return {name: features[name] for name in ("input_ids", "attention_mask")}


def read(model: nn.Module, features: dict[str, Tensor], head: tuple[Tensor, Tensor]) -> Tensor:
    """(n,) float32, of the mean of a pair's token vectors; higher is better."""
    tokens = model(**features).last_hidden_state.float()
    mask = features["attention_mask"][:, :, None]
    mean = (tokens * mask).sum(dim=1) / mask.sum(dim=1)
    return linear(mean, *head)[:, 0]


def _add(model: nn.Module, parts: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Add the products to a model's weights; the layer that scores."""
    head = parts.pop(f"{HEAD}.weight").float(), parts.pop(f"{HEAD}.bias").float()
    for name in {key.rpartition(".")[0] for key in parts}:
        weight = model.get_parameter(name)
        a, b = (parts[f"{name}.{part}"].float() for part in "ab")
        weight.data = (weight.data.float() + b @ a).to(weight.dtype)
    return head
