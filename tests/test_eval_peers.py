"""`make peers` without the other tools: Whoosh, which we have too, stands for all of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.errors import PlanSearchError
from corpus.parse import parse
from eval import peers_run
from eval.model import Judgement, TestQuery, Testset
from eval.peers import PROMPTS, Row, main, make_task, peer_rows, short, table
from eval.peers_run import JIEBA, OURS, SHIPPED, Found, Task
from eval.testset import append, save_queries
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import Index, open_index
from indexer.tokens import grams, words

TEXT = """甲市生态环境保护规划

第一章 水

到2025年，湿地保护率提高到68%。

第二章 大气

严格控制扬尘污染。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two passages, made without a model, with two test sets beside it."""
    folder = tmp_path_factory.mktemp("peers")
    plan = parse(plan_file(folder, TEXT))
    build_index(folder / "index", [plan], HashEncoder())
    for name, query, quote in [("a", "湿地保护率", "湿地保护率"), ("b", "扬尘", "扬尘污染")]:
        asked = TestQuery(f"q-{name}", query, "number", answerable=True)
        save_queries(folder / name, [asked])
        start = plan.text.index(quote)
        judged = Judgement(asked.id, plan.id, start, start + len(quote), 3, quote, "甲", "")
        append(folder / name, [judged])
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> Index:
    return open_index(folder / "index")


def test_task_holds_headings_text_and_our_tokens(index: Index) -> None:
    queries = (TestQuery("q", "湿地 68%", "number", answerable=True),)
    task = make_task(index, [Testset("t", queries, ())], Path("models/m"))
    first = task.passages[0]
    assert re.fullmatch(r".*第一章 水\n到2025年，湿地保护率提高到68%。", first)
    assert task.tokens[first] == words(first) + grams(first)
    assert task.tokens["湿地 68%"] == ["湿地", "68%", "湿", "地", "湿地", "68%"]
    assert task.queries == ["湿地 68%"]
    assert Path(task.model).is_absolute()
    assert task.prompts == PROMPTS


def test_whoosh_finds_with_words_and_not_as_shipped() -> None:
    texts = ["严格控制扬尘污染", "提高湿地保护率"]
    tokens = {text: words(text) + grams(text) for text in [*texts, "湿地"]}
    found = {
        f.words: f for f in peers_run.run(Task(texts, ["湿地"], tokens, "", PROMPTS), ["Whoosh"])
    }
    assert {way: [at for at, _ in one.hits[0]] for way, one in found.items()} == {
        SHIPPED: [],  # the whole passage is one word to it
        JIEBA: [1],
        OURS: [1],
    }
    assert {len(one.seconds) for one in found.values()} == {1}
    assert found[OURS].tool == "Whoosh 2.7.4"


def test_hits_that_share_nothing_with_the_question_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def make(_task: Task, _split: object) -> peers_run.Find:
        return lambda _query: [(1, 2.0), (0, 0.0)]

    monkeypatch.setitem(peers_run.TOOLS, "x", (make, "Whoosh", (SHIPPED,)))
    (found,) = peers_run.run(Task(["甲", "乙"], ["乙"], {}, "", PROMPTS), ["x"])
    assert found.hits == [[(1, 2.0)]]


def test_the_least_of_all_rounds_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    # two rounds of two questions, start and end of each
    clock = iter([0, 5, 10, 11, 20, 21, 30, 37])
    monkeypatch.setattr(peers_run, "perf_counter", lambda: next(clock))
    assert peers_run.fastest([str.split, str.split], ["甲", "乙"]) == [1, 1]


def test_rows_take_the_test_sets_own_questions(index: Index) -> None:
    queries = tuple(TestQuery(q, q, "number", answerable=True) for q in "cd")
    right = index.passages[1]
    judged = tuple(
        Judgement(q, right.plan_id, right.body, right.end, 3, "", "甲", "") for q in "cd"
    )
    # a question of another set, then first and second place
    hits = [[(0, 9.0)], [(1, 5.0), (0, 1.0)], [(0, 5.0), (1, 1.0)]]
    found = [Found("x 1", JIEBA, [9.0, 0.001, 0.003], hits)]
    (row,) = peer_rows(index, Testset("t", queries, judged), found, 1, 3)
    assert (row.measures["hit@1"], row.measures["MRR@10"]) == (0.5, 0.75)
    assert row.measures["success@5"] == 1
    assert row.milliseconds == pytest.approx(2)


def test_table_marks_ours_and_the_short_one_keeps_it_whole() -> None:
    def row(system: str, arm: str, mrr: float, *, is_ours: bool = False) -> Row:
        values = {"hit@1": 0.5, "MRR@10": mrr, "success@5": 1.0, "nDCG@10": 0.25}
        return Row(system, arm, values, 1.24, is_ours)

    rows = [row("we 1", "hybrid", 0.5, is_ours=True), row("we 1", "late leg", 0.9, is_ours=True),
            row("x 1", "a", 0.3), row("x 1", "b", 0.4), row("y 1", "a", 0.2)]  # fmt: skip
    assert [(r.system, r.arm) for r in short(rows)] == [
        ("we 1", "hybrid"),  # not the leg that happens to do better
        ("x 1", "b"),
        ("y 1", "a"),
    ]
    head, rule, *lines = table(rows[1:3])
    assert head.count("|") == rule.count("|") == 8
    assert lines == [
        "| **we 1** | late leg | 0.500 | 0.900 | 1.000 | 0.250 | 1.24 |",
        "| x 1 | a | 0.500 | 0.300 | 1.000 | 0.250 | 1.24 |",
    ]


def test_command_prints_two_tables_a_test_set(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = [str(folder / name) for name in "ab"]
    shared = ["--index", str(folder / "index"), "--tool", "Whoosh"]
    assert main([*sets, "--python", sys.executable, *shared]) == 0
    printed = capsys.readouterr().out
    assert printed.count("| system 系统 |") == 4
    assert re.search(r"^\d{4}-\d\d-\d\d, a: 2 passages, 1 answerable", printed, re.MULTILINE)
    ours = [line for line in printed.splitlines() if OURS in line]
    assert len(ours) >= 2
    assert all("| Whoosh 2.7.4 |" in line and "| 1.000 |" in line for line in ours)
    with pytest.raises(PlanSearchError, match="同类工具没有跑成") as raised:
        main([*sets, "--python", str(folder / "none"), *shared])
    assert "make peers" in raised.value.hint


def test_the_tools_side_needs_nothing_of_the_product() -> None:
    ours = "{'corpus', 'indexer', 'search', 'msgspec', 'numpy'}"
    code = f"import sys, eval.peers_run; sys.exit(bool({ours} & set(sys.modules)))"
    root = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_both_environments_have_the_same_of_what_they_share() -> None:
    root = Path(__file__).parents[1]
    pinned, ours = (
        {
            name.lower(): number
            for name, number in re.findall(r"^([\w.-]+)==(\S+)$", text, re.MULTILINE)
        }
        for text in (
            (root / name).read_text("utf-8") for name in ("eval/peers.txt", "constraints.txt")
        )
    )
    both = pinned.keys() & ours.keys()
    assert {"torch", "transformers", "jieba", "whoosh"} <= both
    assert {name: pinned[name] for name in both} == {name: ours[name] for name in both}
