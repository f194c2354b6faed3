"""Entries of the registry in words an official can use; figures keep the print."""

import re

from search.answer.model import Figure
from search.answer.question import Question
from search.entries import Entry

_DATE = re.compile(r"([0-9]{4})年(?:([0-9]{1,2})月)?")
_LEAST_NAME = 4
"""Shorter names (其面积, 水质) say nothing without their sentence."""


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
    said = dict.fromkeys(statement.quote.strip() for statement in entry.statements)
    quotes = f"（原文{''.join(f'“{quote}”' for quote in said)}）"
    name = entry.name if len(entry.name) >= _LEAST_NAME else ""
    if first.value is None:
        return f"{first.printed}：{entry.name}{quotes}。"
    return f"{_when(entry)}{name}{'：' * bool(name)}{first.printed}{quotes}。"


def _when(entry: Entry) -> str:
    first = entry.statements[0]
    if first.year is None:
        return ""
    return f"{first.year}年，" if first.achieved else f"到{first.year}年，"


def values(question: Question, entry: Entry) -> tuple[Figure, ...]:
    """All figures that the words have, each with its year; a deadline's year and month."""
    first = entry.statements[0]
    if question.kind == "deadline" or first.value is None:
        return deadline(entry)
    found: list[Figure] = []
    if entry.baseline is not None:
        found.append(_figure(entry, entry.baseline.text, entry.baseline_year))
    if entry.target is not None:
        found.append(_figure(entry, entry.target.text, entry.year))
    return tuple(found)


def deadline(entry: Entry) -> tuple[Figure, ...]:
    """“2022年6月底前” → 2022年, 6月; a target's year where it has no deadline."""
    match = _DATE.search(entry.deadline or "")
    if match is None:
        return (Figure(str(entry.year), "年", None),) if entry.year else ()
    months = (Figure(match[2], "月", None),) if match[2] else ()
    return (Figure(match[1], "年", None), *months)


def _figure(entry: Entry, text: str, year: int | None) -> Figure:
    unit = entry.unit if re.search(r"[0-9]", text) else None
    return Figure(text.removesuffix(unit or ""), unit, year)
