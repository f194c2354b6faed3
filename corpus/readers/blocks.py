"""What every reader produces."""

from dataclasses import dataclass
from typing import Literal

AsideKind = Literal["header", "footer", "footnote", "comment"]
"""页眉、页脚、脚注（含尾注）、批注."""


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell's place: which table of the document, row and column from 0.

    A merged cell stands once, at its upper left place, and covers `rows` rows
    and `columns` columns; no other cell has a place that it covers.
    """

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a document in reading order; never blank, no line break inside.

    `level` is set when the format itself calls the line a heading (1 is the
    outermost); `cell` when it stands in a table. A cell of several lines is
    several blocks with one place. `lead` counts the code points that the line
    begins with in bold, 0 when none or all of it is; `page` is its first page, from 1.
    """

    text: str
    level: int | None = None
    cell: CellPlace | None = None
    lead: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that stand in the file beside its body: a running header, a footnote."""

    kind: AsideKind
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd that a reader met, at the block of that index (None: in the whole file)."""

    code: str
    message: str
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file's blocks and the encoding they were read in (for a Word or PDF file, its format).

    `metadata` are the pairs that the file states about itself, as printed and in
    their order: 索引号, 发文字号, 发布机构, 成文日期 of a web page's table, 标题 of a file's
    properties. They are no part of the body.
    """

    blocks: tuple[Block, ...]
    encoding: str
    metadata: tuple[tuple[str, str], ...] = ()
    asides: tuple[Aside, ...] = ()
    notices: tuple[Notice, ...] = ()
