"""Entries of the registry in words an official can use; figures keep the print."""

import re

from corpus.model import Span
from search.answer.model import Figure
from search.answer.question import Question
from search.entries import Entry
from search.statements import Statement

_DATE = re.compile(r"([0-9]{4})年(?:([0-9]{1,2})月)?")
_ENDS = "。；！？\n"
_LONGEST_QUOTE = 80
"""A sentence of more code points is quoted by its clause."""

_POINTING = ("其", "该", "此")
"""A name that begins so says nothing without its sentence."""


def worded(question: Question, entry: Entry) -> str:
    """“到2025年，农村生活污水治理率的目标是40%（2020年为25%），预期性指标。”"""
    if entry.statements[0].row is not None:
        return _row(question, entry)
    return _prose(entry)


def _row(question: Question, entry: Entry) -> str:
    base = f"{entry.baseline_year}年为{entry.baseline_text}" if entry.baseline else ""
    when = f"到{entry.year}年，" if entry.year else ""
    goal = f"{when}{entry.name}的目标是{entry.target_text}"
    nature = f"，{entry.nature}指标" if entry.nature else ""
    if not base:
        return f"{goal}{nature}。"
    if question.kind == "baseline" or question.past:
        by = f"（{entry.year}年目标是{entry.target_text}）"
        return f"{entry.baseline_year}年，{entry.name}为{entry.baseline_text}{by}{nature}。"
    return f"{goal}（{base}）{nature}。"


def _prose(entry: Entry) -> str:
    first = entry.statements[0]
    spans = [said(statement) for statement in entry.statements]
    quotes = dict.fromkeys(entry.plan.text[s.start : s.end].strip() for s in spans)
    printed = f"（原文{''.join(f'“{quote}”' for quote in quotes)}）"
    name = "" if entry.name.startswith(_POINTING) else entry.name
    if first.value is None:
        return f"{first.printed}：{entry.name}{printed}。"
    return f"{_when(entry)}{name}{'：' * bool(name)}{first.printed}{printed}。"


def said(statement: Statement) -> Span:
    """The words that state it: a row, of prose the sentence, of a long one the clause."""
    clause, text = statement.clause, statement.plan.text
    if statement.row is not None:
        return clause
    first = 1 + max(text.rfind(end, 0, statement.start) for end in _ENDS)
    ends = [at for end in _ENDS if (at := text.find(end, clause.end - 1)) >= 0]
    last = min(ends, default=len(text))
    return Span(first, last) if last - first <= _LONGEST_QUOTE else clause


def dated(statement: Statement) -> Span | None:
    """Where the paragraph gives the year of a statement of prose; None where it does not."""
    if statement.row is not None or statement.year is None:
        return None
    text = statement.plan.text
    line = 1 + text.rfind("\n", 0, statement.start)
    at = text.rfind(str(statement.year), line, said(statement).end)
    return Span(at, at + len(str(statement.year))) if at >= 0 else None


def _when(entry: Entry) -> str:
    first = entry.statements[0]
    if dated(first) is None:
        return ""
    return f"{first.year}年，" if first.achieved else f"到{first.year}年，"


def values(question: Question, entry: Entry) -> tuple[Figure, ...]:
    """All figures that the words have, each with its year; a deadline's year and month."""
    first = entry.statements[0]
    if question.kind == "deadline" or first.value is None:
        return deadline(entry)
    found: list[Figure] = []
    if entry.baseline is not None:
        found.append(_figure(entry.unit, entry.baseline.text, entry.baseline_year))
    if entry.target is not None:
        found.append(_figure(entry.unit, entry.target.text, entry.year))
    return tuple(found)


def stated(statement: Statement) -> tuple[Figure, ...]:
    """The figure of one place; none of a place that gives only a deadline."""
    if statement.value is None:
        return ()
    return (_figure(statement.unit, statement.value.text, statement.year),)


def deadline(entry: Entry) -> tuple[Figure, ...]:
    """“2022年6月底前” → 2022年, 6月; a target's year where it has no deadline."""
    match = _DATE.search(entry.deadline or "")
    if match is None:
        shown = entry.statements[0].row is not None or dated(entry.statements[0]) is not None
        return (Figure(str(entry.year), "年", None),) if entry.year and shown else ()
    months = (Figure(match[2], "月", None),) if match[2] else ()
    return (Figure(match[1], "年", None), *months)


def _figure(unit: str | None, text: str, year: int | None) -> Figure:
    unit = unit if re.search(r"[0-9]", text) else None
    return Figure(text.removesuffix(unit or ""), unit, year)
