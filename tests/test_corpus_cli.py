"""`python -m corpus` as a newcomer and as a script uses it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.__main__ import main
from corpus.store import SHIPPED

PLAN = SHIPPED / "kaifeng.txt"


def test_show_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(PLAN), "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    fourth = next(s for s in shown["sections"] if s["title"] == "深化农业面源环境整治")
    assert (fourth["number"], fourth["depth"]) == ("第4节", 2)
    assert shown["text"][fourth["start"] :].startswith("第4节 深化农业面源环境整治")
    row = shown["indicators"][14]
    assert row["target"] == "2807"
    assert row["baseline"] is None
    assert row["cumulative"] is True
    assert shown["glossary"]["两高"] == "高耗能、高排放"
    assert set(shown) >= {"title", "text", "sections", "indicators", "glossary", "warnings"}


def test_show_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(PLAN)]) == 0
    out = capsys.readouterr().out
    assert "    第4节 深化农业面源环境整治\n" in out
    assert "  上级地区：河南省\n" in out
    assert "8. 农村生活污水治理率（%）：2020年 25 → 2025年 40 预期性" in out


def test_check_lists_every_file_and_fails_for_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = plan_file(tmp_path, "第一章 甲\n第三章 乙", "好.txt")
    bad = plan_file(tmp_path, "", "坏.txt")
    assert main(["check", str(good), str(bad)]) == 2
    captured = capsys.readouterr()
    assert "好.txt：标题 2 个" in captured.out
    assert "共 2 个文件：读入 1 个，读不了 1 个；标题 2 个" in captured.out
    assert "第 2 行：全文：「第一章 甲」之后是「第三章 乙」，编号不连续" in captured.out
    assert captured.err.startswith("错误：文件是空的：")
    assert "\n建议：" in captured.err


def command(*args: str) -> "subprocess.CompletedProcess[str]":
    """Run the real command, in a locale that knows no Chinese."""
    return subprocess.run(
        [sys.executable, "-m", "corpus", *args],
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "", "LC_ALL": "C"},
        cwd=Path(__file__).parents[1],
        check=False,
    )


def test_errors_exit_with_2_and_say_what_to_do() -> None:
    done = command("show", "没有这个文件.txt")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "错误：找不到文件：没有这个文件.txt\n建议：请检查路径和文件名是否正确。\n"
    )


def test_wrong_usage_exits_with_2_in_chinese() -> None:
    done = command("look")
    assert done.returncode == 2
    assert done.stderr.startswith("错误：命令写法有误")


def test_help() -> None:
    assert command("show", "--help").returncode == 0
