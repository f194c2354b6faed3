"""What every reader produces."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell's place: which table of the document, row and column from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a document in reading order; never blank, no line break inside.

    `level` is set when the format itself calls the line a heading (1 is the
    outermost); `cell` when it stands in a table. A cell of several lines is
    several blocks with one place.
    """

    text: str
    level: int | None = None
    cell: CellPlace | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file's blocks and the encoding they were read in."""

    blocks: tuple[Block, ...]
    encoding: str
