"""Hits as tables: xlsx and csv."""

from collections.abc import Iterator, Sequence

from search.cite import citation
from search.model import Hit
from search.render import FICTIONAL, place, row_text
from search.sheets import write_csv, write_xlsx
from search.why import KIND_NAMES, explain

_HEADER = ("序号", "规划", "章", "节", "类型", "原文", "出处", "另见", "说明")


def as_xlsx(question: str, hits: Sequence[Hit]) -> bytes:
    """A workbook with a sheet of hits and one that says what was asked."""
    asked = [("问题", "段数"), (question, str(len(hits)))]
    return write_xlsx({"相关段落": list(_rows(hits)), "问题": asked})


def as_csv(hits: Sequence[Hit]) -> bytes:
    """The sheet of hits, UTF-8 with a byte order mark."""
    return write_csv(_rows(hits))


def _rows(hits: Sequence[Hit]) -> Iterator[Sequence[str]]:
    yield _HEADER
    for hit in hits:
        mark = f"（{FICTIONAL}）" if hit.plan.fictional else ""
        yield (
            str(hit.rank),
            hit.plan.title + mark,
            *place(hit),
            KIND_NAMES[hit.passage.kind],
            row_text(hit).strip(),
            citation(hit.plan, hit.passage),
            "\n".join(citation(hit.plan, other) for other in hit.same_as),
            explain(hit.explanation, hit.passage.kind),
        )
