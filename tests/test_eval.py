"""Test sets and measures on examples small enough to work out by hand."""

import json
from math import log2
from multiprocessing import get_context
from pathlib import Path

import pytest
from conftest import plan_file
from pytrec_eval import RelevanceEvaluator

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from corpus.parse import parse
from eval.measures import SETTLED, grades, means, refusal_rate, score, settled
from eval.model import Judgement, Place, Run, TestQuery, Testset
from eval.quotes import import_quotes
from eval.report import by_query, by_type
from eval.testset import JUDGEMENTS, QUERIES, append, load_testset, save_queries
from indexer.split import split

SHIPPED_SET = Path(__file__).parents[1] / "eval/testsets/kaifeng"
AT = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Four passages; the first and the last hold the same sentence."""
    sentences = [
        "到2025年，农村生活污水 治理率达到40%。",
        "再生水利用率达到25%，促进节约用水工作。",
        "湿地保护率提高到68%，加强湿地公园建设。",
        "到2025年，农村生活污水治理率达到40%。",
    ]
    return parse(plan_file(tmp_path, "第一章 目标\n" + "\n".join(sentences)))


def places(plan: Plan) -> tuple[Place, ...]:
    """The plan's passages as places."""
    return tuple(Place(plan.id, p.start, p.end) for p in split(plan))


def load(folder: Path, plan: Plan, *lines: object) -> Testset:
    """Write and import a test set of quotes."""
    path = folder / "set.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return import_quotes(path, [plan], "甲")


def query(id_: str, *gold: tuple[str, int], answerable: bool = True) -> dict[str, object]:
    """A line of a test set."""
    quotes = [{"quote": quote, "grade": grade} for quote, grade in gold]
    return {"id": id_, "query": id_, "type": "number", "answerable": answerable, "gold": quotes}


def found(plan: Plan, **positions: list[int]) -> Run:
    """A run that found these passages."""
    hits = {q: tuple((p, -float(i)) for i, p in enumerate(ps)) for q, ps in positions.items()}
    return Run("test", places(plan), hits)


def test_a_quote_is_judged_in_every_place_whatever_its_spaces(tmp_path: Path, plan: Plan) -> None:
    loaded = load(tmp_path, plan, query("q", ("农村生活污水治理率 达到40%", 3)))
    assert [j.quote for j in loaded.judgements] == [
        "农村生活污水 治理率达到40%",
        "农村生活污水治理率达到40%",
    ]
    assert grades(loaded, places(plan)) == {"q": {0: 3, 3: 3}}


def test_most_of_a_quote_is_enough_and_less_is_not(tmp_path: Path, plan: Plan) -> None:
    most = "达到25%，促进节约用水工作。湿地保护率"
    half = "节约用水工作。湿地保护率提高到"
    loaded = load(tmp_path, plan, query("most", (most, 2)), query("half", (half, 2)))
    assert grades(loaded, places(plan)) == {"most": {1: 2}, "half": {}}


def test_judgements_survive_a_finer_split(tmp_path: Path, plan: Plan) -> None:
    sentence = plan.text.split("\n")[2]
    loaded = load(tmp_path, plan, query("q", (sentence, 3)))
    start = plan.text.index(sentence)
    halves = (Place("p", start, start + 10), Place("p", start + 10, start + len(sentence)))
    assert grades(loaded, halves) == {"q": {0: 3, 1: 3}}


def test_the_measures(tmp_path: Path, plan: Plan) -> None:
    loaded = load(
        tmp_path,
        plan,
        query("second", ("再生水利用率", 3), ("湿地保护率", 2)),
        query("missing", ("湿地保护率", 3)),
        query("none", answerable=False),
    )
    scores = score(loaded, found(plan, second=[2, 1, 0], none=[0]))
    best = 3 / log2(2) + 2 / log2(3)
    assert scores["second"] == pytest.approx(
        {
            "hit@1": 0,
            "MRR@10": 0.5,
            "success@5": 1,
            "nDCG@10": (2 / log2(2) + 3 / log2(3)) / best,
            "recall@10": 1,
            "recall@50": 1,
            "MAP": 1,
            "Judged@10": 2 / 3,
        }
    )
    assert set(scores["missing"].values()) == {0.0}  # no hits is a score, not a gap
    assert "none" not in scores
    assert means(scores, scores)["MRR@10"] == pytest.approx(0.25)
    assert means(scores, []) == {}


def test_agrees_with_trec_eval(tmp_path: Path, plan: Plan) -> None:
    loaded = load(
        tmp_path,
        plan,
        query("a", ("再生水利用率", 3), ("湿地保护率", 2)),
        query("b", ("农村生活污水治理率达到40%", 3), ("再生水利用率", 1)),
        query("c", ("湿地保护率", 3)),
    )
    run = found(plan, a=[2, 0, 1, 3], b=[1, 2, 3, 0], c=[])
    judged = grades(loaded, run.passages)
    qrels = {q: {str(p): grade for p, grade in judged[q].items()} for q in judged}
    docs = {q: {str(p): s for p, s in hits} for q, hits in run.found.items()}
    ours = score(loaded, run)
    graded = RelevanceEvaluator(qrels, {"ndcg_cut_10"}).evaluate(docs)
    right = RelevanceEvaluator(qrels, {"recip_rank"}, relevance_level=3).evaluate(docs)
    for q in ("a", "b", "c"):
        assert ours[q]["nDCG@10"] == pytest.approx(
            graded.get(q, {"ndcg_cut_10": 0})["ndcg_cut_10"], abs=1e-6
        )
        assert ours[q]["MRR@10"] == pytest.approx(
            right.get(q, {"recip_rank": 0})["recip_rank"], abs=1e-6
        )


def test_refusal_rate(tmp_path: Path, plan: Plan) -> None:
    loaded = load(
        tmp_path,
        plan,
        query("a", ("湿地", 3)),
        query("b", answerable=False),
        query("c", answerable=False),
    )
    assert refusal_rate(loaded, found(plan, a=[], b=[1], c=[])) == 0.5
    assert refusal_rate(load(tmp_path, plan, query("a", ("湿地", 3))), found(plan, a=[1])) is None


def test_a_quote_that_is_nowhere_is_reported_and_counts_as_a_miss(
    tmp_path: Path, plan: Plan
) -> None:
    loaded = load(tmp_path, plan, query("lost", ("没有这句话", 3)))
    assert loaded.problems == ("查询 lost 的引文不在任何规划里：没有这句话",)
    assert score(loaded, found(plan, lost=[0]))["lost"]["hit@1"] == 0


def test_bad_lines_are_reported_and_good_ones_kept(tmp_path: Path, plan: Plan) -> None:
    loaded = load(tmp_path, plan, "{", {"id": "x"}, "[]", query("q", ("湿地", 3)))
    assert [q.id for q in loaded.queries] == ["q"]
    assert [f"第 {n} 行" in p for n, p in enumerate(loaded.problems, 1)] == [True] * 3


def judgement(start: int, end: int, grade: int, judge: str = "甲", **other: str) -> Judgement:
    """A judgement of query q on plan p."""
    given = {"query": "q", "plan": "p", "quote": ""} | other
    return Judgement(start=start, end=end, grade=grade, judge=judge, at=AT, **given)


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ([("甲", 2)], 2),
        ([("甲", 3), ("乙", 1)], 1),  # two who differ: the more careful
        ([("甲", 3), ("乙", 1), ("丙", 2)], 2),
        ([("甲", 3), ("乙", 1), (SETTLED, 3)], 3),  # settled
    ],
)
def test_several_judges(said: list[tuple[str, int]], grade: int) -> None:
    judgements = [judgement(0, 9, given, judge) for judge, given in said]
    assert [j.grade for j in settled(judgements)] == [grade]


QUERY = TestQuery("q", "湿地保护率", "number", answerable=True)


def test_a_test_set_on_disk(tmp_path: Path, plan: Plan) -> None:
    save_queries(tmp_path, [QUERY])
    append(tmp_path, [judgement(7, 12, 3), judgement(12, 15, 1)])
    append(tmp_path, [judgement(7, 12, 2)])  # the same judge thinks again
    loaded = load_testset(tmp_path, {plan.id: plan})
    assert loaded.queries == (QUERY,)
    assert {(j.start, j.grade) for j in loaded.judgements} == {(7, 2), (12, 1)}
    assert loaded.problems == ()


def test_half_a_line_costs_no_other(tmp_path: Path, plan: Plan) -> None:
    save_queries(tmp_path, [QUERY])
    append(tmp_path, [judgement(7, 12, 3)])
    with (tmp_path / JUDGEMENTS).open("ab") as file:
        file.write(b'{"query":"q","pl')  # the machine stopped here
    append(tmp_path, [judgement(12, 15, 1)])
    loaded = load_testset(tmp_path, {plan.id: plan})
    assert [j.start for j in loaded.judgements] == [7, 12]
    assert ["第 2 行" in p for p in loaded.problems] == [True]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (judgement(0, 5, 3, query="z"), "没有编号为 z 的查询"),
        (judgement(0, 5, 3, plan="z"), "没有编号为 z 的规划"),
        (judgement(0, 5, 4), "等级应为 0 到 3"),
        (judgement(5, 5, 3), "超出规划全文"),
        (judgement(0, 99999, 3), "超出规划全文"),
        (judgement(0, 2, 3, quote="别的"), "原文与规划不符"),
    ],
)
def test_judgements_that_fit_no_plan_are_reported(
    tmp_path: Path, plan: Plan, bad: Judgement, problem: str
) -> None:
    save_queries(tmp_path, [QUERY])
    append(tmp_path, [bad, judgement(7, 12, 3)])
    loaded = load_testset(tmp_path, {plan.id: plan})
    assert len(loaded.judgements) == 1
    assert problem in loaded.problems[0]


def _judge_fifty(folder: Path, judge: str) -> None:
    for n in range(50):
        append(folder, [judgement(n, n + 1, 1, judge)])


def test_two_judges_at_the_same_time_lose_nothing(tmp_path: Path, plan: Plan) -> None:
    save_queries(tmp_path, [QUERY])
    context = get_context("spawn")
    judges = [context.Process(target=_judge_fifty, args=(tmp_path, name)) for name in "甲乙"]
    for process in judges:
        process.start()
    for process in judges:
        process.join()
    loaded = load_testset(tmp_path, {plan.id: plan})
    assert len(loaded.judgements) == 100
    assert loaded.problems == ()


def test_an_empty_set_is_an_error(tmp_path: Path) -> None:
    (tmp_path / QUERIES).write_text("\n")
    with pytest.raises(TestsetInvalid, match="没有查询"):
        load_testset(tmp_path, {})
    with pytest.raises(TestsetInvalid, match="无法读取测试集"):
        load_testset(tmp_path / "none", {})


def test_the_shipped_set_fits_the_plan(kaifeng: Plan) -> None:
    loaded = load_testset(SHIPPED_SET, {"kaifeng": kaifeng})
    assert loaded.problems == ()
    assert len(loaded.queries) == 90
    judged = grades(loaded, places(kaifeng))
    without = [q.id for q in loaded.queries if q.answerable and 3 not in judged[q.id].values()]
    assert without == []  # every answerable query has a passage that answers it


def test_the_shipped_set_is_the_imported_one(shared: Path, kaifeng: Plan) -> None:
    imported = import_quotes(shared / "testset/kaifeng-dev.jsonl", [kaifeng], "dev")
    shipped = load_testset(SHIPPED_SET, {"kaifeng": kaifeng})
    assert imported.problems == ()
    assert imported.queries == shipped.queries
    spans = [(j.query, j.start, j.end, j.grade) for j in imported.judgements]
    assert sorted(spans) == sorted((j.query, j.start, j.end, j.grade) for j in shipped.judgements)


def test_report(tmp_path: Path, plan: Plan) -> None:
    loaded = load(tmp_path, plan, query("q", ("湿地", 3)), query("n", answerable=False))
    scores = score(loaded, found(plan, q=[1, 2]))
    lines = list(by_type(loaded, scores))
    assert lines[1].split() == [
        "number", "1", "0.000", "0.00–0.00", "0.500", "0.50–0.50",
        "1.000", "1.00–1.00", "0.631", "0.63–0.63",
    ]  # fmt: skip
    assert lines[2].split()[0] == "all"
    assert lines[3].startswith("recall@10 1.000 1.00–1.00，recall@50 1.000")
    assert "1 条无答案的查询不计入" in lines[4]
    assert [line.split()[0] for line in by_query(loaded, scores)] == ["id", "q"]
    right = score(loaded, found(plan, q=[2]))
    assert [line.split()[0] for line in by_query(loaded, right, only_misses=True)] == ["id"]
