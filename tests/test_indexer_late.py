"""Late interaction gives what two plain loops would give, and notices damaged files."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import IndexDamaged
from indexer import late
from indexer.late import NO_TOKENS, TokenStore, TokenWriter

DIMENSION = 4
Units = Mapping[int, NDArray[np.float16]]


def unit_rows(values: list[list[int]]) -> NDArray[np.float32]:
    rows = np.array(values, np.float32).reshape(-1, DIMENSION)
    lengths: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


NUMBERS = st.lists(st.integers(-9, 9), min_size=DIMENSION, max_size=DIMENSION).filter(any)
ROWS = st.lists(NUMBERS, max_size=6).map(unit_rows)


def store_of(units: Units, path: Path) -> TokenStore:
    with TokenWriter(path, DIMENSION) as writer:
        for unit, vectors in units.items():
            writer.append(unit, vectors)
    return TokenStore.open(path)


def two_loops(query: NDArray[np.float32], vectors: NDArray[np.float16]) -> float:
    if not len(query) or not len(vectors):
        return NO_TOKENS
    best = [max(float(wanted @ there) for there in vectors.astype(np.float32)) for wanted in query]
    return sum(best) / len(best)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Units, NDArray[np.float32], list[int]]:
    """Units in order of arrival, a query, and the units that are asked for."""
    texts = draw(st.lists(ROWS, max_size=6))
    arrival = draw(st.permutations(range(len(texts))))
    asked = draw(st.lists(st.sampled_from(arrival), max_size=8)) if texts else []
    return {unit: texts[unit].astype(np.float16) for unit in arrival}, draw(ROWS), asked


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_equals_two_loops(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    case: tuple[Units, NDArray[np.float32], list[int]],
) -> None:
    monkeypatch.setattr(late, "_BLOCK", 3)
    units, query, asked = case
    scores = store_of(units, tmp_path / "tokens").score(query, np.array(asked, np.int64))
    assert scores.dtype == np.float32
    expected = [two_loops(query, units[unit]) for unit in asked]
    assert scores == pytest.approx(np.array(expected), abs=1e-6)


def test_a_score_is_the_mean_of_each_tokens_best_cosine(tmp_path: Path) -> None:
    query = unit_rows([[1, 0, 0, 0], [0, 1, 0, 0]])
    near = unit_rows([[1, 0, 0, 0], [0, 3, 4, 0]])  # 1 and 0.6
    far = unit_rows([[0, 0, 0, 1], [0, -3, 0, 4]])  # 0 and 0
    units = {0: far.astype(np.float16), 1: near.astype(np.float16)}
    store = store_of(units, tmp_path / "tokens")
    scores = store.score(query, np.array([1, 0], np.int64))
    assert scores == pytest.approx(np.array([0.8, 0.0]), abs=1e-3)


def test_the_vectors_come_back_as_they_were(tmp_path: Path) -> None:
    units: Units = {
        2: np.full((3, DIMENSION), 0.5, np.float16),
        0: np.eye(DIMENSION, dtype=np.float16),
        1: np.empty((0, DIMENSION), np.float16),
    }
    store = store_of(units, tmp_path / "tokens")
    assert len(store) == 3
    for unit, vectors in units.items():
        assert store.vectors(unit).dtype == np.float16
        assert np.array_equal(store.vectors(unit), vectors)


def test_reading_changes_nothing_on_disk(tmp_path: Path) -> None:
    store = store_of({0: np.eye(DIMENSION, dtype=np.float16)}, tmp_path / "tokens")
    before = (tmp_path / "tokens.f16").read_bytes()
    store.vectors(0)[:] = 0
    assert (tmp_path / "tokens.f16").read_bytes() == before


def test_a_store_without_tokens_opens(tmp_path: Path) -> None:
    store = store_of({0: np.empty((0, DIMENSION), np.float16)}, tmp_path / "tokens")
    query = unit_rows([[1, 0, 0, 0]])
    assert store.score(query, np.array([0, 0], np.int64)).tolist() == [NO_TOKENS] * 2
    assert len(store_of({}, tmp_path / "none")) == 0


@pytest.mark.parametrize("shape", [(2, DIMENSION + 1), (DIMENSION,)])
def test_vectors_of_another_dimension_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    with (
        TokenWriter(tmp_path / "tokens", DIMENSION) as writer,
        pytest.raises(ValueError, match="0"),
    ):
        writer.append(0, np.zeros(shape, np.float16))


def test_a_unit_comes_once(tmp_path: Path) -> None:
    one = np.eye(DIMENSION, dtype=np.float16)
    with TokenWriter(tmp_path / "tokens", DIMENSION) as writer:
        writer.append(0, one)
        with pytest.raises(ValueError, match="unit 0"):
            writer.append(0, one)


def test_a_writer_that_failed_leaves_nothing_that_opens(tmp_path: Path) -> None:
    writer = TokenWriter(tmp_path / "tokens", DIMENSION)
    with pytest.raises(ValueError, match="unit 0"), writer:
        writer.append(0, np.zeros(1, np.float16))
    with pytest.raises(IndexDamaged):
        TokenStore.open(tmp_path / "tokens")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0\0")


def garble(path: Path) -> None:
    path.write_bytes(b"garbage")


@pytest.mark.parametrize("file", ["tokens.f16", "tokens.npz"])
@pytest.mark.parametrize("damage", [Path.unlink, cut, garble])
def test_damage_is_noticed(tmp_path: Path, file: str, damage: Callable[[Path], None]) -> None:
    store_of({0: np.eye(DIMENSION, dtype=np.float16)}, tmp_path / "tokens")
    damage(tmp_path / file)
    with pytest.raises(IndexDamaged, match="tokens") as caught:
        TokenStore.open(tmp_path / "tokens")
    assert "python -m indexer build" in caught.value.hint


def test_a_file_that_grew_is_damage(tmp_path: Path) -> None:
    store_of({0: np.eye(DIMENSION, dtype=np.float16)}, tmp_path / "tokens")
    lengthen(tmp_path / "tokens.f16")
    with pytest.raises(IndexDamaged):
        TokenStore.open(tmp_path / "tokens")
