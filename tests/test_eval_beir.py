"""BEIR folders: what is written, what is read back, and what a bad line costs."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from corpus.parse import parse
from eval.beir import CORPUS, QRELS, QUERIES, export_beir, import_beir
from eval.intake import write_file
from eval.measures import grades
from eval.model import Judgement, Place, TestQuery, Testset
from indexer.model import Passage
from indexer.split import split

AT = "2026-01-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Three passages."""
    text = (
        "第一章 目标\n农村生活污水治理率达到40%。\n再生水利用率达到25%。\n湿地保护率提高到68%。\n"
    )
    return parse(plan_file(tmp_path_factory.mktemp("plans"), text))


@pytest.fixture(scope="module")
def passages(plan: Plan) -> tuple[Passage, ...]:
    return split(plan)


def judged(plan: Plan, query: str, words: str, grade: int) -> Judgement:
    """A judgement of the place where these words stand."""
    start = plan.text.index(words)
    return Judgement(query, plan.id, start, start + len(words), grade, words, "甲", AT)


def a_set(plan: Plan) -> Testset:
    queries = (
        TestQuery("q", "再生水", "number", answerable=True, answer="25%"),
        TestQuery("n 1", "罚款", "unanswerable", answerable=False),
    )
    two = (judged(plan, "q", "再生水利用率", 3), judged(plan, "q", "湿地保护率", 0))
    return Testset("s", queries, two)


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        write_file(folder / name, data)


def test_the_written_forms(plan: Plan, passages: tuple[Passage, ...]) -> None:
    files = export_beir(a_set(plan), {plan.id: plan}, passages)
    _, water, wetland = passages
    corpus = [json.loads(line) for line in files[CORPUS].decode().splitlines()]
    assert len(corpus) == 3
    assert corpus[1] == {
        "_id": f"p:{water.start}-{water.end}",
        "title": "第一章 目标",
        "text": "再生水利用率达到25%。",
    }
    queries = [json.loads(line) for line in files[QUERIES].decode().splitlines()]
    assert [(q["_id"], q["text"]) for q in queries] == [("q", "再生水"), ("n%201", "罚款")]
    assert files[QRELS].decode() == (
        "query-id\tcorpus-id\tscore\n"
        f"q\tp:{water.start}-{water.end}\t3\n"
        f"q\tp:{wetland.start}-{wetland.end}\t0\n"
    )


def test_read_back(tmp_path: Path, plan: Plan, passages: tuple[Passage, ...]) -> None:
    write(tmp_path, export_beir(a_set(plan), {plan.id: plan}, passages))
    loaded = import_beir(tmp_path, {plan.id: plan}, "乙")
    assert loaded.name == tmp_path.name
    assert loaded.queries == a_set(plan).queries
    assert [(j.quote, j.grade, j.judge) for j in loaded.judgements] == [
        ("再生水利用率达到25%。", 3, "乙"),
        ("湿地保护率提高到68%。", 0, "乙"),
    ]
    assert loaded.problems == ()


def test_a_folder_of_others(tmp_path: Path, plan: Plan, passages: tuple[Passage, ...]) -> None:
    """Without metadata, without the header, with fields that we do not know."""
    files = export_beir(a_set(plan), {plan.id: plan}, passages)
    files[QUERIES] = '{"_id": "q", "text": "再生水", "url": "x"}\n'.encode()
    files[QRELS] = files[QRELS].partition(b"\n")[2].replace(b"\n", b"\r\n")
    write(tmp_path, files)
    loaded = import_beir(tmp_path, {plan.id: plan}, "乙")
    assert loaded.queries == (TestQuery("q", "再生水", "未分类", answerable=True),)
    assert [j.grade for j in loaded.judgements] == [3, 0]


def test_bad_lines_are_reported_and_good_ones_kept(
    tmp_path: Path, plan: Plan, passages: tuple[Passage, ...]
) -> None:
    files = export_beir(a_set(plan), {plan.id: plan}, passages)
    good = f"p:{passages[0].start}-{passages[0].end}"
    files[CORPUS] += '{"_id":"p:0-3","title":"","text":"别的话"}\n{"_id":1}\n'.encode()
    files[CORPUS] += b'{"_id":"z:0-3","title":"","text":""}\n{"_id":"x","title":"","text":""}\n'
    files[QUERIES] += '{"_id":"q","text":"又是"}\n{"text":"没有编号"}\n'.encode()
    bad = ["q\tp:1-2\t3", "q\tp:0-3\t3", "q\tz:0-3\t3", "q\tx\t3", f"z\t{good}\t1"]
    bad += [f"q\t{good}\t4", f"q\t{good}\thigh", f"q\t{good}"]
    files[QRELS] += "\n".join([*bad, f"q\t{good}\t2", f"q\t{good}\t1"]).encode()
    write(tmp_path, files)
    loaded = import_beir(tmp_path, {plan.id: plan}, "乙")
    assert [j.grade for j in loaded.judgements] == [3, 0, 2]
    said = [
        f"{CORPUS} 第 5 行", f"{QUERIES} 第 4 行", "编号 q 重复", "第 11 行应有 3 列",
        f"第 4 行：{CORPUS} 里没有 p:1-2", "第 5 行：查询 q：原文与规划不符：别的话",
        "第 6 行：查询 q：没有编号为 z 的规划", "第 7 行：文档编号应写作", "第 8 行：没有编号为 z 的查询",
        "第 9 行：查询 q：等级应为 0 到 3，写的是 4", "第 10 行：等级应为整数，写的是 high",
        "第 13 行：乙 对查询 q 的同一位置已有判断",
    ]  # fmt: skip
    assert [[s in p for s in said].count(True) for p in loaded.problems] == [1] * len(said)
    assert [any(s in p for p in loaded.problems) for s in said] == [True] * len(said)


def test_no_questions_or_no_file(tmp_path: Path, plan: Plan, passages: tuple[Passage, ...]) -> None:
    files = export_beir(a_set(plan), {plan.id: plan}, passages)
    write(tmp_path, files | {QUERIES: b"\n"})
    with pytest.raises(TestsetInvalid, match="没有查询"):
        import_beir(tmp_path, {plan.id: plan}, "乙")
    write(tmp_path, files)
    (tmp_path / QRELS).unlink()
    with pytest.raises(TestsetInvalid, match="无法读取"):
        import_beir(tmp_path, {plan.id: plan}, "乙")


@given(st.dictionaries(st.tuples(st.text(), st.integers(0, 2)), st.integers(0, 3)))
def test_grades_survive(
    plan: Plan, passages: tuple[Passage, ...], given_: dict[tuple[str, int], int]
) -> None:
    ids = {query for query, _ in given_} | {"none"}
    queries = tuple(TestQuery(q, f"问{q}", "t", answerable=bool(q)) for q in ids)
    judgements = tuple(
        judged(plan, q, plan.text[passages[at].start : passages[at].end], grade)
        for (q, at), grade in given_.items()
    )
    testset = Testset("s", queries, judgements)
    with TemporaryDirectory() as folder:
        write(Path(folder), export_beir(testset, {plan.id: plan}, passages))
        loaded = import_beir(Path(folder), {plan.id: plan}, "乙")
    places = [Place(p.plan_id, p.start, p.end) for p in passages]
    assert loaded.problems == ()
    assert loaded.queries == queries
    assert grades(loaded, places) == grades(testset, places)
