"""What the evaluator works with."""

from collections.abc import Mapping
from dataclasses import dataclass

GRADES = {3: "直接回答", 2: "明显相关", 1: "略有关系", 0: "无关"}
"""What each grade means; the guideline is in the test set's README."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One person's grade of one place for one question.

    `[start, end)` is a span of the plan's text, so that splitting anew voids
    nothing; `quote` are its words when it was judged. `at` is ISO 8601.
    """

    query: str
    plan: str
    start: int
    end: int
    grade: int
    quote: str
    judge: str
    at: str


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """One figure of the exact answer (“40”, “%”, 2025)."""

    value: float | str
    unit: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class TestQuery:
    """A question. One with no answer in the plans is a query too, not a gap.

    `kind` is what it asks for (figure, baseline, deadline, …) and `status` why there is
    no answer; None where nobody has said. The test set's README lists both.
    """

    __test__ = False

    id: str
    query: str
    type: str
    answerable: bool
    answer: str | None = None
    values: tuple[AnswerValue, ...] = ()
    kind: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Testset:
    """Questions and judgements, and what of their files could not be used, in words."""

    __test__ = False

    name: str
    queries: tuple[TestQuery, ...]
    judgements: tuple[Judgement, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a plan's text."""

    plan: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """What one configuration found.

    `passages` are all that could have been found; `found` maps a query's id to
    (position in `passages`, score), best first, a higher score being better.
    With its own passages a run can be scored long after the plans were split anew.
    """

    name: str
    passages: tuple[Place, ...]
    found: Mapping[str, tuple[tuple[int, float], ...]]
