"""`python -m search find` as people and scripts use it."""

import io
import json
from pathlib import Path

import pytest

from corpus.errors import IndexMissing, PlanSearchError
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from search.__main__ import main

HIT_KEYS = {
    "rank", "score", "plan_id", "plan", "chapter", "section",
    "kind", "text", "start", "end", "citation", "same_as",
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An index of the real plan, made without a model."""
    folder = tmp_path_factory.mktemp("cli")
    build_index(folder, load_plans([SHIPPED / "kaifeng.txt"]).plans, HashEncoder())
    return str(folder)


def test_json_keeps_the_contract(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["find", "农村生活污水治理率", "--index", index, "--format", "json", "-k", "3"])
    assert status == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result) == {"id", "query", "hits"}
    assert len(result["hits"]) == 3
    text = load_plans([SHIPPED / "kaifeng.txt"]).plans[0].text
    for rank, hit in enumerate(result["hits"], 1):
        assert set(hit) >= HIT_KEYS
        assert hit["rank"] == rank
        assert hit["text"] == text[hit["start"] : hit["end"]]
        assert hit["citation"].startswith("《开封市“十四五”生态环境保护和生态经济发展规划》")


def test_text(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["find", "农村生活污水治理率", "--index", index, "--kind", "table_row", "-k", "1"])
        == 0
    )
    out = capsys.readouterr().out
    assert out.startswith(
        "1. 《开封市“十四五”生态环境保护和生态经济发展规划》第二章第三节表1第8项\n"
    )
    assert "2020（基准值）：25；2025年：40" in out
    assert "指标表；命中“农村生活污水治理率”" in out


def test_no_hits_is_success(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "治理", "--index", index, "--chapter", "第九十九章"]) == 0
    assert capsys.readouterr().out == "没有找到符合条件的段落。\n"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--region", "开封市"], True),
        (["--region", "洛阳市"], False),
        (["--level", "市", "--year", "2025"], True),
        (["--level", "县"], False),
        (["--year", "2026"], False),
    ],
)
def test_filters_by_region_level_and_year(
    index: str, filters: list[str], found: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["find", "治理", "--index", index, "-k", "1", *filters]) == 0
    assert capsys.readouterr().out.startswith("1. 《开封市" if found else "没有找到")


def test_batch(index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "q.jsonl"
    batch.write_text(
        '{"id": "a", "query": "湿地保护率"}\n\n{"id": 2, "query": "再生水"}\n', encoding="utf-8"
    )
    assert main(["find", "--batch", str(batch), "--index", index, "-k", "2"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(r["id"], r["query"], len(r["hits"])) for r in lines] == [
        ("a", "湿地保护率", 2),
        (2, "再生水", 2),
    ]


def test_a_bad_line_of_a_batch_costs_no_other(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "q.jsonl"
    lines = ["不是JSON", '{"id": 1}', '{"query": "？"}', "[]", '{"id": "ok", "query": "湿地"}']
    batch.write_text("\n".join(lines), encoding="utf-8")
    assert main(["find", "--batch", str(batch), "--index", index]) == 2
    captured = capsys.readouterr()
    out = [json.loads(line) for line in captured.out.splitlines()]
    assert [bool(r.get("hits")) for r in out] == [False, False, False, False, True]
    assert "第 1 行不是 JSON" in captured.err
    assert "第 2 行没有 query 字段" in captured.err
    assert "没有可以检索的文字" in captured.err


def test_interactive(
    index: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("湿地保护率\n？？\n\n再生水利用率\n"))
    assert main(["find", "--index", index, "-k", "1"]) == 0
    captured = capsys.readouterr()
    assert captured.out.count("1. 《开封市") == 2
    assert "没有可以检索的文字" in captured.err


@pytest.mark.parametrize(
    "args",
    [["find", "x", "-k", "0"], ["find", "x", "--kind", "nothing"], ["seek"], []],
)
def test_wrong_usage(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(args)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("错误：命令写法有误")


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="还没有索引"):
        main(["find", "治理", "--index", str(tmp_path)])


def test_a_batch_file_that_is_not_there(index: str, tmp_path: Path) -> None:
    with pytest.raises(PlanSearchError, match="无法读取问题文件"):
        main(["find", "--batch", str(tmp_path / "none"), "--index", index])
