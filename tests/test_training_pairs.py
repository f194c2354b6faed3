"""The training pairs: every line has the fields it promises, and nothing is there twice."""

import json
from collections import Counter
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[1] / "training").glob("pairs-*.jsonl"))
ENOUGH = 700


def read(path: Path) -> list[dict[str, object]]:
    """The lines of one file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def texts(pair: dict[str, object]) -> list[str]:
    """The positive and the negatives of a pair."""
    negatives = pair["negatives"]
    assert isinstance(negatives, list)
    return [str(pair["positive"]), *negatives]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_whole(path: Path) -> None:
    for pair in read(path):
        assert set(pair) == {"query", "positive", "negatives"}
        said = [str(pair["query"]), *texts(pair)]
        assert all(isinstance(text, str) and text and text == text.strip() for text in said), pair
        assert 40 <= len(said[1]) <= 200, pair
        assert len(said) in (3, 4), pair


def test_nothing_is_there_twice() -> None:
    pairs = [pair for path in FILES for pair in read(path)]
    assert len(pairs) >= ENOUGH
    for said in ([str(p["query"]) for p in pairs], [t for p in pairs for t in texts(p)]):
        assert [text for text, times in Counter(said).items() if times > 1] == []
