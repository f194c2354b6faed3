"""The real plan, against golden files that were read off the source by eye."""

import csv
import re
from pathlib import Path

import pytest

from corpus.model import Plan
from corpus.parse import parse
from corpus.store import SHIPPED

GOLDEN = Path(__file__).parent / "golden"
SOURCE = SHIPPED / "kaifeng.txt"


def golden(name: str) -> list[dict[str, str]]:
    """The rows of a golden file."""
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_shipped_bytes_are_the_source(shared: Path) -> None:
    assert SOURCE.read_bytes() == (shared / "plans/000_83ed1724bc83d205.txt").read_bytes()


def test_metadata(kaifeng: Plan) -> None:
    assert (kaifeng.id, kaifeng.region, kaifeng.level) == ("kaifeng", "河南省开封市", "市")
    assert kaifeng.title == "开封市“十四五”生态环境保护和生态经济发展规划"
    assert kaifeng.period == (2021, 2025)
    assert kaifeng.source.file == "000_83ed1724bc83d205.txt"


def test_nothing_of_the_text_is_lost(kaifeng: Plan) -> None:
    source = re.sub(r"\[bookmark:[^\]]*\]", "", SOURCE.read_text(encoding="utf-8"))
    kept = [line for line in source.split("\n") if line.strip()]
    assert kaifeng.text.split("\n") == kept


def test_headings(kaifeng: Plan) -> None:
    kinds = {("chapter", 1): "chapter", ("section", 2): "section", ("item", 2): "class"}
    kinds[("item", 3)] = "project"
    found = [
        {"kind": kinds[(s.kind, s.depth)], "number": s.number, "title": s.title}
        for s in kaifeng.sections
        if s.kind != "preamble"
    ]
    assert found == golden("kaifeng-headings.tsv")


def test_the_62_chapters_and_sections(kaifeng: Plan) -> None:
    assert sum(s.kind == "chapter" for s in kaifeng.sections) == 12
    assert sum(s.kind == "section" for s in kaifeng.sections) == 50


def test_indicators(kaifeng: Plan) -> None:
    notes = [note.start for note in kaifeng.tables[0].notes]
    found = [
        {
            "ordinal": i.ordinal,
            "category": i.category,
            "name": i.name,
            "unit": i.unit or "",
            "baseline": i.baseline.text if i.baseline else "",
            "baseline_year": str(i.baseline_year),
            "target": i.target.text if i.target else "",
            "target_year": str(i.target_year),
            "nature": i.nature,
            "cumulative": str(i.cumulative).lower(),
            "notes": ",".join(str(notes.index(note.start) + 1) for note in i.notes),
        }
        for i in kaifeng.indicators
    ]
    assert found == golden("kaifeng-indicators.tsv")


def test_every_value_stands_in_the_text(kaifeng: Plan) -> None:
    text = kaifeng.text
    for indicator in kaifeng.indicators:
        row = text[indicator.start : indicator.end]
        assert row.startswith(indicator.ordinal)
        assert indicator.name in row
        for value in (indicator.baseline, indicator.target):
            if value is not None:
                assert indicator.start <= value.start < value.end <= indicator.end
                assert text[value.start : value.end] == value.text
    for note in kaifeng.tables[0].notes:
        assert text[note.start : note.end] == note.text


def test_glossary(kaifeng: Plan) -> None:
    found = [{"short": d.short, "full": d.full} for d in kaifeng.glossary]
    assert found == golden("kaifeng-glossary.tsv")
    for definition in kaifeng.glossary:
        words = kaifeng.text[definition.start : definition.end]
        assert definition.short in words
        assert definition.full in words


def test_warnings(kaifeng: Plan) -> None:
    assert [w.code for w in kaifeng.warnings] == ["before_first_heading"]


def test_the_fictional_county_plan_and_its_slips(shared: Path) -> None:
    plan = parse(shared / "samples/qinghe.txt")
    assert [len(plan.indicators), sum(s.kind == "chapter" for s in plan.sections)] == [20, 12]
    slips = [w.message for w in plan.warnings if w.code == "numbering"]
    assert slips == [
        "第六章 坚持预防为主，守护净土和乡村环境：「第三节 治理农业面源污染」与「第三节 管控地下水污染风险」编号重复",
        "第九章 严密防控风险，保障县域环境安全：「第二节 加强危险废物和重金属管控」之后是「第四节 建设“无废县城”」，编号不连续",
    ]


@pytest.mark.parametrize(
    "name", ["national-145-modern-logistics-plan.txt", "work-reports/三亚.txt"]
)
def test_other_documents_keep_their_text(shared: Path, name: str) -> None:
    source = (shared / "docs" / name).read_text(encoding="utf-8")
    plan = parse(shared / "docs" / name)
    assert "".join(plan.text.split()) == "".join(source.split())
