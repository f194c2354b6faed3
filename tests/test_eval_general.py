"""The generality check on tiny collections, without a model; the shipped sets where they are."""

from pathlib import Path

import pytest
from conftest import plan_file

from app_pages.evaluate_store import folders
from corpus.cli import FAILED
from corpus.model import Plan
from corpus.parse import parse
from corpus.store import load_plans
from eval import general
from eval.__main__ import main
from eval.general import DOCUMENTS, TESTSETS, Collection, collections, measure, table
from eval.measures import grades
from eval.model import Judgement, Place, TestQuery
from eval.names import TYPE_NAMES
from eval.quotes import Quotes
from eval.runs import MODES
from eval.speed import query_speed
from eval.testset import append, load_testset, read_lines, save_queries
from indexer.build import build_index
from indexer.encode import EncodedQuery, HashEncoder
from indexer.index import open_index
from indexer.split import split
from search.engine import Searcher

SENTENCES = (
    "擅自砍伐城市树木的，处以每株一千元以上一万元以下罚款。",
    "公共厕所应当设置明显标志，专人管理，昼夜开放，定期消毒。",
    "城市生活垃圾应当分类投放、定点收集、日产日清、集中处置。",
    "临时占用城市绿地的时间不得超过一年，期满应当恢复原状。",
)
AT = "2026-01-01T00:00:00+00:00"
SHIPPED = ("regulations", "reports")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A file and a folder with a file, two sentences each."""
    folder = tmp_path / "docs"
    (folder / "more").mkdir(parents=True)
    plan_file(folder, "第一章 总则\n" + "\n".join(SENTENCES[:2]), "a.txt")
    plan_file(folder / "more", "第一章 总则\n" + "\n".join(SENTENCES[2:]), "b.txt")
    return folder


@pytest.fixture
def root(tmp_path: Path, docs: Path) -> Path:
    """Two test sets, only one of them about documents; its questions are the sentences."""
    folder = tmp_path / "testsets"
    quotes = Quotes([parse(docs / "a.txt"), parse(docs / "more/b.txt")])
    for name in ("small", "other"):
        save_queries(
            folder / name,
            [TestQuery(f"q{n}", s, "number", answerable=True) for n, s in enumerate(SENTENCES)],
        )
        append(
            folder / name,
            [
                Judgement(f"q{n}", plan.id, span.start, span.end, 3, s, "甲", AT)
                for n, s in enumerate(SENTENCES)
                for plan, span in quotes.places(s)
            ],
        )
    (folder / "small" / DOCUMENTS).write_text("a.txt\nmore\n", encoding="utf-8")
    return folder


@pytest.fixture
def small(root: Path, docs: Path) -> Collection:
    """The one collection."""
    (found,) = collections(docs, root)
    return found


def test_collections_are_the_test_sets_that_name_documents(small: Collection, docs: Path) -> None:
    assert small.testset.name == "small"
    assert small.documents == (docs / "a.txt", docs / "more")
    assert not small.missing
    (docs / "a.txt").unlink()
    assert small.missing == (docs / "a.txt",)


def test_every_mode_is_measured(small: Collection, tmp_path: Path) -> None:
    measured = measure(small, tmp_path / "index", HashEncoder())
    assert (measured.plans, measured.passages) == (2, 4)
    assert tuple(measured.scores) == MODES
    # a question in the words of the passage is found by every leg
    assert all(s["hit@1"] == 1 for scores in measured.scores.values() for s in scores.values())
    assert measured.failures == measured.testset.problems == ()
    assert 0 < measured.speed.p50 <= measured.speed.p95
    lines = list(table(measured, misses=True))
    assert lines[0].startswith("small：2 部文件，4 段，索引 ")
    assert lines[1].split() == ["mode", "hit@1", "MRR@10", "success@5", "nDCG@10"]
    assert [line.split() for line in lines[2:6]] == [[m, *["1.000"] * 4] for m in MODES]
    assert "p95 合" in lines[-1]


def test_a_current_index_is_kept_and_another_document_rebuilds_it(
    small: Collection, docs: Path, tmp_path: Path
) -> None:
    def generation() -> str:
        measure(small, tmp_path / "index", HashEncoder())
        return (tmp_path / "index/CURRENT").read_text()

    first = generation()
    assert generation() == first
    plan_file(docs / "more", "第一章 总则\n另一部文件的一句话，说的是别的事情。", "c.txt")
    assert generation() != first


def test_what_cannot_be_used_is_told(small: Collection, docs: Path, tmp_path: Path) -> None:
    plan_file(
        docs, "第一章 总则\n" + "\n".join(reversed(SENTENCES[:2])), "a.txt"
    )  # another edition
    plan_file(docs / "more", " ", "empty.txt")
    measured = measure(small, tmp_path / "index", HashEncoder())
    told = "\n".join(table(measured))
    assert "原文与规划不符" in told
    assert "文件是空的" in told
    hybrid = measured.scores["hybrid"]
    assert [hybrid[q]["hit@1"] for q in ("q0", "q1", "q2", "q3")] == [0, 0, 1, 1]


def test_command(
    root: Path,
    docs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(general.collections, "__defaults__", (root,))
    monkeypatch.setenv("PLANSEARCH_MODEL", "hash")
    command = ["general", "--work", str(tmp_path / "work")]
    assert main(command) == 0
    assert main([*command, "--docs", str(tmp_path / "nowhere")]) == 0
    assert capsys.readouterr().out.count("跳过：没有文件夹") == 2
    assert main([*command, "--docs", str(docs)]) == 0
    assert "small：2 部文件" in capsys.readouterr().out
    assert (tmp_path / "work/small/CURRENT").is_file()
    plan_file(docs / "more", " ", "empty.txt")
    assert main([*command, "--docs", str(docs)]) == FAILED
    (docs / "a.txt").unlink()
    assert main([*command, "--docs", str(docs)]) == 0
    assert f"跳过 small：缺少 {docs / 'a.txt'}" in capsys.readouterr().out


class CountingEncoder(HashEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_query(self, text: str) -> EncodedQuery:
        """Count and encode."""
        self.asked.append(text)
        return super().encode_query(text)


def test_the_first_question_only_warms_up(docs: Path, tmp_path: Path) -> None:
    encoder = CountingEncoder()
    build_index(tmp_path / "index", [parse(docs / "a.txt")], encoder)
    encoder.asked.clear()
    speed = query_speed(Searcher(open_index(tmp_path / "index"), encoder), encoder, SENTENCES)
    # the others twice each: alone and within the query
    assert [s[:4] for s in encoder.asked] == [
        SENTENCES[0][:4],
        *(s[:4] for s in SENTENCES[1:] for _ in "12"),
    ]
    assert min(speed.p50, speed.encoding, speed.share) > 0
    assert speed.p95 >= speed.p50


def test_the_page_offers_no_set_whose_documents_are_not_shipped() -> None:
    assert [name for name in folders() if name in {"kaifeng", *SHIPPED}] == ["kaifeng"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_set_is_well_formed(name: str) -> None:
    problems: list[str] = []
    queries = read_lines(TESTSETS / name / "queries.jsonl", TestQuery, problems)
    judgements = read_lines(TESTSETS / name / "judgements.jsonl", Judgement, problems)
    assert problems == []
    assert len({q.id for q in queries}) == len({q.query for q in queries}) == len(queries) >= 45
    assert {q.type for q in queries} <= TYPE_NAMES.keys()
    # quotes are anchors, not the documents
    assert all(0 < len(j.quote) == j.end - j.start <= 60 for j in judgements)
    answered = {j.query for j in judgements if j.grade == 3}
    assert answered == {q.id for q in queries if q.answerable}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_answer_of_a_shipped_set_stands_in_a_passage(name: str, shared: Path) -> None:
    (collection,) = (c for c in collections(shared / "docs") if c.testset.name == name)
    plans: dict[str, Plan] = {p.id: p for p in load_plans(collection.documents).plans}
    testset = load_testset(collection.testset, plans)
    assert testset.problems == ()
    judged = {j.plan for j in testset.judgements}
    places = [Place(p.plan_id, p.start, p.end) for i in judged for p in split(plans[i])]
    found = grades(testset, places)
    assert [q.id for q in testset.queries if q.answerable and 3 not in found[q.id].values()] == []
