"""The encoder that runs a sentence-transformers model; import takes seconds (torch).

One forward pass gives a text's dense vector and its token vectors. Left out of the
token vectors are the special tokens and those of the prompt (“query: ”): they say
nothing of the text. Runs on the CPU.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.module import Module
from torch import Tensor
from torch.nn.functional import normalize
from transformers import PreTrainedTokenizerBase

from indexer.encode import Batch, EncodedQuery
from indexer.loading import model_loading

_BATCH_TOKENS = 1024
"""Tokens in a batch, padding included. Measured with multilingual-e5-small on the Kaifeng
plan, passages a second: 512 → 153, 1024 → 211, 4096 → 202 (bfloat16); 72, 71, 66 (float32)."""

_CHUNK = 1000
"""Texts tokenised at once."""

_SAMPLE = 1024
"""Numbers of each weight tensor that go into the fingerprint."""

_FAMILIES = (
    # a pattern of the model's name, prompt of a question, prompt of a passage
    (r"e5-(small|base|large)(-v2)?/?$", "query: ", "passage: "),
    (r"bge-(small|base|large)-zh(-v1\.5)?/?$", "为这个句子生成表示以用于检索相关文章：", ""),
)
"""Prompts of well-known models whose folders do not name them, from their model cards."""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A text's token ids (t,) int32, and which of them are of the text itself (t,) bool.

    `spans` (t, 2) are first and last code points in the prompt and the text together.
    """

    ids: NDArray[np.int32]
    is_text: NDArray[np.bool_]
    spans: NDArray[np.int64]


class SentenceTransformerEncoder:
    """An `Encoder` out of a sentence-transformers folder, or of a name on the model hub.

    Computes in bfloat16 where the CPU does so natively (2.5 times as fast as
    float32, vectors with a cosine of 0.9999 to its), else in float32. Of a text
    longer than the model takes, the tokeniser drops the end.
    """

    def __init__(self, source: str, name: str, *, offline: bool = True) -> None:
        """Load a model; `name` is what the settings call it. Raises ModelUnavailable."""
        with model_loading(source, name):
            self._model = SentenceTransformer(
                source,
                device="cpu",
                local_files_only=offline,
                model_kwargs={"dtype": torch.float32},
            ).eval()
            self._tokenizer = self._model.tokenizer
            self._query_prompt, self._passage_prompt = _prompts(self._model, name)
            self.name = name
            self.fingerprint = self._fingerprint()
            if has_bfloat16():
                self._model.bfloat16()
            trial = self.encode_query("水")
            self.dimension = len(trial.dense)
            if trial.tokens.shape[1] != self.dimension:
                raise ValueError("词向量与整句向量的维数不同")

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        """As `Encoder.encode_passages`; in memory are all token ids and a batch's vectors."""
        tokens = [
            one
            for start in range(0, len(texts), _CHUNK)
            for one in self._tokenise(texts[start : start + _CHUNK], self._passage_prompt)
        ]
        for positions in _batches(np.array([len(one.ids) for one in tokens], np.int64)):
            dense, each = self._forward([tokens[at] for at in positions])
            yield Batch(positions, dense, tuple(one.astype(np.float16) for one in each))

    def encode_query(self, text: str) -> EncodedQuery:
        """As `Encoder.encode_query`."""
        (cut,) = self._tokenise([text], self._query_prompt)
        dense, (tokens,) = self._forward([cut])
        spans = cut.spans[cut.is_text] - len(self._query_prompt)
        return EncodedQuery(dense[0], tokens, tuple(text[max(a, 0) : b] for a, b in spans))

    def _tokenise(self, texts: Sequence[str], prompt: str) -> list[_Tokens]:
        encoded = self._tokenizer(
            # a lone surrogate, from bytes that are not UTF-8, is no text to a tokeniser
            [(prompt + text).encode("utf-8", "replace").decode() for text in texts],
            truncation=True,
            return_offsets_mapping=True,
        )
        # By offsets, not by the prompt's own count of tokens: its final space may or may
        # not be one with the text's first word. Special tokens end at 0.
        return [
            _Tokens(np.array(ids, np.int32), spans[:, 1] > len(prompt), spans)
            for ids, spans in zip(
                encoded["input_ids"], map(np.array, encoded["offset_mapping"]), strict=True
            )
        ]

    def _forward(
        self, batch: Sequence[_Tokens]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Dense (b, dimension) and, a text, (t, dimension) float32; unit rows."""
        ids, mask = self._pad(batch)
        is_text = mask.copy()
        is_text[mask] = np.concatenate([one.is_text for one in batch])
        with torch.inference_mode():
            out = self._run(ids, mask)
            dense = normalize(out["sentence_embedding"].float(), dim=-1)
            tokens = normalize(out["token_embeddings"][torch.from_numpy(is_text)].float(), dim=-1)
        return dense.numpy(), np.split(tokens.numpy(), is_text.sum(axis=1).cumsum()[:-1])

    def _pad(self, batch: Sequence[_Tokens]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Token ids (b, longest), and which of them are no padding."""
        lengths = np.array([len(one.ids) for one in batch])
        # padded on the right: what stands there is seen neither by BERT, under the mask, nor
        # by a decoder, which looks back
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids = np.full(mask.shape, self._tokenizer.pad_token_id or 0, np.int64)
        ids[mask] = np.concatenate([one.ids for one in batch])
        return ids, mask

    def _run(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> dict[str, Tensor]:
        features = {
            "input_ids": torch.from_numpy(ids),
            "attention_mask": torch.from_numpy(mask.astype(np.int64)),
        }
        out: dict[str, Tensor] = self._model(features)
        return out

    def bert(self) -> tuple[torch.nn.Module, PreTrainedTokenizerBase]:
        """The transformer, and its tokeniser."""
        return self._model[0].get_submodule("auto_model"), self._tokenizer

    def forward_seconds(self, texts: Sequence[str]) -> float:
        """Seconds of the bare forward passes over texts already cut into tokens and batches.

        What `encode_passages` cannot do without; `make bench` compares with it.
        """
        tokens = self._tokenise(texts, self._passage_prompt)
        lengths = np.array([len(one.ids) for one in tokens], np.int64)
        padded = [self._pad([tokens[at] for at in batch]) for batch in _batches(lengths)]
        start = perf_counter()
        with torch.inference_mode():
            for ids, mask in padded:
                self._run(ids, mask)
        return perf_counter() - start

    def _fingerprint(self) -> str:
        """Over a sample of every weight in float32, and over how the model is used.

        BERT's pooler is left out: no sentence-transformers model uses it, and where
        a folder lacks it, it is drawn at random on loading.
        """
        digest = blake2b(digest_size=16)
        for name, tensor in self._model.state_dict().items():
            if ".pooler." not in name:
                sample = tensor.reshape(-1)[:: max(1, tensor.numel() // _SAMPLE)]
                digest.update(f"{name}{tuple(tensor.shape)}".encode())
                digest.update(sample.float().numpy().tobytes())
        use = [
            self._query_prompt,
            self._passage_prompt,
            self._tokenizer.model_max_length,
            *(one.get_config_dict() for one in list(self._model)[1:] if isinstance(one, Module)),
        ]
        digest.update(json.dumps(use, sort_keys=True).encode())
        return digest.hexdigest()


def has_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 natively (AVX-512 BF16, AMX); else float32 is faster."""
    can = torch.cpu.get_capabilities()
    return bool(can.get("avx512_bf16") or can.get("amx_bf16"))


def _batches(lengths: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Positions of texts, longest first, so many that padding fits the budget."""
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        size = max(1, _BATCH_TOKENS // max(1, int(lengths[order[start]])))
        yield order[start : start + size]
        start += size


def _prompts(model: SentenceTransformer, name: str) -> tuple[str, str]:
    """What goes before a question and before a passage: the model's own, else its family's."""
    own = model.prompts
    if any(own.values()):
        passage = own.get("document") or own.get("passage") or own.get("corpus")
        return own.get("query") or "", passage or ""
    for pattern, query, passage_prompt in _FAMILIES:
        if re.search(pattern, name, re.IGNORECASE):
            return query, passage_prompt
    return "", ""
