"""Hits as JSON and as text. JSON is a contract with scripts; see ARCHITECTURE.md."""

from collections.abc import Iterator, Sequence
from typing import Any

from indexer.model import Kind
from search.cite import citation
from search.model import Hit, Query
from search.same import folded_hits
from search.why import KIND_NAMES, explain

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
        "same_as": [
            {"start": one.start, "end": one.end, "citation": citation(hit.plan, one)}
            for one in hit.same_as
        ],
        "why": explain(why, hit.passage.kind),
        "explanation": {
            "keyword_rank": why.keyword_rank,
            "vector_rank": why.vector_rank,
            "passage_score": round(why.passage_score, 6),
            "sentence_score": round(why.sentence_score, 6),
            "words": list(why.words),
            "inferred": [{"word": one.word, "term": one.term} for one in why.inferred],
            "phrases": list(why.phrases),
            "outline": why.outline,
            "named": why.named,
            "reranked": why.reranked,
        },
    }


def reading(query: Query) -> Iterator[str]:
    """What search made of a question, in words; nothing where it took it as it stands."""
    if query.corrected is not None:
        yield f"已按“{query.corrected}”搜索"
    if query.expansions:
        known = "；".join(f"{one.term}＝{'、'.join(one.meant)}" for one in query.expansions)
        yield f"同时按这些叫法查找：{known}"


def as_text(hits: Sequence[Hit]) -> Iterator[str]:
    """Hits for a terminal, a line at a time; what says the same again stands below the first."""
    if not hits:
        yield "没有找到符合条件的段落。"
    for hit, again in folded_hits(hits):
        mark = f"【{FICTIONAL}】" if hit.plan.fictional else ""
        yield f"{hit.rank}. {mark}{citation(hit.plan, hit.passage)}"
        yield f"   {' > '.join(filter(None, place(hit)))}"
        yield "   " + row_text(hit).replace("\n", "\n   ")
        for other in again:
            where = citation(other.plan, other.passage)
            yield f"   另见 {other.rank}. {where}：{best_sentence(other)}"
        yield f"   （{explain(hit.explanation, hit.passage.kind)}）\n"


def best_sentence(hit: Hit) -> str:
    """The words of the sentence nearest to the question; of a table's row the row, for reading."""
    if hit.passage.row is not None:
        return row_text(hit)
    return hit.plan.text[hit.best.start : hit.best.end].strip()


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
