"""Units: the distinct texts that the encoder reads, passages and their sentences.

A text that stands twice, or stood in the index before, is encoded once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import Plan
from indexer.model import Passage


@dataclass(frozen=True, slots=True)
class Units:
    """Which units a passage has.

    `keys` (units, 16) uint8 identify texts across builds. `passage` (passages,)
    int64 is each passage's own unit. The units of passage p's sentences are
    `sentence[first[p]:first[p + 1]]`; `first` is (passages + 1,) int64.
    """

    keys: NDArray[np.uint8]
    passage: NDArray[np.int64]
    sentence: NDArray[np.int64]
    first: NDArray[np.int64]

    def save(self, path: Path) -> None:
        """Write to one .npz file."""
        np.savez(
            path, keys=self.keys, passage=self.passage, sentence=self.sentence, first=self.first
        )

    @classmethod
    def load(cls, path: Path) -> "Units":
        """Read what `save` wrote. Raises OSError, ValueError or KeyError when damaged."""
        with np.load(path) as arrays:
            return cls(*(arrays[name] for name in ("keys", "passage", "sentence", "first")))

    def positions(self) -> dict[bytes, int]:
        """Key → unit."""
        return {key.tobytes(): unit for unit, key in enumerate(self.keys)}


def unit_key(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def passage_text(plan: Plan, passage: Passage) -> str:
    """What the encoder reads of a passage: its words without headings, a row in sentences."""
    return passage.reading or plan.text[passage.body : passage.end].strip()


def sentence_texts(plan: Plan, passage: Passage) -> list[str]:
    """What the encoder reads of each sentence of a passage."""
    if passage.reading is not None:
        return [passage.reading]
    return [plan.text[s.start : s.end].strip() for s in passage.sentences]


def collect(plans: Mapping[str, Plan], passages: Sequence[Passage]) -> tuple[list[str], Units]:
    """The distinct texts of the passages, in order, and who has which."""
    own = [passage_text(plans[p.plan_id], p) for p in passages]
    parts = [sentence_texts(plans[p.plan_id], p) for p in passages]
    texts = list(dict.fromkeys(chain(own, chain.from_iterable(parts))))
    unit = {text: i for i, text in enumerate(texts)}
    keys = np.frombuffer(b"".join(map(unit_key, texts)), np.uint8).reshape(-1, 16)
    return texts, Units(
        keys=keys,
        passage=_int64(unit[text] for text in own),
        sentence=_int64(unit[text] for text in chain.from_iterable(parts)),
        first=np.cumsum([0, *map(len, parts)], dtype=np.int64),
    )


def _int64(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)
