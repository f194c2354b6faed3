"""Complete listings: which passages stand out, and that no filter or phrase loses one."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QueryInvalid
from corpus.parse import parse
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.__main__ import main
from search.complete import FEW, standing_out
from search.engine import Searcher
from search.hits_sheet import as_xlsx
from search.model import Filters
from search.rank import Ranked
from search.retrieve import Candidate

QUESTION = "列出所有垃圾焚烧发电项目"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the plans shipped, the fictional ones among them, made without a model."""
    folder = tmp_path_factory.mktemp("complete")
    build_index(folder, load_plans([SHIPPED]).plans, HashEncoder())
    return folder


@pytest.fixture(scope="module")
def searcher(folder: Path) -> Searcher:
    return Searcher(open_index(folder), HashEncoder())


def ranked(at: int, passage: float, sentence: float = 0.0, share: float = 0.0) -> Ranked:
    return Ranked(Candidate(at, None, share, None, 0.0), 0.0, passage, sentence, 0)


# 24 passages at 0 and one at `x`: the mean is x/25, the deviation 0.196 x, the bar 0.383 x
@pytest.mark.parametrize(
    ("one", "stands"),
    [
        (ranked(0, 1.0), True),
        (ranked(0, 0.0, 1.0), True),  # one sentence is about it
        (ranked(0, 0.0, 0.0, 1.0), True),  # it only has the words
        (ranked(0, 0.0), False),
    ],
)
def test_what_stands_out_in_any_measure_is_listed(one: Ranked, stands: bool) -> None:
    usual = [one, *(ranked(at, 0.0) for at in range(1, 25))]
    stands_out = standing_out(usual)
    assert stands_out(one) is stands
    assert not stands_out(usual[1])


def test_the_bar_lies_where_the_formula_says() -> None:
    # mean 0.1, deviation 0.3: the bar is at 0.625
    usual = [ranked(at, float(at < 5)) for at in range(50)]
    stands_out = standing_out(usual)
    assert stands_out(ranked(99, 0.63))
    assert not stands_out(ranked(99, 0.62))


def test_few_candidates_are_all_listed() -> None:
    few = [ranked(at, at / 10) for at in range(FEW)]
    assert all(map(standing_out(few), few))
    assert not all(map(standing_out([*few, ranked(FEW, 0.0)]), few))


def test_a_share_under_a_filter_counts_as_without() -> None:
    usual = [ranked(at, 0.0, 0.0, float(at == 0)) for at in range(25)]
    assert not standing_out(usual)(ranked(7, 0.0, 0.0, 1.0))


@given(st.lists(st.floats(0, 1), min_size=FEW + 1, max_size=60))
def test_a_passage_nearer_than_a_listed_one_is_listed(scores: list[float]) -> None:
    usual = [ranked(at, score) for at, score in enumerate(scores)]
    listed = [one.passage_score for one in filter(standing_out(usual), usual)]
    assert not listed or sorted(scores)[-len(listed) :] == sorted(listed)


def test_a_listing_has_every_place_of_a_sentence(searcher: Searcher) -> None:
    plan = searcher.plan("kaifeng")
    sentence = "分区域、分作物制定化肥施用限量标准和减量方案"
    places = [i for i in range(len(plan.text)) if plan.text.startswith(sentence, i)]
    hits = searcher.find_all(sentence)
    assert len(places) == 2
    assert [h.rank for h in hits] == list(range(1, len(hits) + 1))
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert all(any(h.passage.start <= at < h.passage.end for h in hits) for at in places)
    assert len(hits) < len(searcher.index.passages) / 4


def test_filters_take_away_and_leave_the_cut_in_place(searcher: Searcher) -> None:
    every = {h.passage for h in searcher.find_all(QUESTION)}
    projects = {h.passage for h in searcher.find_all(QUESTION, Filters(kinds=("project",)))}
    assert projects == {p for p in every if p.kind == "project"}
    assert searcher.find_all(QUESTION, Filters(chapters=("第九十九章",))) == []


def test_a_quoted_phrase_lists_exactly_its_places(searcher: Searcher) -> None:
    plan = searcher.plan("kaifeng")
    having = {
        p
        for p in searcher.index.passages
        if p.plan_id == plan.id and "黑臭水体" in plan.text[p.start : p.end] and p.kind != "outline"
    }
    found = {h.passage for h in searcher.find_all('"黑臭水体"')}
    assert found == having
    assert len(having) > 5


def test_an_outline_question_has_all_it_lists(searcher: Searcher) -> None:
    few = searcher.find("第九章主要讲什么", 8)
    assert [h.passage for h in searcher.find_all("第九章主要讲什么")][:8] == [
        h.passage for h in few
    ]


def test_a_fictional_plan_is_listed_only_where_it_is_chosen(searcher: Searcher) -> None:
    assert {h.plan.id for h in searcher.find_all(QUESTION)} == {"kaifeng"}
    assert {h.plan.id for h in searcher.find_all(QUESTION, Filters(plans=("qinghe",)))} <= {
        "qinghe"
    }
    assert searcher.find_all("青禾县垃圾焚烧", Filters(plans=("qinghe",)))


def test_a_small_plan_and_an_empty_index(tmp_path: Path) -> None:
    plan = parse(plan_file(tmp_path, "某规划\n第一章 总则\n建设垃圾焚烧发电项目两个。"))
    for plans in ([plan], []):
        build_index(tmp_path / "i", plans, HashEncoder())
        hits = Searcher(open_index(tmp_path / "i"), HashEncoder()).find_all(QUESTION)
        assert len(hits) == len(plans)


def test_json_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", QUESTION, "--all", "--index", str(folder), "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["id", "query", "count", "hits"]
    assert result["count"] == len(result["hits"]) > 1


def test_text_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", QUESTION, "--all", "--index", str(folder)]) == 0
    out = capsys.readouterr().out
    first, *rest = out.split("\n")
    count = sum(line[:1].isdigit() and "《" in line for line in rest)
    assert first == f"共 {count} 段"


def test_sheets_have_a_row_a_hit(
    searcher: Searcher, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(searcher.find_all(QUESTION))
    for name in ("hits.xlsx", "hits.csv"):
        form = ["--format", name[-4:].strip("."), "--output", str(tmp_path / name)]
        assert main(["find", QUESTION, "--all", "--index", str(folder), *form]) == 0
    assert capsys.readouterr().out == ""
    book = openpyxl.load_workbook(tmp_path / "hits.xlsx")
    rows = list(book["相关段落"].values)
    assert len(rows) == 1 + count
    assert rows[0][:3] == ("序号", "规划", "章")
    assert [value for row in book["问题"].values for value in row] == [
        "问题", "段数", QUESTION, str(count),
    ]  # fmt: skip
    assert (tmp_path / "hits.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_fictional_plan_is_marked_in_a_sheet(searcher: Searcher) -> None:
    hits = searcher.find("污水", 2, Filters(plans=("qinghe",)))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx("污水", hits)))
    assert str(list(book["相关段落"].values)[1][1]).endswith("（虚构示例）")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--batch", "q.jsonl", "--format", "csv"], "只能写一个问题"),
        (["--output", "x.txt"], "只能写一个问题"),
        ([QUESTION, "--output", "/no/such/folder/x.txt"], "无法写入"),
    ],
)
def test_files_that_cannot_be_written(folder: Path, args: list[str], words: str) -> None:
    with pytest.raises(QueryInvalid, match=words):
        main(["find", *args, "--index", str(folder)])


def test_a_batch_counts_every_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "query": "湿地保护率"}\n', encoding="utf-8")
    args = ["--batch", str(tmp_path / "q.jsonl"), "--all", "--index", str(folder)]
    assert main(["find", *args]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["id"], result["count"]) == (1, len(result["hits"]))
