"""Is an index whole? Every file against the checksum taken when it was written."""

from pathlib import Path

from corpus.errors import IndexDamaged
from indexer import layout
from indexer.index import open_index


def verify(index: Path) -> int:
    """How many files were checked. Raises IndexDamaged, naming the first file that differs."""
    opened = open_index(index)
    expected, found = opened.manifest.checksums, layout.checksums(opened.folder)
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            raise IndexDamaged(
                f"索引文件与建立时不同：{opened.folder / name}",
                "请重建索引：python -m indexer build",
            )
    return len(expected)
