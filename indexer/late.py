"""Late interaction: token vectors on disk, and MaxSim over them.

MaxSim after ColBERT (Khattab & Zaharia 2020): every token of the query looks for
the token of the text that is nearest to it. Here the maxima are averaged, so that
a score does not grow with the length of the query.
"""

import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged

NO_TOKENS = -1.0
"""Score of a text without a token: that of the opposite direction, below any other."""

_BLOCK = 1024
"""Token vectors multiplied at once; more of them leave the cache. Measured with 20,000 vectors:
1,024 → 4.0 ms a score, 4,096 → 9.1 ms. In bfloat16, where a CPU has it, 2.3 ms, but then one
question in 20 had other passages among its first three."""


def _files(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}.f16"), path.with_name(f"{path.name}.npz")


class TokenWriter:
    """Writes the token vectors of units as they come; a context manager.

    `path` names two files: `path.f16`, raw (tokens, dimension) float16, and
    `path.npz` with `starts` int64 and `lengths` int32, (units,) each. The second is
    written when the block ends without an error. Raises OSError.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._vectors, self._spans = _files(path)
        self._dimension = dimension
        self._places: dict[int, tuple[int, int]] = {}
        self._tokens = 0
        self._file: BinaryIO

    def __enter__(self) -> Self:
        self._file = self._vectors.open("wb")
        return self

    def append(self, unit: int, vectors: NDArray[np.float16]) -> None:
        """Add one unit's (t, dimension) unit rows, in any order of units, each once."""
        if unit in self._places or vectors.shape[1:] != (self._dimension,):
            raise ValueError(f"unit {unit} of shape {vectors.shape}")
        self._file.write(np.ascontiguousarray(vectors, np.float16).tobytes())
        self._places[unit] = self._tokens, len(vectors)
        self._tokens += len(vectors)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file as file:
            _sync(file)
        if error is None:
            self._write_spans()

    def _write_spans(self) -> None:
        places = [self._places[unit] for unit in range(len(self._places))]
        starts, lengths = np.array(places, np.int64).reshape(-1, 2).T
        dimension = np.int64(self._dimension)
        with self._spans.open("wb") as file:
            np.savez(file, starts=starts, lengths=lengths.astype(np.int32), dimension=dimension)
            _sync(file)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


class TokenStore:
    """Token vectors open for reading, memory-mapped."""

    def __init__(
        self,
        vectors: NDArray[np.float16],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int32],
    ) -> None:
        self._vectors, self._starts, self._lengths = vectors, starts, lengths

    @classmethod
    def open(cls, path: Path) -> "TokenStore":
        """Open what `TokenWriter` wrote. Raises IndexDamaged."""
        data, spans = _files(path)
        try:
            with np.load(spans) as arrays:
                starts, lengths = arrays["starts"], arrays["lengths"]
                shape = int(lengths.sum()), int(arrays["dimension"])
            return cls(_map(data, shape), starts, lengths)
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise IndexDamaged(
                f"词向量文件缺失或损坏：{path}（{error}）", "请重建索引：python -m indexer build"
            ) from error

    def __len__(self) -> int:
        """How many units it holds."""
        return len(self._starts)

    def vectors(self, unit: int) -> NDArray[np.float16]:
        """A unit's (t, dimension) float16 rows of unit length."""
        start = self._starts[unit]
        return self._vectors[start : start + self._lengths[unit]]

    def score(self, query: NDArray[np.float32], units: NDArray[np.int64]) -> NDArray[np.float32]:
        """MaxSim of a query's (q, dimension) unit rows with each of `units` (m,): (m,) float32.

        The mean over the query's tokens of the greatest cosine with a token of the
        unit; higher is better. A unit, or a query, without tokens scores -1.
        """
        if not len(query):
            return np.full(len(units), NO_TOKENS, np.float32)
        scores: NDArray[np.float32] = self.nearest(query, units).mean(axis=0, dtype=np.float32)
        return scores

    def nearest(self, query: NDArray[np.float32], units: NDArray[np.int64]) -> NDArray[np.float32]:
        """For each token of a query the greatest cosine with a token of each unit: (q, m).

        A unit without tokens has -1.
        """
        found = np.full((len(query), len(units)), NO_TOKENS, np.float32)
        filled = np.flatnonzero(self._lengths[units])
        if len(query) and len(filled):
            lengths = self._lengths[units[filled]].astype(np.int64)
            first = lengths.cumsum() - lengths
            rows = np.repeat(self._starts[units[filled]] - first, lengths)
            cosines = self._cosines(query, rows + np.arange(len(rows)))
            found[:, filled] = np.maximum.reduceat(cosines, first, axis=1)
        return found

    def _cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(q, len(rows)) float32."""
        import torch  # NumPy takes ten times as long to widen float16

        left, chosen = torch.from_numpy(query), torch.from_numpy(rows)
        vectors = torch.from_numpy(self._vectors)
        out = torch.empty((len(query), len(rows)))
        for block in range(0, len(rows), _BLOCK):
            right = vectors.index_select(0, chosen[block : block + _BLOCK]).float()
            out[:, block : block + _BLOCK] = left @ right.T
        return out.numpy()


def _map(path: Path, shape: tuple[int, int]) -> NDArray[np.float16]:
    if path.stat().st_size != 2 * shape[0] * shape[1]:
        raise ValueError(f"{path.name} 的长度不符")
    if not shape[0]:
        return np.empty(shape, np.float16)  # an empty file cannot be mapped
    # copy on write, because torch takes no array that is read-only
    return np.asarray(np.memmap(path, np.float16, "c", shape=shape))
