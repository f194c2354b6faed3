"""The dense leg finds what comparing with every vector would find."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from indexer.vector import VectorIndex, write

# Quarters are exact in float32, so equal scores are really equal.
QUARTERS = st.integers(-4, 4).map(lambda n: n / 4)
DIMENSION = 3


def rows(values: object) -> NDArray[np.float32]:
    return np.array(values, np.float32).reshape(-1, DIMENSION)


def index_of(vectors: NDArray[np.float32], folder: Path) -> VectorIndex:
    write(folder / "vectors.faiss", vectors)
    return VectorIndex.open(folder / "vectors.faiss")


def brute_force(
    vectors: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: list[int] | None
) -> list[tuple[int, float]]:
    scored = [
        (at, float(vector @ query))
        for at, vector in enumerate(vectors)
        if allowed is None or at in allowed
    ]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:k]


def found(index: VectorIndex, *question: object) -> list[tuple[int, float]]:
    ids, scores = index.search(*question)  # type: ignore[arg-type]
    assert ids.dtype == np.int64
    assert scores.dtype == np.float32
    return list(zip(ids.tolist(), scores.tolist(), strict=True))


@settings(deadline=None)
@given(
    vectors=st.lists(st.tuples(QUARTERS, QUARTERS, QUARTERS), max_size=12).map(rows),
    query=st.tuples(QUARTERS, QUARTERS, QUARTERS).map(lambda values: rows(values)[0]),
    k=st.integers(0, 15),
    allowed=st.none() | st.lists(st.integers(0, 11), unique=True),
)
def test_equals_brute_force(
    tmp_path_factory: pytest.TempPathFactory,
    vectors: NDArray[np.float32],
    query: NDArray[np.float32],
    k: int,
    allowed: list[int] | None,
) -> None:
    index = index_of(vectors, tmp_path_factory.getbasetemp())
    only = None if allowed is None else np.array(allowed, np.int64)
    assert found(index, query, k, only) == brute_force(vectors, query, k, allowed)
    assert len(index) == len(vectors)


def test_the_nearest_is_the_one_with_the_highest_cosine(tmp_path: Path) -> None:
    index = index_of(rows([[0, 1, 0], [1, 0, 0], [0.5, 0.5, 0]]), tmp_path)
    assert found(index, rows([1, 0, 0])[0], 2) == [(1, 1.0), (2, 0.5)]


# FAISS keeps candidates in a heap up to k = 99 and in a reservoir from 100; from either the
# better ones, which come later here, push out any of those that are equal.
@pytest.mark.parametrize("k", [8, 30, 99, 100, 150])
def test_a_tie_over_the_cut_keeps_the_smaller_ids(tmp_path: Path, k: int) -> None:
    index = index_of(rows([[0.5, 0, 0]] * 300 + [[1, 0, 0]] * 5), tmp_path)
    expected = [*range(300, 305), *range(k - 5)]
    assert [at for at, _ in found(index, rows([1, 0, 0])[0], k)] == expected


def test_nothing_is_found_where_nothing_is_allowed(tmp_path: Path) -> None:
    index = index_of(rows([[1, 0, 0]]), tmp_path)
    assert found(index, rows([1, 0, 0])[0], 5, np.empty(0, np.int64)) == []


def test_a_missing_file_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss") as caught:
        VectorIndex.open(tmp_path / "vectors.faiss")
    assert "python -m indexer build" in caught.value.hint


@pytest.mark.parametrize("size", [0, 3, 40, -1])
def test_a_short_file_is_damage(tmp_path: Path, size: int) -> None:
    path = tmp_path / "vectors.faiss"
    write(path, rows([[1, 0, 0]] * 20))
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(IndexDamaged):
        VectorIndex.open(path)


# The second holds distances, of which the smaller is the nearer.
@pytest.mark.parametrize("other", [faiss.IndexHNSWFlat(3, 8), faiss.IndexFlatL2(3)])
def test_an_index_of_another_kind_is_damage(tmp_path: Path, other: faiss.Index) -> None:
    path = tmp_path / "vectors.faiss"
    faiss.serialize_index(other).tofile(path)
    with pytest.raises(IndexDamaged):
        VectorIndex.open(path)
