"""What a planning document says, as immutable values.

Every place is a span `(start, end)` in code points of `Plan.text`, end exclusive.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

SectionKind = Literal["preamble", "part", "chapter", "section", "article", "box", "annex", "item"]
"""前言、编/篇、章、节、条、专栏、附件/附表, and items (一、（一）1.（1）, bold first sentences)."""

Nature = Literal["约束性", "预期性"]
_ROW = attrgetter("row")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in `Plan.text`, in code points, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a plan's text came from. `sha256` is of the file's bytes."""

    file: str
    sha256: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it, its subsections included.

    `number` is as printed (“第一章”, “第1节”, “一、”), empty for the preamble; `ordinal` is
    its value. `title` is the heading's words without the number. `depth` is 1 for the outermost.
    `[start, body)` is the heading, `[body, end)` what it heads. An
    `inline` heading is the first sentence of its own paragraph (“1、低碳试点工程。制定……”).
    `parent` is an index into `Plan.sections`.
    """

    kind: SectionKind
    number: str
    ordinal: int | None
    title: str
    depth: int
    start: int
    body: int
    end: int
    parent: int | None = None
    inline: bool = False

    @property
    def label(self) -> str:
        """The heading as printed, with a space after 第一章; 前言 for the preamble."""
        if self.kind == "preamble":
            return "前言"
        gap = "" if not self.number or self.number[-1] in "、.．）)" else " "
        return f"{self.number}{gap}{self.title}".strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, merged over `rows` × `columns`; one without text is not stored."""

    row: int
    column: int
    text: str
    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """A remark under a table (备注), with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表): caption, `header_rows` rows of header, then the body's.

    `number` is as printed (“表1”), empty when there is none. `cells` are in reading order.
    `notes` are the remarks under it.
    """

    number: str
    caption: str
    start: int
    end: int
    columns: int
    header_rows: int
    cells: tuple[Cell, ...]
    notes: tuple[Note, ...] = ()

    def row(self, number: int) -> tuple[Cell, ...]:
        """The cells of one row, left to right."""
        first = bisect_left(self.cells, number, key=_ROW)
        return self.cells[first : bisect_right(self.cells, number, key=_ROW)]

    def heading(self, column: int) -> str:
        """The words of the header above a column, from above; empty if none."""
        header = self.cells[: bisect_left(self.cells, self.header_rows, key=_ROW)]
        return "".join(c.text for c in header if c.column <= column < c.column + c.columns)

    @property
    def rows(self) -> range:
        """The numbers of the body's rows."""
        return range(self.header_rows, 1 + max((cell.row for cell in self.cells), default=-1))


@dataclass(frozen=True, slots=True)
class Value:
    """A table's value as printed (“46.5”, “基本消除”, “<1.3”) and where it stands.

    A five-year total printed as [2807] has the text “2807”; its span is of the digits.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an indicator table (指标). `[start, end)` runs from its 序号 to its last cell.

    `ordinal` is the row's 序号 as printed. `cumulative` marks a total over the
    plan's years, printed in brackets. A dash is None.
    """

    ordinal: str
    category: str | None
    name: str
    unit: str | None
    baseline: Value | None
    baseline_year: int | None
    target: Value | None
    target_year: int | None
    nature: Nature | None
    cumulative: bool
    notes: tuple[Note, ...]
    table: int
    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Target:
    """A figure or deadline that a sentence of prose states (目标). `[start, end)` is its words.

    `subject` is what is measured, as printed; `scope` those of its words that bound it
    (全市, 县级城市建成区), empty when there are none. Values that 分别 or 均 deals out have a
    subject each, put together from printed words. `operator` says how the value is meant
    (达到, 以上, 降低), two joined where both matter (削减…以上); of a value in words
    (基本消除) it is that value. `value` is None where only a deadline stands; `year` may come
    from the sentence before. `achieved` tells a past result or a baseline from a plan.
    """

    subject: str
    scope: str
    operator: str
    value: Value | None
    unit: str | None
    year: int | None
    deadline: str | None
    achieved: bool
    cumulative: bool
    nature: Nature | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form that the plan defines itself (简称), and where."""

    short: str
    full: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something in the document that a person should look at; nothing was dropped for it."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A planning document (规划): its canonical text and all spans found in it.

    `within` is the region that `region` belongs to, `level` 国/省/市/县, `issuer` the
    发文机关, `number` the 文号, `date` the day it was made or issued (ISO), `period`
    its first and last year. None where neither the document nor its metadata says.
    """

    id: str
    title: str
    region: str | None
    within: str | None
    level: str | None
    issuer: str | None
    number: str | None
    date: str | None
    period: tuple[int, int] | None
    fictional: bool
    source: Source
    text: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    glossary: tuple[Definition, ...]
    warnings: tuple[ParseWarning, ...]

    def section_at(self, offset: int) -> int:
        """Index of the innermost section that holds the code point at `offset`.

        Raises IndexError when `offset` lies outside the text.
        """
        if not 0 <= offset < len(self.text):
            raise IndexError(offset)
        # a section ends only where another begins, so the last one begun is the innermost
        return bisect_right(self.sections, offset, key=attrgetter("start")) - 1

    def path(self, section: int) -> tuple[Section, ...]:
        """The section and those around it, outermost first."""
        chain: list[Section] = []
        step: int | None = section
        while step is not None:
            chain.append(self.sections[step])
            step = self.sections[step].parent
        return tuple(reversed(chain))
