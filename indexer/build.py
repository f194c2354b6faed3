"""Plans → one index, replaced whole or not at all."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnusable, PlanIdConflict
from corpus.model import Plan
from corpus.store import dump_plans
from indexer import keyword, layout, vector
from indexer.adapter import adapter_of
from indexer.encode import Encoder
from indexer.index import FORMAT, Index, open_index, read_manifest
from indexer.late import TokenWriter
from indexer.model import Manifest, Passage, PlanEntry
from indexer.split import SPLITTER, split
from indexer.tokens import tokeniser_id
from indexer.units import Units, collect

Progress = Callable[[int, int], None]
"""Called with how many texts are encoded and how many there are to encode."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: `encoded` texts went through the model, `reused` did not need to."""

    manifest: Manifest
    encoded: int
    reused: int


def build_index(
    index: Path, plans: Iterable[Plan], encoder: Encoder, progress: Progress | None = None
) -> BuildReport:
    """Make the index hold exactly these plans.

    Texts that the index in place has encoded with the same weights are not
    encoded again. Raises IndexBusy or IndexUnwritable; the index in place then
    stays as it was.
    """
    with layout.new_generation(index) as folder:
        return _write(folder, _ordered(plans), encoder, _reusable(index, encoder), progress)


def add_plans(
    index: Path,
    plans: Iterable[Plan],
    encoder: Encoder,
    progress: Progress | None = None,
    replacing: Collection[str] | None = None,
) -> BuildReport:
    """Add plans. Only those whose ids are in `replacing` replace one; by default, by the same file.

    Raises PlanIdConflict when an id belongs to another plan.
    """

    def added(held: Index) -> Iterable[Plan]:
        kept = dict(held.plans)
        for plan in plans:
            old = kept.get(plan.id)
            if old is not None and not _may_replace(old, plan, replacing):
                raise PlanIdConflict(
                    f"编号 {plan.id} 已属于《{old.title}》（{old.source.file}）",
                    f"换一个 id，或先移除：python -m indexer remove {plan.id}",
                )
            kept[plan.id] = plan
        return kept.values()

    return _change(index, added, encoder, progress)


def _may_replace(old: Plan, plan: Plan, replacing: Collection[str] | None) -> bool:
    if replacing is None:
        return old.source.file == plan.source.file
    return plan.id in replacing


def remove_plan(
    index: Path, plan_id: str, encoder: Encoder, progress: Progress | None = None
) -> BuildReport:
    """Take a plan out. Raises PlanNotFound."""

    def kept(held: Index) -> Iterable[Plan]:
        gone = held.plan(plan_id)
        return (plan for plan in held.plans.values() if plan is not gone)

    return _change(index, kept, encoder, progress)


def _change(
    index: Path,
    change: Callable[[Index], Iterable[Plan]],
    encoder: Encoder,
    progress: Progress | None,
) -> BuildReport:
    """Replace an index by what `change` makes of its plans.

    It is read when the lock is ours, so that of two changes at once neither is lost.
    """
    layout.current(index)  # an index that is missing shall not leave a folder behind
    with layout.new_generation(index) as folder:
        ordered = _ordered(change(open_index(index)))
        return _write(folder, ordered, encoder, _reusable(index, encoder), progress)


def is_current(index: Path, plans: Iterable[Plan], model: str) -> bool:
    """Whether the index holds just these plans, made by this code and the model of that name.

    They are compared as they were parsed: a metadata file edited beside a document counts too.
    Reads no weights; another model than the default one, changed under its name, shows when the
    index is searched.
    """
    try:
        manifest = read_manifest(layout.current(index))
    except IndexUnusable:
        return False
    wanted = dump_plans(_ordered(plans))
    held = manifest.checksums.get(layout.PLANS)
    made_with = (manifest.encoder, manifest.adapter)
    return made_with == (model, adapter_of(model)) and held == hashlib.sha256(wanted).hexdigest()


def _ordered(plans: Iterable[Plan]) -> list[Plan]:
    return sorted(plans, key=lambda plan: plan.id)


def _reusable(index: Path, encoder: Encoder) -> Index | None:
    try:
        opened = open_index(index)
        opened.check(encoder)
    except IndexUnusable:
        return None
    return opened


def _write(
    folder: Path,
    plans: list[Plan],
    encoder: Encoder,
    old: Index | None,
    progress: Progress | None,
) -> BuildReport:
    by_id = {plan.id: plan for plan in plans}
    passages = [passage for plan in plans for passage in split(plan)]
    texts, units = collect(by_id, passages)
    encoding = _Encoding(folder, units, encoder)
    encoded = encoding.run(texts, old, progress)
    units.save(folder / layout.UNITS)
    np.save(folder / layout.DENSE, encoding.dense)
    vector.write(folder / layout.VECTORS, encoding.dense[units.windows.unit])
    bodies = [(by_id[p.plan_id].text[p.body : p.end], p.headings) for p in passages]
    keyword.write(folder / layout.KEYWORD, bodies)
    (folder / layout.PLANS).write_bytes(dump_plans(plans))
    (folder / layout.PASSAGES).write_bytes(msgspec.json.encode(passages))
    manifest = _manifest(plans, passages, encoder, encoding, layout.checksums(folder))
    (folder / layout.MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return BuildReport(manifest, encoded, len(texts) - encoded)


class _Encoding:
    """Vectors of every unit: taken over from the index in place, or encoded."""

    def __init__(self, folder: Path, units: Units, encoder: Encoder) -> None:
        self.dense = np.zeros((len(units.keys), encoder.dimension), np.float32)
        self.tokens = 0
        self._units, self._encoder = units, encoder
        self._writer = TokenWriter(folder / layout.TOKENS, encoder.dimension)

    def run(self, texts: list[str], old: Index | None, progress: Progress | None) -> int:
        """Fill every unit; returns how many texts went through the model."""
        with self._writer:
            missing = list(range(len(texts))) if old is None else self._take_over(old)
            done = 0
            for batch in self._encoder.encode_passages([texts[unit] for unit in missing]):
                for at, dense, tokens in zip(
                    batch.positions, batch.dense, batch.tokens, strict=True
                ):
                    self._put(missing[at], dense, tokens)
                done += len(batch.positions)
                if progress is not None:
                    progress(done, len(missing))
        return len(missing)

    def _take_over(self, old: Index) -> list[int]:
        known = old.units.positions()
        missing: list[int] = []
        for unit, key in enumerate(self._units.keys):
            before = known.get(key.tobytes())
            if before is None:
                missing.append(unit)
            else:
                self._put(unit, old.dense[before], old.tokens.vectors(before))
        return missing

    def _put(self, unit: int, dense: NDArray[np.float32], tokens: NDArray[np.float16]) -> None:
        self.dense[unit] = dense
        self._writer.append(unit, tokens)
        self.tokens += len(tokens)


def _manifest(
    plans: list[Plan],
    passages: list[Passage],
    encoder: Encoder,
    encoding: _Encoding,
    checksums: dict[str, str],
) -> Manifest:
    each = Counter(passage.plan_id for passage in passages)
    entries = (PlanEntry(p.id, p.title, p.source.file, p.source.sha256, each[p.id]) for p in plans)
    return Manifest(
        format=FORMAT,
        tokeniser=tokeniser_id(),
        splitter=SPLITTER,
        encoder=encoder.name,
        encoder_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        passages=len(passages),
        units=len(encoding.dense),
        tokens=encoding.tokens,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        plans=tuple(entries),
        checksums=checksums,
        adapter=adapter_of(encoder.name),
    )
