"""`python -m search ask --endpoint`: worded by the fake server, or told why not."""

import json

import pytest
from conftest import plan_file
from fake_endpoint import Behaviour, raw, says, serving

from corpus.errors import QueryInvalid
from corpus.parse import parse
from indexer.build import build_index
from indexer.encode import HashEncoder
from search.__main__ import main

PLAN = """某市“十四五”水生态规划
第一章  总则
第一节  目标
到2025年，再生水利用率达到25%。
"""
QUESTION = "2025年再生水利用率是多少"
WORDED = "到2025年，再生水利用率要达到25%。"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("ask")
    build_index(folder / "index", [parse(plan_file(folder, PLAN))], HashEncoder())
    return str(folder / "index")


@pytest.fixture(autouse=True)
def nothing_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.answer.compose.refuse", lambda *_: None)


def ask(
    index: str, behave: Behaviour, monkeypatch: pytest.MonkeyPatch, *options: str
) -> tuple[int, int]:
    """The exit status, and how often the server was asked."""
    with serving(behave) as fake:
        monkeypatch.setenv("PLANSEARCH_ANSWER_URL", fake.url)
        status = main(["ask", QUESTION, "--index", index, "-k", "2", *options])
    return status, len(fake.asked)


def test_off_by_default(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(index, says("不会问到 [1]"), monkeypatch) == (0, 0)
    assert "25%" in capsys.readouterr().out


def test_worded_from_the_same_passages(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(index, says(f"{WORDED}[1]"), monkeypatch, "--endpoint") == (0, 1)
    out, err = capsys.readouterr()
    assert out.startswith(f"{WORDED}\n   《某市")
    assert err == ""


@pytest.mark.parametrize(
    ("behave", "note"),
    [(raw(b"no", 500), "HTTP 500"), (says("再生水利用率是52%。[1]"), "数字不符")],
    ids=["down", "another figure"],
)
def test_what_fails_falls_back_and_says_so(
    behave: Behaviour,
    note: str,
    index: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ask(index, behave, monkeypatch, "--endpoint") == (0, 1)
    out, err = capsys.readouterr()
    assert "25%" in out
    assert "52%" not in out
    assert note in err


def test_json_has_the_claims_beside_the_words(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(index, says(f"{WORDED}[1]"), monkeypatch, "--endpoint", "--format", "json")
    result = json.loads(capsys.readouterr().out)
    assert [one["text"] for one in result["worded"]] == [WORDED]
    assert result["claims"][0]["values"][0]["value"] == "25"


def test_no_service_named(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANSEARCH_ANSWER_URL", raising=False)
    with pytest.raises(QueryInvalid, match="模型服务"):
        main(["ask", QUESTION, "--index", index, "--endpoint"])
