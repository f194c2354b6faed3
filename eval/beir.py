"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/test.tsv.

The corpus is the index's passages; a passage's id is `plan:start-end`, in code points.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import msgspec

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.intake import UNSORTED, Intake, docno, parse_docno, rows, token, whole
from eval.measures import grades
from eval.model import Judgement, Place, TestQuery, Testset
from eval.testset import read_lines
from indexer.model import Passage

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels/test.tsv"

_HEADER = ["query-id", "corpus-id", "score"]


class _Document(msgspec.Struct, rename={"id": "_id"}):
    id: str
    title: str
    text: str


class _Metadata(msgspec.Struct):
    """What BEIR has no fields for; a set of others lacks it."""

    type: str = UNSORTED
    answerable: bool = True
    answer: str | None = None


class _Query(msgspec.Struct, rename={"id": "_id"}):
    id: str
    text: str
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)


def export_beir(
    testset: Testset, plans: Mapping[str, Plan], passages: Iterable[Passage]
) -> dict[str, bytes]:
    """Name in the folder → content; a passage has the best grade of the judged places in it."""
    held = [(Place(p.plan_id, p.start, p.end), p.headings) for p in passages]
    documents = [
        _Document(docno(p), headings, plans[p.plan].text[p.start : p.end]) for p, headings in held
    ]
    queries = [
        _Query(token(q.id), q.query, _Metadata(q.type, q.answerable, q.answer))
        for q in testset.queries
    ]
    judged = grades(testset, [place for place, _ in held])
    lines = [_HEADER] + [
        [token(query), documents[position].id, str(grade)]
        for query, found in judged.items()
        for position, grade in found.items()
    ]
    encoder = msgspec.json.Encoder()
    return {
        CORPUS: encoder.encode_lines(documents),
        QUERIES: encoder.encode_lines(queries),
        QRELS: "".join("\t".join(line) + "\n" for line in lines).encode(),
    }


def import_beir(folder: Path, plans: Mapping[str, Plan], judge: str) -> Testset:
    """Questions, and the judged passages as judgements of `judge`.

    A question without metadata is taken to have an answer. Lines that cannot be
    used, among them passages whose words are no longer the plan's, are problems.
    Raises TestsetInvalid when a file cannot be read or no question is left.
    """
    problems: list[str] = []
    words = {d.id: d.text for d in read_lines(folder / CORPUS, _Document, problems)}
    queries = _queries(folder / QUERIES, problems)
    intake = Intake(str(folder / QRELS), queries, plans)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for number, fields in rows(folder / QRELS, 3, problems, "\t"):
        if number == 1 and fields == _HEADER:
            continue
        query, document, grade = fields
        if document not in words:
            intake.report(number, f"{CORPUS} 里没有 {document}")
            continue
        try:
            place, value = parse_docno(unquote(document)), whole(grade, "等级")
        except ValueError as error:
            intake.report(number, error)
        else:
            where = (place.plan, place.start, place.end)
            judged = Judgement(unquote(query), *where, value, words[document], judge, at)
            intake.add(number, judged)
    found = (*problems, *intake.problems)
    return Testset(folder.name, tuple(queries.values()), intake.judgements, found)


def _queries(file: Path, problems: list[str]) -> dict[str, TestQuery]:
    found: dict[str, TestQuery] = {}
    for line in read_lines(file, _Query, problems):
        query, more = unquote(line.id), line.metadata
        if query in found:
            problems.append(f"{file}：编号 {query} 重复，只用第一条")
        else:
            found[query] = TestQuery(query, line.text, more.type, more.answerable, more.answer)
    if not found:
        raise TestsetInvalid(
            f"测试集里没有查询：{file}", '每行应是 {"_id": …, "text": …}，至少要有一条。'
        )
    return found
