"""TREC files: judgements (qrels), questions (`qid<TAB>text`) and runs.

The forms are those that trec_eval reads: `qid 0 docno grade` and
`qid Q0 docno rank score tag`; docno is `plan:start-end`, in code points.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.intake import UNSORTED, Intake, docno, parse_docno, rows, token, whole
from eval.measures import settled
from eval.model import Judgement, Place, Run, TestQuery, Testset

_BREAKS = re.compile(r"[\t\r\n\0]+")


def export_qrels(testset: Testset) -> str:
    """One line a judged place with its settled grade."""
    return "".join(
        f"{token(j.query)} 0 {docno(Place(j.plan, j.start, j.end))} {j.grade}\n"
        for j in settled(testset.judgements)
    )


def export_queries(testset: Testset) -> str:
    """One line a question, `qid<TAB>text`; tabs and line breaks in it become spaces."""
    lines = [(token(query.id), _BREAKS.sub(" ", query.query)) for query in testset.queries]
    return "".join(f"{query}\t{text}\n" for query, text in lines)


def export_run(run: Run) -> str:
    """One line a hit, ranks from 1. A query that found nothing has no line."""
    return "".join(
        f"{token(query)} Q0 {docno(run.passages[position])} {rank} {float(score)!r} "
        f"{token(run.name)}\n"
        for query, hits in run.found.items()
        for rank, (position, score) in enumerate(hits, 1)
    )


def import_qrels(
    file: Path, plans: Mapping[str, Plan], judge: str, queries: Path | None = None
) -> Testset:
    """Judgements of `judge`, and the questions of a file `qid<TAB>text` (their ids without one).

    These files cannot say whether a question has an answer: one does that has a
    place of grade 3. Lines that cannot be used are problems. Raises
    TestsetInvalid when a file cannot be read or no judgement is left.
    """
    problems: list[str] = []
    lines = [(n, [*map(unquote, fields)]) for n, fields in rows(file, 4, problems)]
    asked = _questions(queries, problems) if queries else {f[0]: f[0] for _, f in lines}
    known = {q: TestQuery(q, text, UNSORTED, answerable=False) for q, text in asked.items()}
    intake = Intake(str(file), known, plans)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for number, (query, _, document, grade) in lines:
        try:
            place, value = parse_docno(document), whole(grade, "等级")
        except ValueError as error:
            intake.report(number, error)
        else:
            judged = Judgement(query, place.plan, place.start, place.end, value, "", judge, at)
            intake.add(number, judged)
    problems += intake.problems
    if not intake.judgements:
        raise _empty(file, "判断", "qid 0 规划:起-止 等级", problems)
    unjudged = known.keys() - {j.query for j in intake.judgements}
    if unjudged:
        problems.append(f"没有判断的查询按无答案处理：{'、'.join(sorted(unjudged))}")
    answered = {j.query for j in intake.judgements if j.grade == 3}
    kept = tuple(replace(query, answerable=query.id in answered) for query in known.values())
    return Testset(file.stem, kept, intake.judgements, tuple(problems))


def import_run(
    file: Path, plans: Mapping[str, Plan], passages: Sequence[Place] = ()
) -> tuple[Run, tuple[str, ...]]:
    """A run and what of its file could not be used, in words. Hits are ordered by score, then rank.

    `passages` are all that could have been found. Without them the run knows only those
    that it found, and what it missed does not lower its recall and nDCG. Raises
    TestsetInvalid when the file cannot be read or no hit is left.
    """
    problems: list[str] = []
    position = {place: at for at, place in enumerate(passages)}
    found: dict[str, dict[int, tuple[float, int]]] = {}
    name = file.stem
    for number, fields in rows(file, 6, problems):
        query, _, document, rank, score, tag = map(unquote, fields)
        try:
            place = _place(document, plans)
            order = (-_score(score), whole(rank, "名次"))
        except ValueError as error:
            problems.append(f"{file} 第 {number} 行：{error}")
            continue
        hits = found.setdefault(query, {})
        if position.setdefault(place, len(position)) in hits:
            problems.append(f"{file} 第 {number} 行：查询 {query} 的结果里已有 {document}")
        else:
            hits[position[place]] = order
            name = tag
    if not found:
        raise _empty(file, "检索结果", "qid Q0 规划:起-止 名次 得分 名称", problems)
    ranked = {
        query: tuple((at, -hits[at][0]) for at in sorted(hits, key=hits.__getitem__))
        for query, hits in found.items()
    }
    return Run(name, tuple(position), ranked), tuple(problems)


def _questions(file: Path, problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, (name, text) in rows(file, 2, problems, "\t"):
        query = unquote(name)
        if query in found or not text.strip():
            what = "重复" if query in found else "没有问题"
            problems.append(f"{file} 第 {number} 行：编号 {query} {what}")
        else:
            found[query] = text
    return found


def _place(document: str, plans: Mapping[str, Plan]) -> Place:
    place = parse_docno(document)
    if place.plan not in plans:
        raise ValueError(f"没有编号为 {place.plan} 的规划")
    if not place.start < place.end <= len(plans[place.plan].text):
        raise ValueError(f"位置 {place.start}–{place.end} 超出规划全文")
    return place


def _score(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise ValueError(f"得分应为数，写的是 {text}")
    return value


def _empty(file: Path, what: str, form: str, problems: list[str]) -> TestsetInvalid:
    first = f"（{problems[0]}）" if problems else ""
    return TestsetInvalid(f"文件里没有可用的{what}：{file}{first}", f"每行应写作：{form}")
