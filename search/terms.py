"""What outsiders call things, and what the plans call them.

Three sources: the short forms that a plan defines itself, `terms.txt`, general terms with the
standard or law that has them, and `english.txt`, English terms and their Chinese.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.model import Plan
from corpus.text import fold

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Expansion:
    """`term` of the question, what the plans call it, and who says so."""

    term: str
    meant: tuple[str, ...]
    source: str


Terms = Mapping[str, Expansion]
"""Folded term → expansion."""


@cache
def listed() -> Terms:
    """The terms of `english.txt` and of `terms.txt`, which prevails."""
    english = ([*line, "英汉对照"] for line in _lines("english.txt"))
    return {
        fold(term): Expansion(term, tuple(meant.split("、")), source)
        for term, meant, source in (*english, *_lines("terms.txt"))
    }


def _lines(name: str) -> Iterator[list[str]]:
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def terms(plans: Iterable[Plan]) -> Terms:
    """The list's terms and both directions of every plan's own definitions, which prevail."""
    found = dict(listed())
    for plan in plans:
        for one in plan.glossary:
            source = f"《{plan.title}》"
            found[fold(one.short)] = Expansion(one.short, (one.full,), source)
            found[fold(one.full)] = Expansion(one.full, (one.short,), source)
    return found


def expansions(folded: str, known: Terms) -> tuple[Expansion, ...]:
    """The terms that stand in a folded question, longer ones first; each place counts once."""
    found: list[Expansion] = []
    for term in sorted((t for t in known if t in folded), key=lambda t: (-len(t), t)):
        match = _whole(term).search(folded)
        if match is None:
            continue
        folded = folded[: match.start()] + "\0" * len(term) + folded[match.end() :]
        found.append(known[term])
    return tuple(found)


@cache
def _whole(term: str) -> re.Pattern[str]:
    """A term in Latin letters only as a whole word: no COD in CODE."""
    edge = "[a-z0-9]" if term.isascii() else "(?!)"
    return re.compile(
        rf"(?<!{edge}){re.escape(term)}(?!{edge})" if term.isascii() else re.escape(term)
    )
