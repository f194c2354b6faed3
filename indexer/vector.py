"""The dense leg: FAISS, exact inner product over unit vectors."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged

_DECIMALS = 6
"""Scores nearer than this are equal: summing in another order moves a float32 by as much."""


def write(path: Path, vectors: NDArray[np.float32]) -> None:
    """Write (n, dimension) float32 unit rows; a row's id is its position. Raises OSError."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    faiss.serialize_index(index).tofile(path)  # write_index would hide why the disk refused


class VectorIndex:
    """A FAISS index open for reading, memory-mapped where FAISS can."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Open what `write` wrote. Raises IndexDamaged."""
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise _damaged(path) from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise _damaged(path)
        return cls(index)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The `k` nearest ids (m,) int64 and their cosines (m,) float32, m ≤ k; best first.

        `query` is a unit vector (dimension,) float32. `allowed` restricts to those
        ids exactly; None allows all, an empty one none. Of equal scores the
        smaller id comes first.
        """
        most = len(self) if allowed is None else min(len(self), len(allowed))
        k = min(k, most)
        if k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        fetch = k + 1
        ids, scores = self._nearest(query, fetch, allowed)
        while len(ids) == fetch <= most and scores[-1] == scores[k - 1]:
            fetch *= 2  # a tie runs over the cut: which of them FAISS left out is chance
            ids, scores = self._nearest(query, fetch, allowed)
        order = np.lexsort((ids, -scores))[:k]
        return ids[order], scores[order]

    def _nearest(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        params = faiss.SearchParameters()
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed))
            params.sel = selector  # which FAISS does not keep alive
        scores, ids = self._index.search(query[None], k, params=params)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found].round(_DECIMALS)


def _damaged(path: Path) -> IndexDamaged:
    return IndexDamaged(f"向量索引缺失或损坏：{path}", "请重建索引：python -m indexer build")
