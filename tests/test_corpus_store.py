"""Batches of files, metadata, and the JSON form of a plan."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus.errors import DocumentNotFound, MetadataInvalid, PlanIdConflict
from corpus.model import Plan
from corpus.parse import parse
from corpus.store import dump_plans, load_plans, parse_plans


def test_a_bad_file_costs_the_good_ones_nothing(tmp_path: Path) -> None:
    plan_file(tmp_path, "第一章 好", "a.txt")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    plan_file(tmp_path, "", "c.md")
    plan_file(tmp_path, "第一章 也好", "d.md")
    plan_file(tmp_path, "不是规划", "e.csv")  # another format in the folder is passed over
    loaded = load_plans([tmp_path])
    assert [p.id for p in loaded.plans] == ["a", "d"]
    assert [("b.txt" in f.message, "c.md" in f.message) for f in loaded.failures] == [
        (True, False),
        (False, True),
    ]


def test_two_files_of_one_id(tmp_path: Path) -> None:
    plan_file(tmp_path, "第一章 甲", "a.txt")
    plan_file(tmp_path, "第一章 乙", "a.md")
    loaded = load_plans([tmp_path])
    assert [p.source.file for p in loaded.plans] == ["a.md"]
    assert [type(f) for f in loaded.failures] == [PlanIdConflict]
    assert "a.txt" in loaded.failures[0].message


def test_a_file_named_twice_is_one_plan(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "第一章 甲")
    assert [len(part) for part in (load_plans([path, tmp_path]).plans,)] == [1]
    assert load_plans([path, tmp_path]).failures == ()


def test_missing_paths_and_empty_folders(tmp_path: Path) -> None:
    loaded = load_plans([tmp_path, tmp_path / "没有.txt"])
    assert [type(f) for f in loaded.failures] == [DocumentNotFound, DocumentNotFound]


def test_metadata_beside_the_document(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "标题\n第一章 甲")
    (tmp_path / "p.meta.json").write_text('{"id": "x", "title": "乙县规划", "level": "县"}')
    plan = parse(path)
    assert (plan.id, plan.title, plan.level, plan.period) == ("x", "乙县规划", "县", None)


def test_without_metadata_the_document_speaks(tmp_path: Path) -> None:
    plan = parse(plan_file(tmp_path, "某县“十四五”规划\n第一章 甲", "moxian.txt"))
    assert (plan.id, plan.title, plan.period) == ("moxian", "某县“十四五”规划", (2021, 2025))


@pytest.mark.parametrize(
    "metadata",
    ["{", '{"period": "2021"}', '{"id": "../escape"}', '{"id": "a/b"}', '{"id": ""}', "[]"],
)
def test_bad_metadata(tmp_path: Path, metadata: str) -> None:
    path = plan_file(tmp_path, "第一章 甲")
    (tmp_path / "p.meta.json").write_text(metadata)
    with pytest.raises(MetadataInvalid, match=r"p\.meta\.json"):
        parse(path)


def test_a_changed_source_is_noticed(tmp_path: Path) -> None:
    path = plan_file(tmp_path, "第一章 甲")
    (tmp_path / "p.meta.json").write_text('{"sha256": "00"}')
    assert "changed_source" in [w.code for w in parse(path).warnings]


def test_json_round_trip(kaifeng: Plan) -> None:
    assert parse_plans(dump_plans([kaifeng])) == (kaifeng,)
