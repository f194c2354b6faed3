"""The documents kept and the index of them, changed together: both, or neither."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DocumentError, DocumentNotFound, IndexUnusable, PlanIdConflict
from corpus.library import Library, Upload
from corpus.parse import parse_data
from corpus.store import load_plans
from indexer.build import BuildReport, Progress, add_plans, build_index, remove_plan
from indexer.encode import Encoder
from indexer.index import open_index


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a rebuild did, and the documents that could not be read."""

    report: BuildReport
    failures: tuple[DocumentError, ...]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Where plans are kept (`library`) and found (`index`), and the encoder for both."""

    library: Library
    index: Path
    encoder: Encoder

    def admit(
        self,
        uploads: Sequence[Upload],
        replacing: Collection[str] = (),
        progress: Progress | None = None,
    ) -> BuildReport:
        """Take documents in and make them searchable, at once.

        Only the plans whose ids are in `replacing` may be replaced. Raises
        PlanIdConflict for any other that is there, a DocumentError for a file that
        cannot be read, and what `add_plans` and `Library.storing` raise.
        """
        plans = [parse_data(one.data, one.name, one.metadata) for one in uploads]
        with self.library.storing(uploads):
            taken = set(self.library.files()).difference(replacing)
            for upload in uploads:
                if upload.id in taken:
                    raise PlanIdConflict(
                        f"编号 {upload.id} 已有规划，{upload.name} 没有加入。",
                        "请换一个编号；要替换它，请重建索引并重新打开本页，再勾选替换。",
                    )
                taken.add(upload.id)
            return add_plans(self.index, plans, self.encoder, progress, replacing)

    def dismiss(self, plan_id: str, progress: Progress | None = None) -> BuildReport:
        """Give a plan up. Raises PlanNotFound and what `Library.discarding` raises."""
        with self.library.discarding(plan_id):
            return remove_plan(self.index, plan_id, self.encoder, progress)

    def renew(self, progress: Progress | None = None) -> Renewed:
        """Read all documents anew and rebuild the index.

        A plan whose document is gone or has become unreadable stays as the index has
        it. Raises DocumentNotFound when there is nothing to build from.
        """
        with self.library.locked():
            loaded = load_plans(self.library.files().values())
            try:
                open_index(self.index)
            except IndexUnusable:
                if not loaded.plans:
                    raise DocumentNotFound("没有可以读取的规划。", "请先上传规划。") from None
                made = build_index(self.index, loaded.plans, self.encoder, progress)
            else:
                ids = [plan.id for plan in loaded.plans]
                made = add_plans(self.index, loaded.plans, self.encoder, progress, ids)
        return Renewed(made, loaded.failures)
