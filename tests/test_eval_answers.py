"""Answers and refusals measured: small cases by hand, the test set of refusals, reliability."""

import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from corpus.model import Plan
from corpus.text import fold
from eval.answers import Outcome, as_json, as_text, outcomes, rates
from eval.model import AnswerValue, Judgement, TestQuery, Testset
from eval.refusals import Sample, cross_validated, fit, left_out, reliability
from eval.testset import load_testset
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.answer import Answer, Cited, Claim, Figure, Status
from search.answer.signals import Signals
from search.engine import Searcher

SETS = Path(__file__).parents[1] / "eval/testsets"
REFUSALS = SETS / "kaifeng-refusals"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Searcher:
    folder = tmp_path_factory.mktemp("answers")
    build_index(folder, [kaifeng], HashEncoder())
    return Searcher(open_index(folder), HashEncoder())


def question(answerable: bool = True, **more: object) -> TestQuery:
    return replace(TestQuery("q", "林木覆盖率", "number", answerable), **more)  # type: ignore[arg-type]


def answer(
    searcher: Searcher, *figures: str, status: Status = "answered", at: int = 0
) -> tuple[Answer, Cited]:
    """An answer of these figures that cites the passage found at a rank."""
    query = searcher.read("林木覆盖率")
    hits = tuple(searcher.find(query))
    cited = Cited(at, hits[at].passage.start, hits[at].passage.end)
    values = tuple(Figure(value, "%", 2025) for value in figures)
    claims = (Claim("", values, (cited,)),) if status == "answered" else ()
    return Answer(query, "figure", status, "", claims, (), hits), cited


def outcome(query: TestQuery, given: Answer, place: Cited) -> Outcome:
    judged = Judgement("q", "kaifeng", place.start, place.end, 3, "", "me", "2026-01-01")
    testset = Testset("t", (query,), (judged,) if query.answerable else ())
    return outcomes(testset, lambda _: given)[0]


@pytest.mark.parametrize(
    ("wanted", "printed", "right"),
    [
        ((30.5,), ("30.5",), True),
        ((30.5,), ("30.50",), True),
        ((5,), ("15",), False),
        ((1.3,), ("<1.3",), True),
        ((18711, 667), ("18711", "667"), True),
        ((18711, 667), ("18711",), False),  # all of them
        (("基本消除",), ("基本消除",), True),
        ((30.5,), (), False),
    ],
)
def test_figures(
    searcher: Searcher, wanted: tuple[float | str, ...], printed: tuple[str, ...], right: bool
) -> None:
    given, place = answer(searcher, *printed)
    query = question(values=tuple(AnswerValue(value) for value in wanted))
    assert outcome(query, given, place).figures is right


def test_a_citation_is_right_where_it_meets_the_place(searcher: Searcher) -> None:
    given, place = answer(searcher, "30.5")
    _, elsewhere = answer(searcher, "30.5", at=9)
    assert outcome(question(), given, place).citations is True
    assert outcome(question(), given, elsewhere).citations is False


@pytest.mark.parametrize(
    ("answerable", "reason", "status", "expected"),
    [
        (False, "other_year", "other_year", (None, True, True, None)),
        (False, "other_year", "no_figure", (None, True, False, None)),
        (False, "other_year", "answered", (None, False, False, None)),
        (False, None, "no_figure", (None, True, None, None)),  # nobody said why
        (True, None, "no_figure", (None, None, None, True)),  # and no citation to judge
    ],
)
def test_refusals(
    searcher: Searcher,
    answerable: bool,
    reason: str | None,
    status: Status,
    expected: tuple[bool | None, ...],
) -> None:
    given, place = answer(searcher, status=status)
    found = outcome(question(answerable, status=reason), given, place)
    assert (found.citations, found.refused, found.reasons, found.falsely_refused) == expected


def test_without_words_only_refusals_are_measured(searcher: Searcher) -> None:
    given, _ = answer(searcher, "30.5")
    query = question(values=(AnswerValue(1.0),))
    found = outcomes(Testset("t", (query,), ()), lambda _: given, worded=False)[0]
    assert (found.figures, found.citations, found.falsely_refused) == (None, None, False)


def test_rates_count_only_what_they_apply_to(searcher: Searcher) -> None:
    due, place = answer(searcher, status="no_figure")
    found = [outcome(question(False, status="other_year"), due, place)] * 3
    found.append(outcome(question(), *answer(searcher, "30.5")))
    assert rates(found) == {
        "figures": (0, None),
        "citations": (1, 1.0),
        "refused": (3, 1.0),
        "reasons": (3, 0.0),
        "falsely_refused": (1, 0.0),
    }
    lines = list(as_text("t", found, misses=True))
    assert any("缘由也对  0.000" in line for line in lines)
    assert as_json("t", found)["measures"]["refused"] == {"n": 3, "rate": 1.0}


def made(number: int, place: float) -> Sample:
    nothing = dict.fromkeys((field.name for field in fields(Signals)), 0.0)
    signals = Signals(**nothing | {"absent": 0.1, "place": place, "far": 1.0})
    return Sample("t", TestQuery(str(number), "", "x", place < 0.5), signals)


def test_a_set_is_judged_by_the_others() -> None:
    """Where one set has it the other way round, only models of the others get it wrong."""
    usual = [made(n, float(n % 2)) for n in range(60)]
    odd = replace(made(1, 1.0), testset="odd", query=TestQuery("1", "", "x", answerable=True))
    found = left_out([*usual, odd])
    assert found[-1] > 0.9
    assert np.isnan(found[:-1]).all()  # one question alone fits no model


def test_the_model_learns_what_tells_the_two_apart() -> None:
    samples = [made(n, float(n % 2)) for n in range(60)]
    assert fit(samples).weights["place"] > 2
    found = cross_validated(samples)
    assert (found[1::2] > 0.8).all()
    assert (found[::2] < 0.2).all()


def test_reliability_counts_every_question_once() -> None:
    found = np.array([0.0, 0.04, 0.5, 0.97, 1.0])
    rows = list(reliability(found, np.array([False, False, True, True, True])))[1:]
    assert [row.split()[1] for row in rows] == ["2", "1", "2"]
    assert [row.split()[3] for row in rows] == ["0.000", "1.000", "1.000"]


def test_the_set_of_refusals_fits_the_plan(kaifeng: Plan) -> None:
    testset = load_testset(REFUSALS, {kaifeng.id: kaifeng})
    assert testset.problems == ()
    right = {j.query for j in testset.judgements if j.grade == 3}
    assert right == {q.id for q in testset.queries if q.answerable}
    assert all((q.status is None) == q.answerable for q in testset.queries)
    others = [
        q for name in ("kaifeng", "kaifeng-fresh") for q in load_testset(SETS / name, {}).queries
    ]
    assert not {fold(q.query) for q in testset.queries} & {fold(q.query) for q in others}


def test_its_readme_counts_what_is_there(kaifeng: Plan) -> None:
    testset = load_testset(REFUSALS, {kaifeng.id: kaifeng})
    readme = (REFUSALS / "README.md").read_text(encoding="utf-8")
    type_of = {q.id: q.type for q in testset.queries}
    judged = Counter(type_of[j.query] for j in testset.judgements)
    types = Counter(type_of.values())
    rows = re.findall(r"^\| `(\w+)` [^|]* \| (\d+) \| (\d+) \|", readme, re.MULTILINE)
    assert {t: (int(n), int(m)) for t, n, m in rows} == {t: (types[t], judged[t]) for t in types}
    statuses = Counter(q.status for q in testset.queries if q.status)
    named = re.findall(r"^\| `(\w+)` [^|]* \| (\d+) \|$", readme, re.MULTILINE)
    assert {s: int(n) for s, n in named} == statuses
    assert f"{len(testset.queries)} 条查询" in readme
    assert f"{len(testset.judgements)} 条判断" in readme
