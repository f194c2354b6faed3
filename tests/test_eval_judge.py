"""Judging in the terminal, agreement of two judges, and the last word."""

from collections.abc import Callable
from math import isnan
from pathlib import Path

import pytest

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.agreement import agreement, judges, settle
from eval.judge import GUIDELINE, judge_in_terminal, judge_name, judgement
from eval.measures import SETTLED, grades, settled
from eval.model import GRADES, Judgement, Place, TestQuery, Testset
from eval.pool import Unjudged
from eval.testset import load_testset, save_queries
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import Index, open_index

QUERY = TestQuery("q1", "农村生活污水治理率", "number", answerable=True)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Index:
    folder = tmp_path_factory.mktemp("judge")
    build_index(folder, [kaifeng], HashEncoder())
    return open_index(folder)


@pytest.fixture
def items(index: Index) -> list[Unjudged]:
    places = [Place(p.plan_id, p.start, p.end) for p in index.passages[40:44]]
    return [Unjudged(QUERY, place) for place in places]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_queries(tmp_path / "t", [QUERY])
    return tmp_path / "t"


def typing(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """What asks and gets these answers, then the end of input; and all that it showed."""
    left, shown = list(answers), []

    def ask(text: str) -> str:
        shown.append(text)
        if not left:
            raise EOFError
        return left.pop(0)

    return ask, shown


def stored(folder: Path, index: Index) -> list[Judgement]:
    return list(load_testset(folder, index.plans).judgements)


# terminal


def test_each_grade_is_written_before_the_next_question(
    folder: Path, items: list[Unjudged], index: Index
) -> None:
    on_disk: list[int] = []

    def ask(_: str) -> str:
        on_disk.append(len(stored(folder, index)))
        return " 3 "

    assert judge_in_terminal(folder, items, " 王 ", index, ask) == 4
    assert on_disk == [0, 1, 2, 3]
    assert {(j.judge, j.grade, j.query) for j in stored(folder, index)} == {("王", 3, "q1")}


def test_the_judge_sees_question_place_text_and_guideline(
    folder: Path, items: list[Unjudged], index: Index
) -> None:
    ask, shown = typing("0", "q")
    judge_in_terminal(folder, items, "王", index, ask)
    plan, place = index.plans["kaifeng"], items[0].place
    for words in (
        QUERY.query, f"《{plan.title}》", plan.text[place.start : place.end], *GUIDELINE.values(),
    ):  # fmt: skip
        assert words in shown[0]
    assert GUIDELINE[3] not in shown[1]
    assert "[2/4]" in shown[1]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("s", "2", "q"), [2]),
        (("4", "x", "", "１x", "1"), [1]),  # asked again; the end of input stops
        (("Q", "3"), []),
        ((), []),
    ],
)
def test_answers(
    answers: tuple[str, ...],
    expected: list[int],
    folder: Path,
    items: list[Unjudged],
    index: Index,
) -> None:
    ask, shown = typing(*answers)
    assert judge_in_terminal(folder, items, "王", index, ask) == len(expected)
    assert [j.grade for j in stored(folder, index)] == expected
    assert any("没有 4 这一项" in text for text in shown) == ("4" in answers)


@pytest.mark.parametrize("name", ["", "  ", SETTLED, "a\nb", "王" * 31])
def test_a_name_that_is_none_is_refused(
    name: str, folder: Path, items: list[Unjudged], index: Index
) -> None:
    with pytest.raises(TestsetInvalid, match="判断人的名字不能用"):
        judge_in_terminal(folder, items, name, index, typing("3")[0])
    assert judge_name(" 王一 ") == "王一"


def test_a_place_in_a_plan_that_is_gone_is_refused(index: Index) -> None:
    item = Unjudged(QUERY, Place("gone", 0, 5))
    with pytest.raises(TestsetInvalid, match="没有编号为 gone 的规划"):
        judgement(item, 3, "王", index.plans)


def test_the_guideline_explains_every_grade() -> None:
    assert set(GUIDELINE) == set(GRADES)


# agreement


def said(judge: str, *graded: int) -> tuple[Judgement, ...]:
    """The judge's grades of the places 0, 1, 2, …; a negative one is none."""
    return tuple(
        Judgement("q1", "p", at, at + 1, grade, "", judge, "2026-01-01T00:00:00+00:00")
        for at, grade in enumerate(graded)
        if grade >= 0
    )


def judged_set(*judgements: Judgement) -> Testset:
    return Testset("t", (QUERY,), judgements)


def test_kappa_of_a_table_worked_by_hand() -> None:
    # 10 places; 7 the same. Each: 0 five times, 3 five times -> chance 0.5; with 4 + 3 same below.
    a = said("a", 0, 0, 0, 0, 0, 3, 3, 3, 3, 3)
    b = said("b", 0, 0, 0, 0, 3, 3, 3, 3, 0, 0)
    found = agreement(judged_set(*a, *b), "a", "b")
    # same 7/10; a: 5/10 and 5/10, b: 6/10 and 4/10 -> chance 0.30 + 0.20 = 0.50; (0.7-0.5)/0.5
    assert (found.places, found.same) == (10, 7)
    assert found.kappa == pytest.approx(0.4)
    assert found.weighted == pytest.approx(0.4)  # with two grades every weight is the same


def test_linear_weights_by_hand() -> None:
    a, b = said("a", 0, 1, 2, 3), said("b", 1, 1, 2, 3)
    found = agreement(judged_set(*a, *b), "a", "b")
    # kappa: same 3/4; chance (0 + 2 + 1 + 1)/16 = 1/4 -> (3/4 - 1/4) / (3/4)
    assert found.kappa == pytest.approx(2 / 3)
    # weighted: observed |a-b| = 1/4; expected: each of a against 1,1,2,3 = (7+3+3+5)/16 = 18/16
    assert found.weighted == pytest.approx(1 - (1 / 4) / (18 / 16))


def test_full_agreement_is_one() -> None:
    found = agreement(judged_set(*said("a", 0, 1, 2, 3), *said("b", 0, 1, 2, 3)), "a", "b")
    assert (found.kappa, found.weighted, found.disagreements) == (1, 1, ())


def test_chance_is_zero() -> None:
    # every combination of two grades once: b's grade says nothing about a's
    found = agreement(judged_set(*said("a", 0, 0, 3, 3), *said("b", 0, 3, 0, 3)), "a", "b")
    assert found.kappa == pytest.approx(0)
    assert found.weighted == pytest.approx(0)


@pytest.mark.parametrize("grades_", [(), (0, 0, 0)])
def test_what_chance_would_do_as_well_has_no_kappa(grades_: tuple[int, ...]) -> None:
    found = agreement(judged_set(*said("a", *grades_), *said("b", *grades_)), "a", "b")
    assert found.places == len(grades_)
    assert isnan(found.kappa)
    assert isnan(found.weighted)


def test_only_places_that_both_judged_count() -> None:
    found = agreement(judged_set(*said("a", 3, -1, 2, 0), *said("b", 3, 1, 0, -1)), "a", "b")
    assert (found.places, found.same) == (2, 1)
    assert [(d.a.start, d.a.grade, d.b.grade, d.settled) for d in found.disagreements] == [
        (2, 2, 0, None)
    ]


def test_the_widest_disagreement_comes_first() -> None:
    found = agreement(judged_set(*said("a", 1, 3, 0), *said("b", 2, 0, 2)), "a", "b")
    assert [d.a.start for d in found.disagreements] == [1, 2, 0]


def test_what_is_settled_counts_and_both_judgements_stay(folder: Path, index: Index) -> None:
    passage = index.passages[40]
    item = Unjudged(QUERY, Place(passage.plan_id, passage.start, passage.end))
    one = judgement(item, 0, "a", index.plans)
    ask, _ = typing("0")
    judge_in_terminal(folder, [item], "a", index, ask)
    judge_in_terminal(folder, [item], "b", index, typing("3")[0])
    settle(folder, one, 2)
    opened = load_testset(folder, index.plans)
    assert judges(opened) == ["a", "b"]
    assert len(opened.judgements) == 3
    assert [j.grade for j in settled(opened.judgements)] == [2]
    assert grades(opened, [item.place]) == {"q1": {0: 2}}
    (left,) = agreement(opened, "a", "b").disagreements
    assert (left.a.grade, left.b.grade, left.settled) == (0, 3, 2)
