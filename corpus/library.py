"""The documents that the index is made of: those shipped, and the user's own (规划库).

    var/plans/
      .lock                     held while something is changed
      liuyan.docx               a document, named after its plan's id
      liuyan.meta.json          what was said about it
      kaifeng.removed           the shipped plan of that id is not wanted

One's own document stands in for the shipped one of its id.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path, PureWindowsPath

import msgspec
from filelock import FileLock, Timeout

from corpus.errors import IndexBusy, IndexUnwritable, MetadataInvalid, PlanNotFound
from corpus.metadata import Metadata
from corpus.parse import METADATA_SUFFIX
from corpus.readers import SUFFIXES
from corpus.store import SHIPPED

_REMOVED = ".removed"
_ID = re.compile(r"\w[\w（）()·-]{0,59}")
"""An id names files: no dot and no separator, and short enough for every file system."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A document's bytes under the name it came with, and what is said about it."""

    name: str
    data: bytes
    metadata: Metadata

    @property
    def id(self) -> str:
        """Its plan's id. Raises MetadataInvalid for one that cannot name a file."""
        return checked_id(self.metadata.id or "")


def bare_name(name: str) -> str:
    """A file's name without any folder, whichever system it came from."""
    return PureWindowsPath(name.replace("\x00", "")).name


def suggested_id(name: str) -> str:
    """An id made of a file's name."""
    words = re.sub(r"[^\w]+", "-", Path(bare_name(name)).stem)[:60].strip("-")
    return words or "plan"


def checked_id(plan_id: str) -> str:
    """The id as it is. Raises MetadataInvalid for one that cannot name a file."""
    if _ID.fullmatch(plan_id) is None:
        raise MetadataInvalid(
            f"编号不能用：{plan_id or '（空）'}",
            "请用汉字、字母、数字、短横或下划线，60 个字以内，不含空格、点和斜杠。",
        )
    return plan_id


class Library:
    """The documents in a folder and those shipped. Every change is made under a lock."""

    def __init__(self, folder: Path, shipped: Path = SHIPPED) -> None:
        self.folder = folder
        self._shipped = shipped

    def files(self) -> dict[str, Path]:
        """Plan id → document."""
        gone = {marker.stem for marker in self.folder.glob(f"*{_REMOVED}")}
        shipped = {p.stem: p for p in _documents(self._shipped) if p.stem not in gone}
        return shipped | {path.stem: path for path in _documents(self.folder)}

    def removed(self) -> list[str]:
        """The ids of the shipped plans that were removed."""
        return sorted(marker.stem for marker in self.folder.glob(f"*{_REMOVED}"))

    def document(self, plan_id: str) -> tuple[str, bytes]:
        """A document's name here and its bytes. Raises PlanNotFound when it is not kept here."""
        try:
            path = self.files()[plan_id]
            return path.name, path.read_bytes()
        except (KeyError, OSError):
            raise PlanNotFound(
                f"没有编号为 {plan_id} 的规划的原文件（它是用命令行从别处加入的，或已被移走）",
                "请在“上传”里重新上传原文件，用同样的编号替换。",
            ) from None

    @contextmanager
    def storing(self, uploads: Sequence[Upload]) -> Iterator[None]:
        """Take documents in when the block ends without an error, else leave all as it was.

        Raises IndexBusy or IndexUnwritable.
        """
        with self.locked():
            staged = [pair for upload in uploads for pair in self._stage(upload)]
            try:
                yield
                for new, path in staged:
                    new.replace(path)
                for upload in uploads:
                    self._clear(upload.id, keep={path for _, path in staged})
            finally:
                for new, _ in staged:
                    new.unlink(missing_ok=True)

    @contextmanager
    def discarding(self, plan_id: str) -> Iterator[None]:
        """Give a document up when the block ends without an error."""
        with self.locked():
            yield
            self._clear(plan_id)
            if any(path.stem == plan_id for path in _documents(self._shipped)):
                (self.folder / f"{plan_id}{_REMOVED}").touch()

    def restore(self) -> None:
        """Want the shipped plans again that were removed."""
        with self.locked():
            for marker in self.folder.glob(f"*{_REMOVED}"):
                marker.unlink()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else change the library. Raises IndexBusy or IndexUnwritable."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=0):
                yield
        except Timeout as error:
            raise IndexBusy(
                "另一位使用者正在改动规划", "请等一会儿再试；这里填写的内容不会丢失。"
            ) from error
        except OSError as error:
            raise IndexUnwritable(
                f"无法写入规划文件夹：{self.folder}（{error.strerror or error}）",
                "请检查文件夹权限和磁盘空间。",
            ) from error

    def _stage(self, upload: Upload) -> Iterator[tuple[Path, Path]]:
        suffix = Path(upload.name).suffix.lower()
        for ending, data in ((suffix, upload.data), (METADATA_SUFFIX, dump(upload.metadata))):
            new = self.folder / f".new-{upload.id}{ending}"
            new.write_bytes(data)
            yield new, self.folder / f"{upload.id}{ending}"

    def _clear(self, plan_id: str, keep: Collection[Path] = ()) -> None:
        endings = (*SUFFIXES, METADATA_SUFFIX, _REMOVED)
        for path in {self.folder / f"{plan_id}{ending}" for ending in endings}.difference(keep):
            path.unlink(missing_ok=True)


def dump(metadata: Metadata) -> bytes:
    """A metadata file's content; what was not said is left out."""
    said = {field.name: getattr(metadata, field.name) for field in fields(metadata)}
    data = msgspec.json.encode({name: value for name, value in said.items() if value is not None})
    return msgspec.json.format(data, indent=2) + b"\n"


def _documents(folder: Path) -> Iterable[Path]:
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    return (p for p in found if p.suffix.lower() in SUFFIXES and not p.name.startswith("."))
