"""The documents kept: names, files, one's own before the shipped, whole or not at all."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexBusy, IndexUnwritable, MetadataInvalid, PlanNotFound
from corpus.library import Library, Upload, bare_name, checked_id, suggested_id
from corpus.metadata import Metadata
from corpus.parse import parse, parse_data

TEXT = "第一章 总则\n绿化。\n".encode()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """One shipped plan, none of one's own."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "city.txt").write_bytes(TEXT)
    return Library(tmp_path / "plans", shipped)


def upload(plan_id: str = "county", name: str = "县规划.txt", data: bytes = TEXT) -> Upload:
    return Upload(name, data, Metadata(id=plan_id, title="县规划", source_file=name))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("规划.docx", "规划.docx"),
        ("../../etc/规划.docx", "规划.docx"),
        (r"C:\文件\规划.docx", "规划.docx"),
        ("/规划.docx", "规划.docx"),
        ("规\x00划.docx", "规划.docx"),
    ],
)
def test_a_file_name_loses_its_folder(name: str, expected: str) -> None:
    assert bare_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("清禾县“十四五”规划（终稿）.docx", "清禾县-十四五-规划-终稿"),
        ("a b.c.txt", "a-b-c"),
        ("../x/../..", "plan"),
        (".txt", "txt"),
        ("", "plan"),
    ],
)
def test_an_id_is_made_of_a_name(name: str, expected: str) -> None:
    assert suggested_id(name) == expected


@given(st.text())
def test_every_suggested_id_names_a_file_in_its_folder(name: str) -> None:
    plan_id = checked_id(suggested_id(name))
    assert Path(f"{plan_id}.txt").name == f"{plan_id}.txt"
    assert len(f".new-{plan_id}.meta.json".encode()) < 255


@pytest.mark.parametrize(
    "plan_id", ["", ".", "..", "a/b", r"a\b", "a.b", "a b", "-a", "a\n", "a" * 61]
)
def test_an_id_that_cannot_name_a_file_is_refused(plan_id: str) -> None:
    with pytest.raises(MetadataInvalid, match="编号不能用"):
        checked_id(plan_id)


def test_a_document_is_kept_with_what_was_said_about_it(library: Library) -> None:
    with library.storing([upload()]):
        assert list(library.files()) == ["city"]
    assert names(library.folder) == {"county.txt", "county.meta.json"}
    said = json.loads((library.folder / "county.meta.json").read_text())
    assert said == {
        "id": "county",
        "title": "县规划",
        "source_file": "县规划.txt",
        "fictional": False,
    }
    plan = parse(library.files()["county"])
    assert (plan.id, plan.title, plan.source.file) == ("county", "县规划", "县规划.txt")
    assert library.document("county") == ("county.txt", TEXT)


def test_a_failure_leaves_all_as_it_was(library: Library) -> None:
    with library.storing([upload()]):
        pass
    before = {path: path.read_bytes() for path in library.folder.iterdir()}

    def fail() -> None:
        with library.storing([upload(data=b"other"), upload("more")]):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert {path: path.read_bytes() for path in library.folder.iterdir()} == before


def test_another_format_replaces_the_old_file(library: Library) -> None:
    for name in ("a.txt", "b.md"):
        with library.storing([upload(name=name)]):
            pass
    assert names(library.folder) == {"county.md", "county.meta.json"}


def test_ones_own_stands_in_for_the_shipped(library: Library) -> None:
    with library.storing([upload("city")]):
        pass
    assert library.files() == {"city": library.folder / "city.txt"}


def test_a_shipped_plan_stays_removed_until_restored(library: Library) -> None:
    with library.discarding("city"):
        pass
    assert library.files() == {}
    assert library.removed() == ["city"]
    library.restore()
    assert list(library.files()) == ["city"]


def test_one_uploaded_again_after_removal_is_there(library: Library) -> None:
    with library.discarding("city"):
        pass
    with library.storing([upload("city")]):
        pass
    assert (list(library.files()), library.removed()) == (["city"], [])


def test_removing_ones_own_deletes_its_files(library: Library) -> None:
    with library.storing([upload()]):
        pass
    with library.discarding("county"):
        pass
    assert names(library.folder) == set()


def test_a_document_from_elsewhere_is_not_here(library: Library) -> None:
    with pytest.raises(PlanNotFound, match="没有编号为 x 的规划的原文件"):
        library.document("x")


def test_only_one_changes_at_a_time(library: Library) -> None:
    with library.locked(), pytest.raises(IndexBusy, match="另一位使用者"):
        library.restore()


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnwritable, match="无法写入规划文件夹"):
        Library(tmp_path / "file" / "plans").restore()


def test_what_is_said_to_be_none_is_not_read_from_the_document() -> None:
    signed = "某市2022年规划\n某政〔2022〕1号\n2022年5月17日\n第一章 总则\n绿化。\n".encode()
    read = parse_data(signed, "p.txt", Metadata())
    assert (read.number, read.date) == ("某政〔2022〕1号", "2022-05-17")
    corrected = parse_data(signed, "p.txt", Metadata(number="", date="", region=""))
    assert (corrected.number, corrected.date, corrected.region) == (None, None, None)
