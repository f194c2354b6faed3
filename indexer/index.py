"""An index open for search."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from zipfile import BadZipFile

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexDamaged, IndexOutdated, PlanNotFound
from corpus.model import Plan
from corpus.store import parse_plans
from indexer import layout
from indexer.encode import Encoder
from indexer.keyword import KeywordIndex
from indexer.late import TokenStore
from indexer.model import Manifest, Passage
from indexer.split import SPLITTER
from indexer.tokens import tokeniser_id
from indexer.units import Units
from indexer.vector import VectorIndex

FORMAT = 4
"""Changes whenever the files of an index change their form."""

_REBUILD = "请重建索引：python -m indexer build"


@dataclass(frozen=True, slots=True)
class Index:
    """One generation of an index; a passage is known by its position in `passages`.

    `dense` is (units, dimension) float32, memory-mapped.
    """

    folder: Path
    manifest: Manifest
    plans: Mapping[str, Plan]
    passages: tuple[Passage, ...]
    units: Units
    dense: NDArray[np.float32]
    keyword: KeywordIndex
    vectors: VectorIndex
    tokens: TokenStore

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id. Raises PlanNotFound."""
        try:
            return self.plans[plan_id]
        except KeyError:
            known = "、".join(self.plans) or "（空）"
            raise PlanNotFound(f"索引里没有编号为 {plan_id} 的规划", f"现有规划：{known}") from None

    def check(self, encoder: Encoder) -> None:
        """Refuse to search vectors of one model with another's. Raises IndexOutdated."""
        made = self.manifest
        if (made.encoder_fingerprint, made.dimension) != (encoder.fingerprint, encoder.dimension):
            raise IndexOutdated(
                f"索引是用模型 {made.encoder} 建的，现在用的是 {encoder.name}（权重不同）",
                f"{_REBUILD} --model {encoder.name}，或改回原来的模型。",
            )


def open_index(index: Path) -> Index:
    """Open the generation in use.

    Raises IndexMissing, IndexOutdated (another format, tokeniser or splitter) or
    IndexDamaged, each with the command that mends it.
    """
    folder = layout.current(index)
    try:
        return _open(folder)
    except IndexDamaged:
        if layout.current(index) == folder:
            raise
        return _open(layout.current(index))  # a build replaced it in between


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation, checked against this version of the code."""
    try:
        data = (folder / layout.MANIFEST).read_bytes()
        found = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        if msgspec.json.decode(found.get("format", msgspec.Raw(b"null"))) != FORMAT:
            raise IndexOutdated(f"索引的格式与本版本不同：{folder}", _REBUILD)
        manifest = msgspec.json.decode(data, type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise IndexDamaged(f"索引清单读不出来：{folder / layout.MANIFEST}", _REBUILD) from error
    if (manifest.tokeniser, manifest.splitter) != (tokeniser_id(), SPLITTER):
        raise IndexOutdated(f"索引的分词或切分方式与本版本不同：{folder}", _REBUILD)
    return manifest


def _open(folder: Path) -> Index:
    manifest = read_manifest(folder)
    try:
        plans = parse_plans((folder / layout.PLANS).read_bytes())
        data = (folder / layout.PASSAGES).read_bytes()
        passages = msgspec.json.decode(data, type=tuple[Passage, ...])
        units = Units.load(folder / layout.UNITS)
        dense = np.load(folder / layout.DENSE, mmap_mode="r")
    except (OSError, ValueError, KeyError, BadZipFile, msgspec.MsgspecError) as error:
        raise IndexDamaged(f"索引文件缺失或损坏：{folder}（{error}）", _REBUILD) from error
    opened = Index(
        folder=folder,
        manifest=manifest,
        plans=MappingProxyType({plan.id: plan for plan in plans}),
        passages=passages,
        units=units,
        dense=dense,
        keyword=KeywordIndex.open(folder / layout.KEYWORD),
        vectors=VectorIndex.open(folder / layout.VECTORS),
        tokens=TokenStore.open(folder / layout.TOKENS),
    )
    _check_counts(opened)
    return opened


def _check_counts(index: Index) -> None:
    made = index.manifest
    counts = {
        "段落": (len(index.passages), made.passages),
        "关键词": (len(index.keyword), made.passages),
        "向量": (len(index.vectors), len(index.units.windows.unit)),
        "句向量": (len(index.tokens), made.units),
        "规划": (len(index.plans), len(made.plans)),
    }
    for what, (found, expected) in counts.items():
        if found != expected:
            raise IndexDamaged(
                f"索引不完整：{index.folder}（{what}应有 {expected} 条，实有 {found} 条）", _REBUILD
            )
