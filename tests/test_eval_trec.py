"""TREC files: what is written, what is read back, and what a bad line costs."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from corpus.parse import parse
from eval.intake import docno, parse_docno, write_file
from eval.measures import SETTLED, score
from eval.model import Judgement, Place, Run, TestQuery, Testset
from eval.trec import export_qrels, export_queries, export_run, import_qrels, import_run

AT = "2026-01-01T00:00:00+00:00"
NAME = "我 的%规\n划:1"
"""A plan's id comes from a file's name, which may hold anything."""


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Plan]:
    """One plan under two names."""
    text = "第一章 目标\n到2025年，农村生活污水治理率达到40%。\n再生水利用率达到25%。\n"
    plan = parse(plan_file(tmp_path_factory.mktemp("plans"), text))
    return {"p": plan, NAME: plan}


def judgement(query: str, place: Place, grade: int, judge: str = "甲") -> Judgement:
    """A judgement without its words."""
    return Judgement(query, place.plan, place.start, place.end, grade, "", judge, AT)


PLACE = Place("p", 7, 12)
SET = Testset(
    "s",
    (
        TestQuery("q", "污水\t治理", "t", answerable=True),
        TestQuery("n 1", "没有", "t", answerable=False),
    ),
    (
        judgement("q", PLACE, 3),
        judgement("q", PLACE, 1, "乙"),
        judgement("q", PLACE, 3, SETTLED),
        judgement("n 1", Place(NAME, 0, 5), 1),
    ),
)


def test_the_written_forms() -> None:
    assert export_qrels(SET) == "q 0 p:7-12 3\nn%201 0 我%20的%25规%0A划:1:0-5 1\n"
    assert export_queries(SET) == "q\t污水 治理\nn%201\t没有\n"
    run = Run("my run", (Place("p", 0, 5), PLACE), {"q": ((1, 2.5), (0, -1.0)), "n 1": ()})
    assert export_run(run) == "q Q0 p:7-12 1 2.5 my%20run\nq Q0 p:0-5 2 -1.0 my%20run\n"


def test_qrels_read_back(tmp_path: Path, plans: dict[str, Plan]) -> None:
    write_file(tmp_path / "new/qrels.txt", export_qrels(SET))
    write_file(tmp_path / "queries.tsv", export_queries(SET))
    loaded = import_qrels(tmp_path / "new/qrels.txt", plans, "丙", tmp_path / "queries.tsv")
    assert loaded.name == "qrels"
    assert loaded.queries == (
        TestQuery("q", "污水 治理", "未分类", answerable=True),
        TestQuery("n 1", "没有", "未分类", answerable=False),
    )
    assert [(j.query, j.grade, j.judge) for j in loaded.judgements] == [
        ("q", 3, "丙"),
        ("n 1", 1, "丙"),
    ]
    assert loaded.judgements[0].quote == plans["p"].text[7:12]
    assert loaded.problems == ()


def test_without_questions_their_ids_stand_for_them(tmp_path: Path, plans: dict[str, Plan]) -> None:
    write_file(tmp_path / "qrels.txt", export_qrels(SET))
    loaded = import_qrels(tmp_path / "qrels.txt", plans, "丙")
    assert [(q.id, q.query) for q in loaded.queries] == [("q", "q"), ("n 1", "n 1")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("q 0 p:0-5", "应有 4 列，实有 3 列"),
        ("q 0 p:0-5 4", "等级应为 0 到 3，写的是 4"),
        ("q 0 p:0-5 -1", "等级应为 0 到 3，写的是 -1"),
        ("q 0 p:0-5 高", "等级应为整数，写的是 高"),
        ("q 0 p 3", "文档编号应写作 规划:起-止，写的是 p"),
        ("q 0 z:0-5 3", "没有编号为 z 的规划"),
        ("z 0 p:0-5 3", "没有编号为 z 的查询"),
        ("q 0 p:5-5 3", "位置 5–5 超出规划全文"),
        ("q 0 p:0-99999 3", "位置 0–99999 超出规划全文"),
        ("q 0 p:7-12 1", "同一位置已有判断"),
    ],
)
def test_a_bad_qrels_line_is_reported_and_the_rest_kept(
    tmp_path: Path, plans: dict[str, Plan], line: str, problem: str
) -> None:
    write_file(tmp_path / "qrels.txt", f"q 0 p:7-12 3\r\n{line}\r\n\r\nq 0 p:12-15 0\r\n")
    write_file(tmp_path / "queries.tsv", "q\t污水")
    loaded = import_qrels(tmp_path / "qrels.txt", plans, "甲", tmp_path / "queries.tsv")
    assert [(j.start, j.grade) for j in loaded.judgements] == [(7, 3), (12, 0)]
    assert [f"{tmp_path / 'qrels.txt'} 第 2 行" in p and problem in p for p in loaded.problems] == [
        True
    ]


def test_bad_questions_and_unjudged_ones_are_reported(
    tmp_path: Path, plans: dict[str, Plan]
) -> None:
    write_file(tmp_path / "qrels.txt", "q 0 p:7-12 3\n")
    write_file(tmp_path / "queries.tsv", "q\t污水\nq\t再来\nonly\nx\t \ny\t谁\n")
    loaded = import_qrels(tmp_path / "qrels.txt", plans, "甲", tmp_path / "queries.tsv")
    assert [(q.id, q.query) for q in loaded.queries] == [("q", "污水"), ("y", "谁")]
    said = ["编号 q 重复", "应有 2 列", "编号 x 没有问题", "按无答案处理：y"]
    ordered = sorted(loaded.problems, key=lambda p: [s in p for s in said].index(True))
    assert len(ordered) == len(said)


@pytest.mark.parametrize("text", ["", "\n\n", "q 0 z:0-5 3\n"])
def test_nothing_usable_is_an_error(tmp_path: Path, plans: dict[str, Plan], text: str) -> None:
    file = tmp_path / "f.txt"
    write_file(file, text)
    with pytest.raises(TestsetInvalid, match="没有可用的判断"):
        import_qrels(file, plans, "甲")
    with pytest.raises(TestsetInvalid, match="没有可用的检索结果"):
        import_run(file, plans)


def test_files_that_cannot_be_read_or_written(tmp_path: Path, plans: dict[str, Plan]) -> None:
    with pytest.raises(TestsetInvalid, match="无法读取文件"):
        import_run(tmp_path / "none.txt", plans)
    write_file(tmp_path / "f.txt", b"\x00\x01")
    with pytest.raises(TestsetInvalid, match="二进制"):
        import_run(tmp_path / "f.txt", plans)
    with pytest.raises(TestsetInvalid, match="无法写入文件"):
        write_file(tmp_path / "f.txt/below", "")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("q Q0 p:0-5 1 2.5", "应有 6 列，实有 5 列"),
        ("q Q0 p:0-5 1 high t", "得分应为数，写的是 high"),
        ("q Q0 p:0-5 1 nan t", "得分应为数，写的是 nan"),
        ("q Q0 p:0-5 1 inf t", "得分应为数，写的是 inf"),
        ("q Q0 p:5-5 1 1 t", "位置 5–5 超出规划全文"),
        ("q Q0 p:0-5 first 1 t", "名次应为整数，写的是 first"),
        ("q Q0 z:0-5 1 1 t", "没有编号为 z 的规划"),
        ("q Q0 p:0-99999 1 1 t", "超出规划全文"),
        ("q Q0 p:7-12 3 0.1 t", "查询 q 的结果里已有 p:7-12"),
    ],
)
def test_a_bad_run_line_is_reported_and_the_rest_kept(
    tmp_path: Path, plans: dict[str, Plan], line: str, problem: str
) -> None:
    write_file(tmp_path / "run.txt", f"q Q0 p:12-15 2 0.5 t\n{line}\nq Q0 p:7-12 1 0.9 t\n")
    if "已有" in problem:  # what came first stays
        write_file(tmp_path / "run.txt", f"q Q0 p:7-12 1 0.9 t\n{line}\nq Q0 p:12-15 2 0.5 t\n")
    run, problems = import_run(tmp_path / "run.txt", plans)
    assert [run.passages[at] for at, _ in run.found["q"]] == [Place("p", 7, 12), Place("p", 12, 15)]
    assert run.name == "t"
    assert ["第 2 行" in p and problem in p for p in problems] == [True]


def test_equal_scores_keep_their_ranks(tmp_path: Path, plans: dict[str, Plan]) -> None:
    write_file(tmp_path / "run.txt", "q Q0 p:0-5 2 1 t\nq Q0 p:7-12 1 1 t\n")
    run, _ = import_run(tmp_path / "run.txt", plans)
    assert [run.passages[at].start for at, _ in run.found["q"]] == [7, 0]


def test_recall_counts_what_could_have_been_found(tmp_path: Path, plans: dict[str, Plan]) -> None:
    missed = Place("p", 20, 30)
    judged = (judgement("q", PLACE, 3), judgement("q", missed, 3))
    testset = Testset("s", (TestQuery("q", "污水", "t", answerable=True),), judged)
    write_file(tmp_path / "run.txt", "q Q0 p:7-12 1 1 t\n")
    run, _ = import_run(tmp_path / "run.txt", plans, (missed, PLACE))
    assert score(testset, run)["q"]["recall@10"] == 0.5


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda s: (s[0], s[0] + s[1]))
PLACES = st.builds(lambda plan, span: Place(plan, *span), st.sampled_from(["p", NAME]), SPANS)
IDS = st.text(min_size=1, max_size=6)


@given(st.dictionaries(st.tuples(IDS, PLACES), st.integers(0, 3), min_size=1))
def test_judgements_survive(plans: dict[str, Plan], judged: dict[tuple[str, Place], int]) -> None:
    queries = tuple(TestQuery(q, "x", "t", answerable=True) for q in {q for q, _ in judged})
    made = tuple(judgement(q, place, grade) for (q, place), grade in judged.items())
    with TemporaryDirectory() as folder:
        write_file(Path(folder) / "qrels", export_qrels(Testset("s", queries, made)))
        write_file(Path(folder) / "queries", export_queries(Testset("s", queries, made)))
        loaded = import_qrels(Path(folder) / "qrels", plans, "甲", Path(folder) / "queries")
    assert loaded.problems == ()
    assert {q.id for q in loaded.queries} == {q.id for q in queries}
    read = {(j.query, Place(j.plan, j.start, j.end)): j.grade for j in loaded.judgements}
    assert read == judged


@given(
    IDS,
    st.dictionaries(
        IDS,
        st.dictionaries(
            PLACES, st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5
        ),
        min_size=1,
    ),
)
def test_runs_survive(
    plans: dict[str, Plan], name: str, scores: dict[str, dict[Place, float]]
) -> None:
    passages = tuple({place for hits in scores.values() for place in hits})
    found = {
        query: tuple(
            (passages.index(place), value)
            for place, value in sorted(hits.items(), key=lambda h: -h[1])
        )
        for query, hits in scores.items()
    }
    with TemporaryDirectory() as folder:
        write_file(Path(folder) / "run", export_run(Run(name, passages, found)))
        run, problems = import_run(Path(folder) / "run", plans, passages)
    assert run == Run(name, passages, found)
    assert problems == ()


@given(st.text(min_size=1), SPANS)
def test_a_docno_names_one_place(plan: str, span: tuple[int, int]) -> None:
    place = Place(plan, *span)
    assert parse_docno(unquote(docno(place))) == place
    assert len(docno(place).split()) == 1
