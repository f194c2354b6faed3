"""Answers measured: exact figures, right citations, refusals that are due and those that are not.

A figure is right when one of the answer's values is the figure that was asked for; a citation
when it overlaps a place judged to answer (grade 3). The aims stand beside the figures.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.text import fold
from eval.measures import settled
from eval.model import AnswerValue, Judgement, TestQuery, Testset
from eval.stats import interval
from search.answer import Answer

Ask = Callable[[str], Answer]

RIGHT = 3
"""The grade of a place that answers by itself."""

_NAMES = {
    "figures": ("数值准确", "≥ .95"),
    "citations": ("出处正确", "≥ .97"),
    "refused": ("该拒的拒了", "≥ .92"),
    "reasons": ("缘由也对", ""),
    "falsely_refused": ("不该拒的拒了", "≤ .03"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question; None where the measure does not apply to it."""

    query: TestQuery
    status: str
    figures: bool | None
    citations: bool | None
    refused: bool | None
    reasons: bool | None
    falsely_refused: bool | None


def outcomes(testset: Testset, ask: Ask, *, worded: bool = True) -> list[Outcome]:
    """Ask every question and compare with what is known of it.

    Where answers are not `worded` only refusals are measured.
    """
    judged: dict[str, list[Judgement]] = {}
    for judgement in settled(testset.judgements):
        if judgement.grade == RIGHT:
            judged.setdefault(judgement.query, []).append(judgement)
    found = [_outcome(q, ask(q.query), judged.get(q.id, [])) for q in testset.queries]
    return found if worded else [replace(one, figures=None, citations=None) for one in found]


def _outcome(query: TestQuery, answer: Answer, judged: Sequence[Judgement]) -> Outcome:
    answered = answer.status == "answered"
    due = not query.answerable
    return Outcome(
        query=query,
        status=answer.status,
        figures=_figures_right(query, answer) if query.values and query.answerable else None,
        citations=_cited_right(answer, judged) if answered and judged else None,
        refused=not answered if due else None,
        reasons=answer.status == query.status if due and query.status is not None else None,
        falsely_refused=not answered if not due else None,
    )


def _figures_right(query: TestQuery, answer: Answer) -> bool:
    """Whether every figure asked for is among the answer's."""
    given = [figure.value for claim in answer.claims for figure in claim.values]
    return all(any(_same(value, printed) for printed in given) for value in query.values)


def _same(value: AnswerValue, printed: str) -> bool:
    """“46.5” and “46.50” are one figure, “5” and “15” are two; words as printed."""
    if isinstance(value.value, str):
        return fold(value.value) in fold(printed)
    try:
        return float(fold(printed).strip("<>≤≥").replace(",", "")) == value.value
    except ValueError:
        return False


def _cited_right(answer: Answer, judged: Sequence[Judgement]) -> bool:
    """Whether a citation overlaps a place that answers."""
    cited = [(answer.hits[c.hit], c) for claim in answer.claims for c in claim.cited]
    return any(
        hit.plan.id == place.plan and place.start < c.end and c.start < place.end
        for hit, c in cited
        for place in judged
    )


def rates(found: Sequence[Outcome]) -> dict[str, tuple[int, float | None]]:
    """Of each measure to how many questions it applies and the share; None without any."""
    of_all: dict[str, tuple[int, float | None]] = {}
    for name in _NAMES:
        values = [value for one in found if (value := getattr(one, name)) is not None]
        of_all[name] = (len(values), sum(values) / len(values) if values else None)
    return of_all


def as_text(name: str, found: Sequence[Outcome], *, misses: bool = False) -> Iterator[str]:
    """A line for each measure with its 95% interval and its aim; then what went wrong."""
    yield f"答案 {name}"
    for measure, (count, share) in rates(found).items():
        label, aim = _NAMES[measure]
        if share is not None:
            values = [float(v) for one in found if (v := getattr(one, measure)) is not None]
            around = interval(values)
            spread = f"{around.low:.2f}–{around.high:.2f}"
            yield f"{label}  {share:.3f} {spread}  n={count}  {aim}".rstrip()
    if misses:
        for one in found:
            wrong = [_NAMES[m][0] for m in _NAMES if getattr(one, m) is (m == "falsely_refused")]
            if wrong:
                yield f"{one.query.id:<6}{one.status:<14}{'、'.join(wrong)}  {one.query.query}"


def as_json(name: str, found: Sequence[Outcome]) -> Mapping[str, Any]:
    """Everything that the text says, and every question's outcome."""
    return {
        "testset": name,
        "measures": {m: {"n": n, "rate": rate} for m, (n, rate) in rates(found).items()},
        "queries": {
            one.query.id: {"status": one.status} | {m: getattr(one, m) for m in _NAMES}
            for one in found
        },
    }
