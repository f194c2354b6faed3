"""Documents and index changed together."""

import threading
from pathlib import Path

import pytest

from corpus.errors import (
    DocumentEmpty,
    DocumentNotFound,
    IndexBusy,
    MetadataInvalid,
    PlanIdConflict,
    PlanNotFound,
)
from corpus.library import Library, Upload
from corpus.metadata import Metadata
from corpus.parse import parse
from indexer.__main__ import main
from indexer.build import add_plans, build_index, remove_plan
from indexer.collection import Holdings
from indexer.encode import HashEncoder
from indexer.index import open_index

CITY, COUNTY = "第一章 总则\n全市绿化。", "第一章 总则\n全县绿化。"


@pytest.fixture
def held(tmp_path: Path) -> Holdings:
    """A shipped plan in library and index."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "city.txt").write_text(CITY)
    build_index(tmp_path / "index", [parse(shipped / "city.txt")], HashEncoder())
    return Holdings(Library(tmp_path / "plans", shipped), tmp_path / "index", HashEncoder())


def upload(plan_id: str, text: str = COUNTY, name: str = "规划.txt") -> Upload:
    return Upload(name, text.encode(), Metadata(id=plan_id, source_file=name))


def texts(held: Holdings) -> dict[str, str]:
    return {plan.id: plan.text for plan in open_index(held.index).plans.values()}


def test_documents_are_kept_and_searchable(held: Holdings) -> None:
    told: list[tuple[int, int]] = []
    made = held.admit(
        [upload("a"), upload("b", "第一章 水\n治水。\n")], (), lambda *at: told.append(at)
    )
    assert set(texts(held)) == set(held.library.files()) == {"a", "b", "city"}
    assert told[-1] == (made.encoded, made.encoded)


@pytest.mark.parametrize("plan_id", ["city", "a"])
def test_nothing_is_replaced_in_silence(held: Holdings, plan_id: str) -> None:
    held.admit([upload("a", "第一章 水\n治水。\n")])
    before = texts(held)
    with pytest.raises(PlanIdConflict, match=f"编号 {plan_id} 已"):
        held.admit([upload("new"), upload(plan_id)])
    assert texts(held) == before
    held.admit([upload(plan_id)], [plan_id])
    assert texts(held) == before | {plan_id: COUNTY}
    assert held.library.document(plan_id)[1].decode() == COUNTY


@pytest.mark.parametrize("plan_id", ["a", "city"])
def test_two_files_of_one_id_are_refused(held: Holdings, plan_id: str) -> None:
    with pytest.raises(PlanIdConflict):
        held.admit([upload(plan_id), upload(plan_id, "第一章 水\n治水。")], ["city"])
    assert texts(held) == {"city": CITY}


def test_a_document_that_is_kept_but_not_indexed_is_not_replaced(held: Holdings) -> None:
    remove_plan(held.index, "city", held.encoder)
    with pytest.raises(PlanIdConflict, match=r"规划\.txt 没有加入"):
        held.admit([upload("city")])
    assert held.library.document("city")[1].decode() == CITY


def test_a_plan_added_by_command_is_not_replaced_either(held: Holdings, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text(CITY)
    add_plans(held.index, [parse(tmp_path / "elsewhere.txt")], held.encoder)
    with pytest.raises(PlanIdConflict, match="elsewhere"):
        held.admit([upload("elsewhere", name="elsewhere.txt")])
    assert set(held.library.files()) == {"city"}


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (upload("a", " "), DocumentEmpty),
        (upload("../a"), MetadataInvalid),
        (upload(""), MetadataInvalid),
    ],
)
def test_a_bad_document_changes_nothing(
    held: Holdings, bad: Upload, error: type[Exception]
) -> None:
    with pytest.raises(error):
        held.admit([upload("good"), bad])
    assert set(texts(held)) == set(held.library.files()) == {"city"}


def test_work_that_is_stopped_changes_nothing(held: Holdings) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt(done, total)

    with pytest.raises(KeyboardInterrupt):
        held.admit([upload("a")], (), stop)
    assert set(texts(held)) == set(held.library.files()) == {"city"}
    held.admit([upload("a")])
    assert set(texts(held)) == {"a", "city"}


def test_a_plan_is_given_up_everywhere(held: Holdings) -> None:
    held.admit([upload("a")])
    held.dismiss("a")
    held.dismiss("city")
    assert (texts(held), held.library.files()) == ({}, {})
    with pytest.raises(PlanNotFound):
        held.dismiss("a")
    held.admit([upload("a")])
    assert set(texts(held)) == {"a"}


def test_a_rebuild_reads_the_documents_anew(held: Holdings, tmp_path: Path) -> None:
    held.admit([upload("a")])
    (tmp_path / "elsewhere.txt").write_text(CITY)
    add_plans(held.index, [parse(tmp_path / "elsewhere.txt")], held.encoder)
    (held.library.folder / "a.txt").write_text("")
    (tmp_path / "shipped/city.txt").write_text(f"{CITY}\n{CITY}")
    renewed = held.renew()
    assert [type(failure) for failure in renewed.failures] == [DocumentEmpty]
    assert texts(held) == {"a": COUNTY, "city": f"{CITY}\n{CITY}", "elsewhere": CITY}


def test_a_rebuild_does_without_an_index(held: Holdings, tmp_path: Path) -> None:
    (held.index / "CURRENT").unlink()
    held.renew()
    assert set(texts(held)) == {"city"}
    nothing = Holdings(Library(tmp_path / "x", tmp_path / "y"), tmp_path / "z", held.encoder)
    with pytest.raises(DocumentNotFound, match="没有可以读取的规划"):
        nothing.renew()


def test_the_command_builds_from_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLANSEARCH_PLANS", str(tmp_path / "plans"))
    monkeypatch.setenv("PLANSEARCH_MODEL", "hash")
    index = tmp_path / "index"
    command = ["build", "--if-needed", "--index", str(index)]
    assert main(command) == 0
    shipped = set(open_index(index).plans)
    held = Holdings(Library(tmp_path / "plans"), index, HashEncoder())
    held.admit([upload("a")])
    held.dismiss("qinghe")
    assert main(command) == 0
    assert "索引没有变化" in capsys.readouterr().out
    assert set(open_index(index).plans) == (shipped | {"a"}) - {"qinghe"}


def test_two_at_once_lose_nothing(held: Holdings) -> None:
    """Of two sessions one works, the other is told to wait; done again, both are there."""
    started, go = threading.Event(), threading.Event()

    def wait(_done: int, _total: int) -> None:
        started.set()
        assert go.wait(30)

    first = threading.Thread(target=held.admit, args=([upload("a")], (), wait))
    first.start()
    assert started.wait(30)
    with pytest.raises(IndexBusy):
        held.admit([upload("b", CITY)])
    with pytest.raises(IndexBusy):
        add_plans(held.index, [], held.encoder)
    go.set()
    first.join(30)
    held.admit([upload("b", CITY)])
    assert set(texts(held)) == {"a", "b", "city"}
