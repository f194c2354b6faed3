"""Where things stand in an index folder, and how one build replaces another.

    var/index/
      CURRENT                  the name of the generation in use
      .lock                    held while a build is under way
      g-<nanoseconds>/         one generation: all below is written, then named in CURRENT
        manifest.json  plans.json  passages.json  units.npz  dense.npy
        keyword/  vectors.faiss  tokens.f16 ...

A reader opens the generation that CURRENT names; a build that dies leaves CURRENT alone.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import IndexBusy, IndexMissing, IndexUnwritable

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
PLANS = "plans.json"
PASSAGES = "passages.json"
UNITS = "units.npz"
KEYWORD = "keyword"
DENSE = "dense.npy"
VECTORS = "vectors.faiss"
TOKENS = "tokens"

_PREFIX = "g-"


def current(index: Path) -> Path:
    """The folder of the generation in use. Raises IndexMissing."""
    try:
        name = (index / CURRENT).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise IndexMissing(
            f"还没有索引：{index}", "请先建索引：python -m indexer build（或 make index）"
        ) from error
    return index / name


@contextmanager
def new_generation(index: Path) -> Iterator[Path]:
    """An empty folder to write to, put in use when the block ends without an error.

    Raises IndexBusy when another build holds the lock, IndexUnwritable when the
    folder cannot be written. On any error the index stays as it was.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / ".lock", timeout=0):
            _sweep(index)
            folder = index / f"{_PREFIX}{time.time_ns()}"
            folder.mkdir()
            try:
                yield folder
                _sync(folder)
                _point(index, folder.name)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            _sweep(index)
    except Timeout as error:
        raise IndexBusy(f"另一个进程正在建索引：{index}", "请等它结束后再试。") from error
    except OSError as error:
        raise IndexUnwritable(
            f"无法写入索引文件夹：{index}（{error.strerror or error}）",
            "请检查文件夹权限和磁盘空间，或用 --index 换一个位置。",
        ) from error


def _point(index: Path, name: str) -> None:
    new = index / f"{CURRENT}.new"
    with new.open("w", encoding="ascii") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    new.replace(index / CURRENT)


def _sync(folder: Path) -> None:
    """Have every file on the disk before CURRENT names the folder; Whoosh does not."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _sweep(index: Path) -> None:
    """Remove generations not in use: the one just replaced, and what a killed build left.

    Readers that have one open keep their files until they close them.
    """
    try:
        used = current(index).name
    except IndexMissing:
        used = ""
    for folder in index.glob(f"{_PREFIX}*"):
        if folder.name != used:
            shutil.rmtree(folder, ignore_errors=True)


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a generation but its manifest, by path within it."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found
