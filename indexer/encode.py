"""Texts → vectors: what an encoder is, which one the settings choose, and one without a model."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from corpus.settings import DEFAULT_MODEL, Settings
from indexer.bundled import install

HASH_MODEL = "hash"
"""Name of `HashEncoder` in the settings; for tests, it knows nothing of meaning."""

_HASH_BATCH = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Vectors of some of the texts handed over.

    `positions` (b,) int64 says which. `dense` is (b, dimension) float32, one unit
    row a text. `tokens` has one (t, dimension) float16 array of unit rows a text.
    """

    positions: NDArray[np.int64]
    dense: NDArray[np.float32]
    tokens: tuple[NDArray[np.float16], ...]


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A question's unit vectors, float32: `dense` (dimension,) and `tokens` (t, dimension).

    `pieces` are the words or parts of words that the tokens stand for.
    """

    dense: NDArray[np.float32]
    tokens: NDArray[np.float32]
    pieces: tuple[str, ...]


class Encoder(Protocol):
    """What turns texts into vectors.

    `load_encoder` finds it again by its `name`. `fingerprint` stands for the
    weights and for how they are used: vectors of unlike fingerprints cannot be compared.
    """

    @property
    def name(self) -> str:
        """The name in the settings that gives this encoder."""

    @property
    def fingerprint(self) -> str:
        """Differs whenever the vectors would."""

    @property
    def dimension(self) -> int:
        """The length of every vector, dense and of tokens."""

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Vectors of every text once, longest texts first, one batch in memory at a time."""

    def encode_query(self, text: str) -> EncodedQuery:
        """Vectors of a question."""


class HashEncoder:
    """Every character and every pair of neighbours has a direction of its own, drawn by hash.

    The same on every machine, without a model; the dense vector is the
    normalised mean. White space is left out.
    """

    def __init__(self, dimension: int = 64) -> None:
        self.name = HASH_MODEL
        self.dimension = dimension
        self.fingerprint = f"{HASH_MODEL}-1-{dimension}"

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        """As `Encoder.encode_passages`."""
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        for start in range(0, len(order), _HASH_BATCH):
            chosen = order[start : start + _HASH_BATCH]
            encoded = [self.encode_query(texts[at]) for at in chosen]
            yield Batch(
                np.array(chosen, np.int64),
                np.stack([one.dense for one in encoded]),
                tuple(one.tokens.astype(np.float16) for one in encoded),
            )

    def encode_query(self, text: str) -> EncodedQuery:
        """As `Encoder.encode_query`; an empty text has no token and a dense vector of its own."""
        characters = "".join(text.split())
        pairs = map("".join, pairwise(characters))
        pieces = (*characters, *pairs)
        rows = [_direction(piece, self.dimension) for piece in pieces]
        mean = np.sum(rows or [_direction("", self.dimension)], axis=0)
        tokens = np.array(rows, np.float32).reshape(-1, self.dimension)
        return EncodedQuery((mean / np.linalg.norm(mean)).astype(np.float32), tokens, pieces)


@lru_cache(maxsize=100_000)
def _direction(token: str, dimension: int) -> NDArray[np.float32]:
    """A corner of the cube, as far from any other token's as chance has it."""
    data = hashlib.shake_128(token.encode("utf-8", "surrogatepass")).digest(-(-dimension // 8))
    signs = np.unpackbits(np.frombuffer(data, np.uint8))[:dimension].astype(np.float32) * 2 - 1
    return signs / np.float32(np.sqrt(dimension))


def load_encoder(settings: Settings) -> Encoder:
    """The encoder that `settings.model` names.

    That is the default model (installed under `settings.models` on first use), a
    sentence-transformers folder, a name on the model hub unless
    `settings.offline`, or `hash`. Takes seconds: torch is imported here.

    Raises ModelUnavailable.
    """
    if settings.model == HASH_MODEL:
        return HashEncoder()
    source = _locate(settings)
    set_environment(offline=settings.offline)
    from indexer.transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(source, settings.model, offline=settings.offline)


def set_environment(*, offline: bool) -> None:
    """What torch and the hub's libraries read when they are imported."""
    # How long a thread of OpenMP (GNU's) spins before it sleeps. By default so long that, beside
    # one busy process, 80 passages took 4.9 s in place of 0.45, and a query up to 900 ms in
    # place of 11; now 0.95 s and 32 ms. OMP_WAIT_POLICY=PASSIVE would cost an idle machine half.
    os.environ.setdefault("GOMP_SPINCOUNT", "5000")
    if offline:
        # Nothing then tries the network, and the bars, which elsewhere show downloads,
        # would only show the reading of a file.
        names = "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS"
        os.environ.update(dict.fromkeys(names, "1"))


def _locate(settings: Settings) -> str:
    """A folder, or a name on the hub."""
    if settings.model == DEFAULT_MODEL:
        return str(install(settings.models))
    folder = Path(settings.model).expanduser()
    if folder.is_dir():
        return str(folder)
    if settings.offline:
        raise ModelUnavailable(
            f"找不到模型：{settings.model}（没有这个文件夹，离线时也不下载模型）",
            f"请用 --model 指明已下载的模型文件夹，改用默认模型 --model {DEFAULT_MODEL}，"
            "或设置环境变量 PLANSEARCH_OFFLINE=0 以允许下载。",
        )
    return settings.model
