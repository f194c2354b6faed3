"""What an answer is made of."""

from dataclasses import dataclass
from typing import Literal

from search.model import Hit, Query

Kind = Literal[
    "figure",
    "baseline",
    "change",
    "deadline",
    "nature",
    "check",
    "who",
    "where",
    "list",
    "definition",
    "measures",
    "outline",
]
"""What a question asks for; `check` asks whether something holds (…对吗), `nature` whether an
indicator is binding (约束性)."""

Status = Literal["answered", "not_in_plans", "other_year", "other_plan", "no_figure"]
"""`answered`, or why not: the plans do not say it, say it of another year or plan, or say it
without a figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as printed (“46.5”, “基本消除”, “<1.3”) with its unit and year."""

    value: str
    unit: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Cited:
    """The words that prove a claim: `[start, end)` in the text of the plan of `hits[hit]`.

    They lie within that hit's passage.
    """

    hit: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer; every figure in `text` stands in one of the cited spans."""

    text: str
    values: tuple[Figure, ...]
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's answer: claims with their proof, or a refusal without claims.

    `text` is the answer in one or a few sentences, of a refusal why there is
    none. `notes` are remarks of the plan that qualify it (备注). `hits` are the
    passages found, best first, and behind them cited ones that were not among
    them; of a refusal they are the nearest passages, not an answer.
    """

    query: Query
    kind: Kind
    status: Status
    text: str
    claims: tuple[Claim, ...]
    notes: tuple[Claim, ...]
    hits: tuple[Hit, ...]
