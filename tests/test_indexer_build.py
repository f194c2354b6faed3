"""Building, changing and opening an index; what goes wrong leaves the old one in place."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from conftest import plan_file
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexUnwritable,
    PlanIdConflict,
    PlanNotFound,
)
from corpus.model import Plan
from corpus.parse import parse
from corpus.settings import DEFAULT_MODEL
from indexer import layout
from indexer.build import add_plans, build_index, is_current, remove_plan
from indexer.encode import Batch, HashEncoder
from indexer.index import Index, open_index
from indexer.split import split
from indexer.units import part_texts
from indexer.verify import verify

ENCODER = HashEncoder()


class Counting(HashEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
        """As the hash encoder."""
        self.asked += texts
        yield from super().encode_passages(texts)


def plan(folder: Path, name: str, *sentences: str) -> Plan:
    """A plan of one chapter."""
    return parse(plan_file(folder, "第一章 目标\n" + "\n".join(sentences), f"{name}.txt"))


@pytest.fixture
def plans(tmp_path: Path) -> list[Plan]:
    """Two small plans that share a sentence."""
    shared = "到2025年，农村生活污水治理率达到40%。"
    return [
        plan(tmp_path, "a", shared, "再生水利用率达到25%，并持续提高用水效率。"),
        plan(tmp_path, "b", shared, "湿地保护率提高到68%，加强湿地公园建设。"),
    ]


def same(left: Index, right: Index) -> bool:
    """Whether two indexes hold the same, in the same order."""
    order = [right.units.positions()[k.tobytes()] for k in left.units.keys]
    return (
        left.passages == right.passages
        and dict(left.plans) == dict(right.plans)
        and np.array_equal(left.dense, right.dense[order])
        and all(
            np.array_equal(left.tokens.vectors(i), right.tokens.vectors(j))
            for i, j in enumerate(order)
        )
        and all(
            left.keyword.search(word, 9) == right.keyword.search(word, 9)
            for word in ("治理率", "再生水", "湿地")
        )
    )


def test_build_and_open(tmp_path: Path, plans: list[Plan]) -> None:
    report = build_index(tmp_path / "index", plans, ENCODER)
    opened = open_index(tmp_path / "index")
    assert opened.manifest == report.manifest
    assert dict(opened.plans) == {p.id: p for p in plans}
    assert opened.passages == tuple(passage for p in plans for passage in split(p))
    for at, passage in enumerate(opened.passages):
        (text,) = part_texts(opened.plan(passage.plan_id), passage, passage.windows)
        (batch,) = ENCODER.encode_passages([text])
        (unit,) = opened.units.windows.of(at)
        assert np.array_equal(opened.dense[unit], batch.dense[0])
        assert np.array_equal(opened.tokens.vectors(unit), batch.tokens[0])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(["a", "b", "c"]), st.integers(0, 3))
def test_adding_and_removing_equals_rebuilding(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], built: int
) -> None:
    folder = tmp_path_factory.mktemp("add")
    each = {
        n: plan(folder, n, f"{n}县湿地保护率达到{i}%，治理率提高。") for i, n in enumerate("abc")
    }
    extra = plan(folder, "x", "多余的规划，要移除，再生水利用。")
    build_index(folder / "one", [extra, *(each[n] for n in order[:built])], ENCODER)
    for name in order[built:]:
        add_plans(folder / "one", [each[name]], ENCODER)
    remove_plan(folder / "one", "x", ENCODER)
    build_index(folder / "two", each.values(), ENCODER)
    assert same(open_index(folder / "one"), open_index(folder / "two"))


def test_what_is_unchanged_is_not_encoded_again(tmp_path: Path, plans: list[Plan]) -> None:
    first, second, third = Counting(), Counting(), Counting()
    build_index(tmp_path / "index", plans, first)
    assert len(first.asked) == len(set(first.asked))  # the shared sentence once
    report = build_index(tmp_path / "index", plans, second)
    assert second.asked == []
    assert (report.encoded, report.reused) == (0, len(first.asked))
    add_plans(tmp_path / "index", [plan(tmp_path, "c", "新的一句，到2030年实现碳达峰。")], third)
    assert third.asked == ["新的一句，到2030年实现碳达峰。"]


def test_another_model_encodes_everything_again(tmp_path: Path, plans: list[Plan]) -> None:
    build_index(tmp_path / "index", plans, ENCODER)
    report = build_index(tmp_path / "index", plans, HashEncoder(dimension=32))
    assert report.reused == 0
    with pytest.raises(IndexOutdated, match="权重不同") as caught:
        open_index(tmp_path / "index").check(ENCODER)
    assert "python -m indexer build" in caught.value.hint


def test_is_current(tmp_path: Path, plans: list[Plan]) -> None:
    index = tmp_path / "index"
    assert not is_current(index, plans, ENCODER.name)
    build_index(index, plans, ENCODER)
    assert is_current(index, plans, ENCODER.name)
    assert not is_current(index, plans[:1], ENCODER.name)
    assert not is_current(index, plans, "another")
    (tmp_path / "a.meta.json").write_text('{"region": "某某县"}', encoding="utf-8")
    renamed = [parse(tmp_path / plan.source.file) for plan in plans]
    assert renamed[0].source.sha256 == plans[0].source.sha256
    assert not is_current(index, renamed, ENCODER.name)


def test_an_index_of_the_default_model_with_another_adapter_is_not_current(
    tmp_path: Path, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashEncoder()
    monkeypatch.setattr(encoder, "name", DEFAULT_MODEL)
    build_index(tmp_path / "index", plans, encoder)
    assert is_current(tmp_path / "index", plans, DEFAULT_MODEL)
    (tmp_path / "adapter").write_bytes(b"another")
    monkeypatch.setattr("indexer.adapter.ADAPTER", tmp_path / "adapter")
    assert not is_current(tmp_path / "index", plans, DEFAULT_MODEL)


def test_add_replaces_the_same_file_and_refuses_another(tmp_path: Path, plans: list[Plan]) -> None:
    index = tmp_path / "index"
    build_index(index, plans, ENCODER)
    changed = plan(tmp_path, "a", "改过的正文，治理率达到45%。")
    add_plans(index, [changed], ENCODER)
    assert open_index(index).plan("a") == changed
    other = parse(plan_file(tmp_path, "# 别的规划", "a.md"))
    with pytest.raises(PlanIdConflict, match=r"编号 a 已属于"):
        add_plans(index, [other], ENCODER)
    assert open_index(index).plan("a") == changed


def test_removing_what_is_not_there(tmp_path: Path, plans: list[Plan]) -> None:
    build_index(tmp_path / "index", plans, ENCODER)
    with pytest.raises(PlanNotFound, match="没有编号为 z 的规划") as caught:
        remove_plan(tmp_path / "index", "z", ENCODER)
    assert "a、b" in caught.value.hint


def test_no_index_yet(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="还没有索引") as caught:
        open_index(tmp_path / "index")
    assert "python -m indexer build" in caught.value.hint


def test_an_error_in_mid_build_leaves_the_old_index(tmp_path: Path, plans: list[Plan]) -> None:
    index = tmp_path / "index"
    build_index(index, plans[:1], ENCODER)

    class Failing(HashEncoder):
        def encode_passages(self, texts: Sequence[str]) -> Iterator[Batch]:
            yield from super().encode_passages(texts[:1])
            raise RuntimeError("model died")

    with pytest.raises(RuntimeError, match="model died"):
        build_index(index, plans, Failing())
    assert list(open_index(index).plans) == ["a"]
    assert len(list(index.glob("g-*"))) == 1


BUILD_FOREVER = """
import sys, time
from pathlib import Path
from corpus.store import load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder

class Slow(HashEncoder):
    def encode_passages(self, texts):
        yield from super().encode_passages(texts[:1])
        print("half way", flush=True)
        time.sleep(60)

build_index(Path(sys.argv[1]), load_plans([Path(sys.argv[2])]).plans, Slow())
"""


def test_kill_9_in_mid_build_leaves_the_old_index(tmp_path: Path, plans: list[Plan]) -> None:
    index = tmp_path / "index"
    build_index(index, plans[:1], ENCODER)
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD_FOREVER, str(index), str(tmp_path / "b.txt")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"half way\n"
        with pytest.raises(IndexBusy, match="另一个进程正在建索引"):
            build_index(index, plans, ENCODER)
        os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert list(open_index(index).plans) == ["a"]
    build_index(index, plans, ENCODER)  # the lock is free, the rest is swept up
    assert list(open_index(index).plans) == ["a", "b"]
    assert len(list(index.glob("g-*"))) == 1


def test_an_open_index_outlives_its_replacement(tmp_path: Path, plans: list[Plan]) -> None:
    build_index(tmp_path / "index", plans, ENCODER)
    opened = open_index(tmp_path / "index")
    build_index(tmp_path / "index", plans[:1], ENCODER)
    assert len(opened.tokens.vectors(0)) > 0
    assert opened.keyword.search("湿地", 3)


def test_a_lock_elsewhere_is_busy(tmp_path: Path, plans: list[Plan]) -> None:
    (tmp_path / "index").mkdir()
    with FileLock(tmp_path / "index/.lock"), pytest.raises(IndexBusy):
        build_index(tmp_path / "index", plans, ENCODER)


def test_a_change_reads_what_it_changes_under_the_lock(tmp_path: Path, plans: list[Plan]) -> None:
    first, second, *_ = plans
    build_index(tmp_path / "index", [], ENCODER)

    def while_another_adds() -> Iterator[Plan]:
        add_plans(tmp_path / "index", [second], ENCODER)
        yield first

    with pytest.raises(IndexBusy):  # and what the other adds is not lost
        add_plans(tmp_path / "index", while_another_adds(), ENCODER)


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, plans: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    with pytest.raises(IndexUnwritable, match="无法写入索引文件夹") as caught:
        build_index(tmp_path / "file/index", plans, ENCODER)
    assert "--index" in caught.value.hint

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)  # root may write everywhere
    with pytest.raises(IndexUnwritable, match="Permission denied"):
        build_index(tmp_path / "index", plans, ENCODER)


@pytest.mark.parametrize(("field", "value"), [("format", 0), ("tokeniser", "x"), ("splitter", "x")])
def test_an_index_of_another_version(
    tmp_path: Path, plans: list[Plan], field: str, value: object
) -> None:
    build_index(tmp_path / "index", plans, ENCODER)
    path = layout.current(tmp_path / "index") / layout.MANIFEST
    manifest = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode(manifest | {field: value}))
    with pytest.raises(IndexOutdated) as caught:
        open_index(tmp_path / "index")
    assert "python -m indexer build" in caught.value.hint


def files_of(index: Path) -> list[str]:
    """Every file of the generation in use."""
    folder = layout.current(index)
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_any_missing_file_is_noticed_on_opening(tmp_path: Path, plans: list[Plan]) -> None:
    build_index(tmp_path / "index", plans, ENCODER)
    for name in files_of(tmp_path / "index"):
        if name.endswith(("_WRITELOCK", ".seg")):
            continue
        path = layout.current(tmp_path / "index") / name
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexDamaged):
            open_index(tmp_path / "index")
        path.write_bytes(data)
    open_index(tmp_path / "index")


def test_verify_notices_a_changed_byte(tmp_path: Path, plans: list[Plan]) -> None:
    build_index(tmp_path / "index", plans, ENCODER)
    assert verify(tmp_path / "index") == len(files_of(tmp_path / "index")) - 1
    path = layout.current(tmp_path / "index") / layout.DENSE
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamaged, match=r"dense\.npy"):
        verify(tmp_path / "index")


def test_an_empty_collection(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [], ENCODER)
    assert open_index(tmp_path / "index").passages == ()
