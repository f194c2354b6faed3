"""What outsiders call things, and what the plans call them.

Two sources: the short forms that a plan defines itself, and `terms.txt`, general terms
with the standard or law that has them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.model import Plan
from corpus.text import fold

_LIST = Path(__file__).with_name("terms.txt")


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
    """The terms of `terms.txt`."""
    found: dict[str, Expansion] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            term, meant, source = line.split("\t")
            found[fold(term)] = Expansion(term, tuple(meant.split("、")), source)
    return found


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
