"""A cross-encoder (重排模型) that reads a question together with a passage.

Off by default; the deployer names one by `--reranker` or `PLANSEARCH_RERANKER`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from corpus.settings import Settings
from indexer.encode import set_environment
from indexer.loading import model_loading

_BATCH = 8
"""Pairs read at once; the candidates are no more than some dozens, of up to 800 characters."""


class Reranker(Protocol):
    """What judges how well passages answer a question."""

    @property
    def name(self) -> str:
        """The name in the settings that gives this reranker."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts),), of any scale; higher is better."""


class CrossEncoderReranker:
    """A `Reranker` out of a folder of sentence-transformers or transformers, or a name on the hub.

    Runs on the CPU. Of a pair longer than the model takes, the tokeniser drops the end.
    """

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


def load_reranker(settings: Settings) -> Reranker | None:
    """The reranker that `settings.reranker` names; None when none is named.

    That is a folder, or a name on the model hub unless `settings.offline`. Raises
    ModelUnavailable.
    """
    if not settings.reranker:
        return None
    folder = Path(settings.reranker).expanduser()
    if not folder.is_dir() and settings.offline:
        raise ModelUnavailable(
            f"找不到重排模型：{settings.reranker}（没有这个文件夹，离线时也不下载模型）",
            "请用 --reranker 指明已下载的模型文件夹，或不写 --reranker（环境变量 "
            "PLANSEARCH_RERANKER 也不设），不用重排。",
        )
    set_environment(offline=settings.offline)
    source = str(folder) if folder.is_dir() else settings.reranker
    return CrossEncoderReranker(source, settings.reranker, offline=settings.offline)
