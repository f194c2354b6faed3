"""Units: the distinct texts that the encoder reads, passages (in windows) and their sentences.

A text that stands twice, or stood in the index before, is encoded once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.model import Plan, Span
from indexer.model import Passage


@dataclass(frozen=True, slots=True)
class Parts:
    """Which units each passage has: those of p are `unit[first[p]:first[p + 1]]`.

    `unit` is (parts,) int64, `first` (passages + 1,) int64; a passage has one part or more.
    """

    unit: NDArray[np.int64]
    first: NDArray[np.int64]

    def of(self, passage: int) -> NDArray[np.int64]:
        """The units of a passage, in the order of the text."""
        return self.unit[self.first[passage] : self.first[passage + 1]]

    def owner(self, parts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The passages that the parts of these numbers belong to."""
        return np.searchsorted(self.first, parts, "right") - 1

    def owned(self, passages: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of these passages' parts."""
        ranges = [np.arange(self.first[p], self.first[p + 1]) for p in passages]
        return np.concatenate(ranges) if ranges else np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Units:
    """The distinct texts, and which a passage has as windows and as sentences.

    `keys` (units, 16) uint8 identify texts across builds.
    """

    keys: NDArray[np.uint8]
    windows: Parts
    sentences: Parts

    def save(self, path: Path) -> None:
        """Write to one .npz file."""
        np.savez(
            path,
            keys=self.keys,
            window=self.windows.unit,
            first_window=self.windows.first,
            sentence=self.sentences.unit,
            first_sentence=self.sentences.first,
        )

    @classmethod
    def load(cls, path: Path) -> "Units":
        """Read what `save` wrote. Raises OSError, ValueError or KeyError when damaged."""
        with np.load(path) as arrays:
            windows, sentences = (
                Parts(arrays[name], arrays[f"first_{name}"]) for name in ("window", "sentence")
            )
            return cls(arrays["keys"], windows, sentences)

    def positions(self) -> dict[bytes, int]:
        """Key → unit."""
        return {key.tobytes(): unit for unit, key in enumerate(self.keys)}


def unit_key(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def part_texts(plan: Plan, passage: Passage, parts: Iterable[Span]) -> list[str]:
    """What the encoder reads of parts of a passage: words without headings, a row in sentences."""
    if passage.reading is not None:
        return [passage.reading]
    return [plan.text[part.start : part.end].strip() for part in parts]


def collect(plans: Mapping[str, Plan], passages: Sequence[Passage]) -> tuple[list[str], Units]:
    """The distinct texts of the passages, in order, and who has which."""
    windows = [part_texts(plans[p.plan_id], p, p.windows) for p in passages]
    sentences = [part_texts(plans[p.plan_id], p, p.sentences) for p in passages]
    texts = list(dict.fromkeys(chain(chain.from_iterable(windows), chain.from_iterable(sentences))))
    unit = {text: i for i, text in enumerate(texts)}
    keys = np.frombuffer(b"".join(map(unit_key, texts)), np.uint8).reshape(-1, 16)
    return texts, Units(keys, _parts(windows, unit), _parts(sentences, unit))


def _parts(texts: Sequence[Sequence[str]], unit: Mapping[str, int]) -> Parts:
    return Parts(
        np.fromiter((unit[text] for text in chain.from_iterable(texts)), np.int64),
        np.cumsum([0, *map(len, texts)], dtype=np.int64),
    )
