"""What the index holds."""

from dataclasses import dataclass
from typing import Literal

from corpus.model import Span

Kind = Literal["paragraph", "table_row", "project", "note", "outline"]
"""正文段落、表格行、工程项目、备注、章节目录."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What search returns: `plan.text[start:end]`, at most 800 characters.

    `[body, end)` leaves out the headings that lead the section's first passage.
    `windows` partition the body into what the encoder reads at once, unless
    `reading` says it in sentences (a table row with its header, a heading with
    those below it). `sentences` partition the body, too. `headings` are those
    around it, with a table's caption. `section` is an index into
    `Plan.sections` (the innermost). Only of kind `outline` is it a bare heading.
    """

    plan_id: str
    start: int
    body: int
    end: int
    kind: Kind
    section: int
    windows: tuple[Span, ...]
    sentences: tuple[Span, ...]
    chapter: str
    headings: str
    reading: str | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A plan in the index and the bytes it was made of."""

    id: str
    title: str
    source_file: str
    source_sha256: str
    passages: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made with; search reads it and refuses what does not match.

    `units` are the distinct texts encoded, `tokens` their token vectors;
    `checksums` are SHA-256 by file; `adapter` is the digest of what was added to the default
    model, for a look without its weights.
    """

    format: int
    tokeniser: str
    splitter: str
    encoder: str
    encoder_fingerprint: str
    dimension: int
    passages: int
    units: int
    tokens: int
    built: str
    plans: tuple[PlanEntry, ...]
    checksums: dict[str, str]
    adapter: str = ""
