"""The training pairs: a question, a text that answers, and texts that do not."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

FOLDER = Path(__file__).with_name("pairs")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with the text that answers it and one or two hard ones that do not."""

    query: str
    positive: str
    negatives: tuple[str, ...]


def load_pairs(folder: Path = FOLDER) -> list[Pair]:
    """All pairs, by file name and line. Raises OSError, or ValueError for a bad line."""
    return [
        msgspec.json.decode(line, type=Pair)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]
