"""Texts with their token vectors, side by side in one array."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.encode import Encoder


@dataclass(frozen=True, slots=True)
class Encoded:
    """`tokens` (t, dimension) float32 are unit rows, those of text i from `first[i]` on.

    `first` and `groups` are (n,) int64. Texts of one group stand in one passage; groups are
    counted from 0 in order, without gaps. `headings` are what stands above each text, or empty.
    """

    texts: tuple[str, ...]
    tokens: NDArray[np.float32]
    first: NDArray[np.int64]
    groups: NDArray[np.int64]
    headings: tuple[str, ...]

    def __len__(self) -> int:
        """How many texts."""
        return len(self.texts)


def encoded(
    texts: Sequence[str],
    vectors: Sequence[NDArray[np.float16]],
    groups: Sequence[int],
    dimension: int,
    headings: Sequence[str] = (),
) -> Encoded:
    """Each text with its (t, dimension) vectors, at least one; `groups` ascend."""
    lengths = np.fromiter((len(own) for own in vectors), np.int64)
    empty = np.empty((0, dimension), np.float32)
    numbered = np.unique(np.array(groups, np.int64), return_inverse=True)[1]
    return Encoded(
        texts=tuple(texts),
        tokens=np.concatenate([empty, *(own.astype(np.float32) for own in vectors)]),
        first=lengths.cumsum() - lengths,
        groups=numbered.astype(np.int64),
        headings=tuple(headings) or ("",) * len(texts),
    )


def joined(a: Encoded, b: Encoded) -> Encoded:
    """Both, `a` first; their groups stay apart."""
    groups = int(a.groups[-1]) + 1 if len(a) else 0
    return Encoded(
        texts=a.texts + b.texts,
        tokens=np.concatenate([a.tokens, b.tokens]),
        first=np.concatenate([a.first, b.first + len(a.tokens)]),
        groups=np.concatenate([a.groups, b.groups + groups]),
        headings=a.headings + b.headings,
    )


class Reader:
    """An encoder that remembers what it read: counties share the words of their city's targets."""

    def __init__(self, encoder: Encoder) -> None:
        """Nothing is read yet."""
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float16]] = {}
        self.dimension = encoder.dimension

    def vectors(self, texts: Sequence[str]) -> list[NDArray[np.float16]]:
        """Each text's token vectors, as the encoder reads a passage."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        for batch in self._encoder.encode_passages(fresh):
            for at, tokens in zip(batch.positions.tolist(), batch.tokens, strict=True):
                self._known[fresh[at]] = tokens
        return [self._known[text] for text in texts]
