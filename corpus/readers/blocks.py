"""What every reader produces."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from corpus.errors import DocumentTooLarge

MAX_TEXT = 3_000_000
"""Code points of one document. A long plan has 100,000; these take some 20 s to parse."""
_RUN = 200
_RUNS = re.compile(rf"(\s)\s{{{_RUN - 1},}}|([^\w\s])\2{{{_RUN - 1},}}")

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


def check_size(characters: int, name: str) -> None:
    """Raise DocumentTooLarge for a text that would take too long to parse."""
    if characters > MAX_TEXT:
        raise DocumentTooLarge(
            f"正文过长：{name}（超过 {MAX_TEXT // 10_000} 万字）",
            "请确认它是规划文本，或拆分成几个文件。",
        )


def without_runs(block: Block) -> Block:
    """The block without what is left of any mark or white space after 200 of it in a row.

    No words are lost; patterns may then try every place of such a run.
    """
    if _RUNS.search(block.text) is None:
        return block
    return replace(block, text=_RUNS.sub(lambda run: run[0][:_RUN], block.text), lead=0)
