"""`python -m eval` from a set of quotes to a verdict, without a model."""

import json
from pathlib import Path

import pytest

from corpus.store import SHIPPED, load_plans
from eval.__main__ import main
from eval.baseline import Baseline, changes, drops
from indexer.build import build_index
from indexer.encode import HashEncoder

SET = Path(__file__).parents[1] / "eval/testsets/kaifeng"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An index of the real plan, made without a model."""
    folder = tmp_path_factory.mktemp("eval")
    build_index(folder, load_plans([SHIPPED / "kaifeng.txt"]).plans, HashEncoder())
    return str(folder)


@pytest.fixture
def small(tmp_path: Path, index: str) -> str:
    """Three of the queries, imported from quotes."""
    gold = [{"quote": "到2025年，湿地保护率提高到68%", "grade": 3}]
    lines = [
        {"id": f"q{n}", "query": text, "type": "number", "answerable": True, "gold": gold}
        for n, text in enumerate(["湿地保护率", "湿地保护率提高到多少", "绿地率"])
    ]
    source = tmp_path / "quotes.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert main(["import", str(source), str(tmp_path / "set"), "--index", index]) == 0
    return str(tmp_path / "set")


def test_run_compare_and_report(
    small: str, index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, html = tmp_path / "keyword.json", tmp_path / "report.html"
    shared = ["--index", index]
    run = ["run", small, "--mode", "keyword", "--run", str(saved), "--html", str(html), *shared]
    assert main(run) == 0
    assert "all              3" in capsys.readouterr().out
    assert "湿地保护率" in html.read_text(encoding="utf-8")
    assert main(["compare", str(saved), "hybrid", "--testset", small, *shared]) == 0
    assert "没有证据" in capsys.readouterr().out  # three queries show nothing


def test_export_and_import_again(small: str, index: str, tmp_path: Path) -> None:
    shared = ["--index", index]
    outs = {"--xlsx": "s.xlsx", "--csv": "s.csv", "--trec": "s.qrels", "--beir": "beir"}
    flags = [part for flag, name in outs.items() for part in (flag, str(tmp_path / name))]
    assert main(["export", small, *flags, *shared]) == 0
    for name in ("s.xlsx", "s.csv", "beir"):
        assert main(["import", str(tmp_path / name), str(tmp_path / f"from-{name}"), *shared]) == 0
    queries = ["--queries", str(tmp_path / "s.queries.tsv")]
    into = str(tmp_path / "from-trec")
    assert main(["import", str(tmp_path / "s.qrels"), into, *queries, *shared]) == 0


def test_pool_and_judge(
    small: str,
    index: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = [small, "--judge", "甲", "--depth", "2", "--index", index]
    capsys.readouterr()
    assert main(["pool", *shared]) == 0
    before = capsys.readouterr().out.splitlines()
    answers = iter(["3", "0", "q"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    # the terminal's `input` is bound when the function is defined, so hand it over anew
    monkeypatch.setattr("eval.judge.judge_in_terminal.__defaults__", (lambda _: next(answers),))
    assert main(["judge", *shared]) == 0
    assert f"判断了 2 条，还有 {len(before) - 2} 条" in capsys.readouterr().out
    assert main(["pool", *shared]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(before) - 2


def baseline(score: float, passed: int) -> Baseline:
    """Ten queries of one score, ten cases."""
    names = ("hit@1", "MRR@10", "success@5", "nDCG@10")
    queries = {f"q{n}": dict.fromkeys(names, score) for n in range(10)}
    return Baseline(queries, {f"c{n}": n < passed for n in range(10)})


def test_a_drop_beyond_the_noise_is_reported() -> None:
    assert list(drops(baseline(0.9, 8), baseline(0.885, 6))) == []
    assert "hit@1 从 0.900 降到 0.870" in drops(baseline(0.9, 8), baseline(0.87, 8))
    assert list(drops(baseline(0.9, 8), baseline(0.9, 5))) == ["通过的用例从 8/10 降到 5/10"]


def test_changes_name_queries_and_cases() -> None:
    lines = list(changes(baseline(0.9, 8), baseline(0.95, 7)))
    assert lines[0] == "变好  查询 q0  nDCG@10 +0.050"
    assert "变差  用例 c7" in lines
    assert "hit@1      0.900 → 0.950（+0.050）" in lines
