"""Lists of the table of indicators: its rows of one nature, or without a number, complete."""

import re
from collections.abc import Sequence

from corpus.numerals import chinese_numeral
from search.answer.asked import Word
from search.answer.cites import Cites
from search.answer.evidence import presence
from search.answer.model import Claim
from search.answer.phrase import values, worded
from search.answer.question import Question
from search.answer.sources import Sources
from search.entries import Entry

_COUNTS = re.compile(
    r"指标[^，。]{0,4}(?:几|多少)[个项条种]|(?:几|多少)[个项条种][^，。]{0,4}指标|一共|总共"
)

_NO_NUMBER = re.compile(
    r"(?:没|未|无)[有给写定设列]{0,2}[出下明]?(?:具体|明确)?的?(?:目标)?(?:数|量化|值)"
)
"""“没写具体数”, “没有给出目标值”; not “没有基准值”."""

_DIGIT = re.compile(r"[0-9]")
_SAID = 0.7
"""How much of the words must stand in the question, with others between them (省里下达的目标)."""


def table_claims(
    question: Question, plans: Sequence[str], sources: Sources, cites: Cites
) -> list[Claim]:
    """All rows of the table that are as a question says, with their number.

    That is by their nature (约束性, 预期性), or by the words that stand in place of a target's
    number (完成省下目标). Empty when it asks for no list of indicators.
    """
    if not (question.kind == "list" or _COUNTS.search(question.words)):
        return []
    found: list[Claim | None] = []
    for plan_id in plans:
        rows = [e for e in sources.entries if e.plan.id == plan_id and e.statements[0].row]
        name, own = _of_nature(question, rows) or _without_number(question, rows)
        said = [(worded(question, e), cites.of_statement(e.statements[0]), e) for e in own]
        if said:
            head = f"{name}指标（共{chinese_numeral(len(own))}项）"
            found.append(cites.claim(head, [c for _, cited, _ in said for c in cited]))
        found += [cites.claim(text, cited, values(question, e)) for text, cited, e in said]
    return [claim for claim in found if claim]


def _of_nature(question: Question, rows: Sequence[Entry]) -> tuple[str, list[Entry]] | None:
    natures = sorted(set(re.findall(r"约束性|预期性", question.text)))
    return ("、".join(natures), [e for e in rows if e.nature in natures]) if natures else None


def _without_number(question: Question, rows: Sequence[Entry]) -> tuple[str, list[Entry]]:
    """Those whose words the question has; all of them where it asks for what has no number."""
    if "指标" not in question.words:
        return "", []
    by_words: dict[str, list[Entry]] = {}
    for entry in rows:
        if entry.target and not _DIGIT.search(entry.target.text):
            by_words.setdefault(entry.target.text, []).append(entry)
    named = [w for w in by_words if presence(Word((w,), 1.0), question.words) >= _SAID]
    if named:
        name = "、".join(f"“{words}”" for words in named)
        return f"目标写作{name}的", [entry for words in named for entry in by_words[words]]
    if _NO_NUMBER.search(question.words):
        return "目标没有数字的", [e for own in by_words.values() for e in own]
    return "", []
