"""An answer as JSON and as text. JSON is a contract with scripts; see ARCHITECTURE.md."""

from collections.abc import Iterator
from typing import Any

from search import render
from search.answer.model import Answer, Claim
from search.answer.wording import Worded
from search.cite import citation


def as_json(worded: Worded) -> dict[str, Any]:
    """An answer in the form of the contract; `citations` are numbers of `hits`, from 0.

    `worded` are a model's sentences, cited like claims; the key is missing without any.
    """
    answer = worded.answer
    query = answer.query
    said = {"worded": [_claim(one) for one in worded.sentences]} if worded.sentences else {}
    mended = {} if query.corrected is None else {"corrected": query.corrected}
    return {
        "id": None,
        "query": query.text,
        **mended,
        "kind": answer.kind,
        "status": answer.status,
        "answer": answer.text,
        **said,
        "claims": [_claim(claim) for claim in answer.claims],
        "notes": [_claim(note) for note in answer.notes],
        "hits": [render.as_json(hit) for hit in answer.hits],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "values": [{"value": v.value, "unit": v.unit, "year": v.year} for v in claim.values],
        "citations": list(dict.fromkeys(cited.hit for cited in claim.cited)),
        "cited": [
            {"hit": cited.hit, "start": cited.start, "end": cited.end} for cited in claim.cited
        ],
    }


def as_text(worded: Worded) -> Iterator[str]:
    """An answer for a terminal, a line at a time: claims, remarks, passages.

    A model's sentences stand in place of the claims.
    """
    answer = worded.answer
    yield from render.reading(answer.query)
    if answer.status != "answered":
        yield answer.text
    for claim in worded.sentences or answer.claims:
        yield claim.text
        yield from _sources(answer, claim)
    for note in answer.notes:
        yield f"备注：{note.text}"
        yield from _sources(answer, note)
    yield "\n相关段落：" if answer.status == "answered" else "\n最接近的段落（不是答案）："
    yield from render.as_text(answer.hits)


def _sources(answer: Answer, claim: Claim) -> Iterator[str]:
    """The places that a claim cites, each once."""
    hits = (answer.hits[cited.hit] for cited in claim.cited)
    for place in dict.fromkeys(citation(hit.plan, hit.passage) for hit in hits):
        yield f"   {place}"
