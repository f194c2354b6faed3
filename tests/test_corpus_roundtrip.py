"""One plan saved as text, Word, web page and PDF is one plan: outline, indicators, passages."""

import re
import shutil
from pathlib import Path

import pytest
from written import CHROMIUM, as_docx, as_html, as_pdf, content

from corpus.model import Indicator, Plan
from corpus.parse import parse
from corpus.readers import read
from corpus.store import SHIPPED
from indexer.split import split

SOURCE = SHIPPED / "kaifeng.txt"


def written(folder: Path, suffix: str) -> Plan:
    """The shipped plan, written out and read back, under the same metadata."""
    document, _ = read(SOURCE)
    parts = tuple(content(document.blocks))
    path = folder / f"plan{suffix}"
    if suffix == ".docx":
        as_docx(parts, path)
    elif suffix == ".html":
        path.write_text(as_html(parts), encoding="utf-8")
    else:
        as_pdf(as_html(parts), path)
    shutil.copy(SOURCE.with_suffix(".meta.json"), path.with_suffix(".meta.json"))
    return parse(path)


def packed(text: str) -> str:
    """Characters without white space: formats keep spaces and indents differently."""
    return re.sub(r"\s", "", text)


def outline(plan: Plan) -> list[tuple[str, str, str, int]]:
    return [(s.kind, packed(s.number), packed(s.title), s.depth) for s in plan.sections]


def row(item: Indicator) -> tuple[object, ...]:
    return (
        item.ordinal,
        item.category and packed(item.category),
        packed(item.name),
        item.unit,
        item.baseline and item.baseline.text,
        item.baseline_year,
        item.target and item.target.text,
        item.target_year,
        item.nature,
        item.cumulative,
        [packed(note.text) for note in item.notes],
    )


@pytest.mark.parametrize(
    "suffix",
    [
        ".docx",
        ".html",
        pytest.param(
            ".pdf", marks=pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print with")
        ),
    ],
)
def test_the_same_plan_in_every_format(tmp_path: Path, kaifeng: Plan, suffix: str) -> None:
    plan = written(tmp_path, suffix)
    assert outline(plan) == outline(kaifeng)
    assert [row(item) for item in plan.indicators] == [row(item) for item in kaifeng.indicators]
    passages = [[packed(p.text[x.start : x.end]) for x in split(p)] for p in (plan, kaifeng)]
    assert passages[0] == passages[1]
    assert packed(plan.text) == packed(kaifeng.text)
