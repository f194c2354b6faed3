"""The hand-made list of the Kaifeng plan's figures in prose: every line complete and standing where it says."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.parse import parse

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "eval/testsets/kaifeng/targets.jsonl"
LINES = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]

FIELDS = {
    "subject": str,
    "scope": str,
    "operator": str,
    "value": str | None,
    "unit": str | None,
    "year": int | None,
    "deadline": str | None,
    "achieved": bool,
    "cumulative": bool,
    "kind": str,
    "start": int,
    "end": int,
    "quote": str,
}
KINDS = {
    "achieved",
    "target",
    "state",
    "deadline",
    "threshold",
    "quantity",
    "task",
    "outlook",
}


@pytest.fixture(scope="module")
def text() -> str:
    """The plan the places count in."""
    return parse(ROOT / "corpus/plans/kaifeng.txt").text


def in_order(words: str, quote: str) -> bool:
    """Whether the characters of `words` stand in `quote` in that order, gaps allowed."""
    rest = iter(quote)
    return all(character in rest for character in words)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["quote"][:20])
def test_a_line_is_complete_and_stands_in_the_plan(line: Mapping[str, Any], text: str) -> None:
    assert list(line) == list(FIELDS)
    assert [name for name, kind in FIELDS.items() if not isinstance(line[name], kind)] == []
    assert line["kind"] in KINDS
    assert line["achieved"] == (line["kind"] == "achieved")
    assert line["subject"]
    assert text[line["start"] : line["end"]] == line["quote"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["quote"][:20])
def test_the_words_of_a_line_stand_in_its_quote(line: Mapping[str, Any]) -> None:
    assert (line["value"] or "") in line["quote"]
    assert (line["unit"] or "") in line["quote"]
    # “化肥、农药利用率” gives two subjects, so the words may have a gap between them.
    assert in_order(line["subject"], line["quote"])
    assert in_order(line["scope"], line["quote"])


def test_a_deadline_is_printed_in_the_paragraph_and_names_the_year(text: str) -> None:
    for line in LINES:
        if line["deadline"] is not None:
            opening = text.rindex("\n", 0, line["start"])
            assert line["deadline"] in text[opening : line["end"]], line
            assert str(line["year"]) in line["deadline"], line


def test_the_list_is_in_reading_order_and_says_nothing_twice() -> None:
    places = [line["start"] for line in LINES]
    assert places == sorted(places)
    told = [
        (line["start"], line["end"], line["subject"], line["scope"], line["value"])
        for line in LINES
    ]
    assert len(set(told)) == len(told)


def test_each_kind_has_what_it_is_named_for() -> None:
    for line in LINES:
        if line["kind"] == "deadline":
            assert line["deadline"], line
        if line["kind"] in {"target", "threshold", "quantity"}:
            assert None not in (line["value"], line["unit"]), line
        if line["kind"] in {"state", "outlook"}:
            assert line["value"], line
            assert line["unit"] is None, line
