"""A cross-encoder (重排模型) that reads a question together with a passage.

The default model brings one; the deployer names another, or `none`, by `--reranker` or
`PLANSEARCH_RERANKER`.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from corpus.settings import DEFAULT_MODEL, Settings
from indexer.encode import Encoder, set_environment
from indexer.loading import model_loading

NO_RERANKER = "none"
"""The name in the settings for no reranker at all, not even the bundled one."""

_LEAD = 40
"""Code points up to which a first sentence only says what the next ones are about."""

_BATCH = 8
"""Pairs read at once; the candidates are no more than some dozens, of up to 800 characters."""


class Reranker(Protocol):
    """What judges how well passages answer a question.

    It reads the first `depth` passages whose score is at most `within` below the first's, of each
    only the best sentence if `sentences`. They are ordered by `weight` times what it says of them
    and, if it `keeps` it, the score they have.
    """

    depth: int
    within: float
    weight: float
    keeps: bool
    sentences: bool

    @property
    def name(self) -> str:
        """The name in the settings that gives this reranker."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts),), of any scale; higher is better."""


class CrossEncoderReranker:
    """A `Reranker` out of a folder of sentence-transformers or transformers, or a name on the hub.

    Runs on the CPU. Of a pair longer than the model takes, the tokeniser drops the end.
    """

    depth = 20
    within = math.inf
    weight = 1.0
    keeps = False
    sentences = False

    def __init__(self, source: str, name: str, *, offline: bool = True) -> None:
        """Load a model; `name` is what the settings call it. Takes seconds: torch is imported.

        Raises ModelUnavailable, also for a model that gives no score or several.
        """
        with model_loading(source, name, "--reranker"):
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(source, device="cpu", local_files_only=offline)
            if self._model.num_labels != 1:
                raise ValueError(f"不是重排模型：每对文字给出 {self._model.num_labels} 个分数")
            self.name = name
            self.scores("水", ["水"])

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Reranker.scores`."""
        if not texts:
            return np.empty(0, np.float32)
        # a lone surrogate, from bytes that are not UTF-8, is no text to a tokeniser
        pairs = [
            tuple(t.encode("utf-8", "replace").decode() for t in (question, text)) for text in texts
        ]
        found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(found, np.float32)


def excerpt(sentences: Sequence[str], best: int) -> str:
    """A passage in short: its best sentence, below the one that introduces it."""
    lead = sentences[0]
    return sentences[best] if best == 0 or len(lead) > _LEAD else lead + sentences[best]


def _bundled(encoder: Encoder) -> Reranker | None:
    if encoder.name != DEFAULT_MODEL:
        return None
    from indexer.bundled_reranker import BundledReranker
    from indexer.transformer import SentenceTransformerEncoder

    assert isinstance(encoder, SentenceTransformerEncoder)
    return BundledReranker(*encoder.bert())


def load_reranker(settings: Settings, encoder: Encoder) -> Reranker | None:
    """The reranker that `settings.reranker` names, or that comes with the default model.

    That is a folder, a name on the model hub unless `settings.offline`, or `none`.
    None for that, and when none is named and the encoder is another. Raises ModelUnavailable.
    """
    if settings.reranker == NO_RERANKER:
        return None
    if not settings.reranker:
        return _bundled(encoder)
    folder = Path(settings.reranker).expanduser()
    if not folder.is_dir() and settings.offline:
        raise ModelUnavailable(
            f"找不到重排模型：{settings.reranker}（没有这个文件夹，离线时也不下载模型）",
            "请用 --reranker 指明已下载的模型文件夹，或不写 --reranker（环境变量 "
            "PLANSEARCH_RERANKER 也不设），用自带的。",
        )
    set_environment(offline=settings.offline)
    source = str(folder) if folder.is_dir() else settings.reranker
    return CrossEncoderReranker(source, settings.reranker, offline=settings.offline)
