"""Hits as JSON and as text. JSON is a contract with scripts; see ARCHITECTURE.md."""

from collections.abc import Iterator, Sequence
from typing import Any

from indexer.model import Kind
from search.cite import citation
from search.model import Explanation, Hit, Query

KIND_NAMES: dict[Kind, str] = {
    "paragraph": "正文",
    "table_row": "指标表",
    "project": "工程项目",
    "note": "备注",
    "outline": "章节标题",
}

CONTENT_KINDS: dict[Kind, str] = {k: name for k, name in KIND_NAMES.items() if k != "outline"}
"""What a search may be narrowed to."""

FICTIONAL = "虚构示例"


def place(hit: Hit) -> tuple[str, str]:
    """Chapter and section of a hit, as printed; the section is empty where there is none."""
    chapter, *below = hit.plan.path(hit.passage.section)
    return chapter.label, below[0].label if below else ""


def as_json(hit: Hit) -> dict[str, Any]:
    """One hit in the form of the contract."""
    chapter, section = place(hit)
    why = hit.explanation
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "plan_id": hit.plan.id,
        "plan": hit.plan.title,
        "fictional": hit.plan.fictional,
        "chapter": chapter,
        "section": section,
        "kind": hit.passage.kind,
        "text": hit.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "citation": citation(hit.plan, hit.passage),
        "explanation": {
            "keyword_rank": why.keyword_rank,
            "vector_rank": why.vector_rank,
            "passage_score": round(why.passage_score, 6),
            "sentence_score": round(why.sentence_score, 6),
            "words": list(why.words),
        },
    }


def explain(why: Explanation, kind: Kind) -> str:
    """Why a hit stands where it stands, in an official's words: “指标表；命中“污水”；语义第1”."""
    parts = [KIND_NAMES[kind]]
    if why.words:
        parts.append("命中" + "".join(f"“{word}”" for word in why.words[:6]))
    if why.keyword_rank is not None:
        parts.append(f"字词第{why.keyword_rank}")
    if why.vector_rank is not None:
        parts.append(f"语义第{why.vector_rank}")
    return "；".join(parts)


def reading(query: Query) -> Iterator[str]:
    """What search made of a question, in words; nothing where it took it as it stands."""
    if query.corrected is not None:
        yield f"已按“{query.corrected}”搜索"
    if query.expansions:
        known = "；".join(f"{one.term}＝{'、'.join(one.meant)}" for one in query.expansions)
        yield f"同时按这些叫法查找：{known}"


def as_text(hits: Sequence[Hit]) -> Iterator[str]:
    """Hits for a terminal, a line at a time."""
    if not hits:
        yield "没有找到符合条件的段落。"
    for hit in hits:
        mark = f"【{FICTIONAL}】" if hit.plan.fictional else ""
        yield f"{hit.rank}. {mark}{citation(hit.plan, hit.passage)}"
        yield f"   {' > '.join(filter(None, place(hit)))}"
        yield "   " + row_text(hit).replace("\n", "\n   ")
        yield f"   （{explain(hit.explanation, hit.passage.kind)}）\n"


def row_text(hit: Hit) -> str:
    """A hit's words for reading: a row behind its table's headings, a heading with those below."""
    if hit.passage.kind == "outline":
        below = (s.label for s in hit.plan.sections if s.parent == hit.passage.section)
        return "\n".join([hit.text, *(f"  {label}" for label in below)])
    if hit.passage.table is None or hit.passage.row is None:
        return hit.text
    table = hit.plan.tables[hit.passage.table]
    inside = (c for c in table.row(hit.passage.row) if hit.passage.start <= c.start)
    return "；".join(f"{table.heading(cell.column)}：{cell.text}" for cell in inside)
