"""Blocks laid end to end as the canonical text, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.readers.blocks import Block


@dataclass(frozen=True, slots=True)
class Line:
    """A block and its span in the canonical text (line break not included)."""

    block: Block
    start: int
    end: int

    @property
    def text(self) -> str:
        """The line's characters, exactly as in the text."""
        return self.block.text


def lay_out(blocks: Iterable[Block]) -> tuple[str, tuple[Line, ...]]:
    """The canonical text (lines joined by line breaks) and its lines."""
    lines: list[Line] = []
    offset = 0
    for block in blocks:
        lines.append(Line(block, offset, offset + len(block.text)))
        offset += len(block.text) + 1
    return "\n".join(line.text for line in lines), tuple(lines)
