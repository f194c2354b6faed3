"""The set of fresh questions: what its README counts, and that every answer stands in the plan."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.model import Plan
from corpus.text import fold
from eval.measures import grades
from eval.model import Place, TestQuery, Testset
from eval.testset import load_testset, read_lines, save_queries
from indexer.split import split

SETS = Path(__file__).parents[1] / "eval/testsets"
FRESH = SETS / "kaifeng-fresh"
TYPES = {
    "number": 20, "paraphrase": 20, "topic": 14, "table": 12, "who_where": 10, "keyword": 8,
    "project": 6, "structure": 5, "variant": 5, "unanswerable": 30,
}  # fmt: skip
KINDS = {
    "figure", "baseline", "change", "deadline", "nature", "who_where", "list", "definition",
    "measures", "outline",
}  # fmt: skip
STATUSES = {"other_year": 7, "other_plan": 6, "no_figure": 7, "not_in_plans": 10}
PARTS = 10


@pytest.fixture(scope="module")
def fresh(kaifeng: Plan) -> Testset:
    """The set as the reader reads it."""
    return load_testset(FRESH, {kaifeng.id: kaifeng})


def test_every_line_fits_the_plan(fresh: Testset) -> None:
    assert fresh.problems == ()
    assert len(fresh.judgements) == len((FRESH / "judgements.jsonl").read_bytes().splitlines())
    assert all(j.quote for j in fresh.judgements)  # the reader checks only quotes that there are
    problems: list[str] = []
    lines = read_lines(FRESH / "queries.jsonl", TestQuery, problems)
    assert [q.id for q in lines] == [f"F{n:03}" for n in range(1, 131)]
    assert len({fold(q.query) for q in lines}) == len(lines)


def test_types_kinds_and_statuses(fresh: Testset) -> None:
    assert Counter(q.type for q in fresh.queries) == TYPES
    assert {q.kind for q in fresh.queries} == KINDS
    assert Counter(q.status for q in fresh.queries if not q.answerable) == STATUSES
    assert {q.status for q in fresh.queries if q.answerable} == {None}
    assert all(q.answerable == (q.type != "unanswerable") for q in fresh.queries)


def test_what_has_an_answer_says_it_and_where(fresh: Testset, kaifeng: Plan) -> None:
    right = {j.query for j in fresh.judgements if j.grade == 3}
    assert right == {q.id for q in fresh.queries if q.answerable}
    assert {q.id for q in fresh.queries if q.answer} == right
    assert {q.id for q in fresh.queries if not q.answerable and q.values} == set()
    passages = tuple(Place(kaifeng.id, p.start, p.end) for p in split(kaifeng))
    judged = grades(fresh, passages)
    assert [q for q in sorted(right) if 3 not in judged[q].values()] == []


def test_every_value_is_printed_where_it_is_judged(fresh: Testset, kaifeng: Plan) -> None:
    """A cell's value stands in its row, after the indicator's name; the figures of a note too."""
    for query in fresh.queries:
        told = [j for j in fresh.judgements if j.query == query.id and j.grade == 3]
        text = "\n".join(kaifeng.text[j.start : j.end + 30] for j in told)
        for value in query.values:
            printed = f"{value.value:g}" if isinstance(value.value, float) else str(value.value)
            whole = rf"(?<![0-9.]){re.escape(printed)}(?:\.?0+)?(?![0-9]|\.[0-9])"
            assert re.search(whole, text), (query.id, printed)


def test_the_questions_are_spread_over_the_whole_plan(fresh: Testset, kaifeng: Plan) -> None:
    size = len(kaifeng.text) // PARTS + 1
    parts = Counter(j.start // size for j in fresh.judgements if j.grade == 3)
    assert len(parts) == PARTS
    assert min(parts.values()) >= 8


def test_no_question_is_one_of_the_older_set(fresh: Testset, kaifeng: Plan) -> None:
    older = load_testset(SETS / "kaifeng", {kaifeng.id: kaifeng})
    assert {fold(q.query) for q in fresh.queries} & {fold(q.query) for q in older.queries} == set()
    assert {(q.kind, q.status) for q in older.queries} == {(None, None)}


def test_the_readme_counts_what_is_there(fresh: Testset) -> None:
    readme = (FRESH / "README.md").read_text(encoding="utf-8")
    judgements = Counter(j.query for j in fresh.judgements)
    types: Counter[str] = Counter()
    for query in fresh.queries:
        types[query.type] += judgements[query.id]
    rows = re.findall(r"^\| `(\w+)` [^|]* \| (\d+) \| (\d+) \|", readme, re.MULTILINE)
    assert {name: (int(n), int(m)) for name, n, m in rows} == {
        name: (count, types[name]) for name, count in TYPES.items()
    }
    kinds = Counter(str(q.kind) for q in fresh.queries if q.answerable)
    named = re.findall(r"^\| `(\w+)` [^|]* \| (\d+) \|$", readme, re.MULTILINE)
    assert {name: int(n) for name, n in named} == {**kinds, **STATUSES}
    total = f"{len(fresh.queries)} 条查询", f"{len(fresh.judgements)} 条判断"
    by_grade = Counter(j.grade for j in fresh.judgements)
    for words in (*total, *(f"等级 {grade} 有 {count} 条" for grade, count in by_grade.items())):
        assert words in readme


def test_kind_and_status_survive_saving(fresh: Testset, tmp_path: Path) -> None:
    save_queries(tmp_path, fresh.queries)
    assert load_testset(tmp_path, {}).queries == fresh.queries
