"""Which entries of the registry a question asks for."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.entries import Entry
from search.subjects import bounds, pieces, plain

_BESIDE = re.compile(r"重点工程|重点|主要")
"""Words of names that nobody asks with (氨氮重点工程减排量)."""

LEAST_COVERAGE = 0.3
"""Below this a name and a question share words by chance (工程, 处理)."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that a question may ask for.

    `name` is the printed name that matched. `coverage`, 0 to 1, is the share of
    the name's pairs of characters that stand in the question, the scope left
    out; a pair weighs more the fewer entries have it. `scoped` tells that the
    question bounds itself as the entry does, or that neither has bounds.
    """

    entry: Entry
    name: str
    coverage: float
    scoped: bool


def lookup(entries: Sequence[Entry], text: str) -> list[Match]:
    """The entries whose names match a question, best first; none when no name does.

    Ordered by coverage, then by whether the scope agrees, then targets before
    results, tables before prose, and as the plans have them.
    """
    weights = _weights(entries)
    asked = {e.plan.id: e.plan for e in entries}
    questions = {plan.id: plain(text, plan.glossary) for plan in asked.values()}
    matches = [_match(entry, questions[entry.plan.id], weights) for entry in entries]
    return sorted((m for m in matches if m.coverage >= LEAST_COVERAGE), key=_order)


def _weights(entries: Sequence[Entry]) -> Mapping[str, float]:
    """The rarity of every piece: ln(1 + N / n), N entries, n of them with the piece."""
    found = Counter(
        piece
        for entry in entries
        for piece in frozenset().union(*(_own(s.subject.core) for s in entry.statements))
    )
    return {piece: math.log1p(len(entries) / count) for piece, count in found.items()}


def _match(entry: Entry, question: str, weights: Mapping[str, float]) -> Match:
    asked = pieces(question)
    scored = [(_coverage(s.subject.core, asked, weights), s) for s in entry.statements]
    coverage, best = max(scored, key=_first)
    scope = best.subject.scope
    named = any(each in question for each in scope.split("、")) if scope else not bounds(question)
    return Match(entry, best.name, coverage, named)


def _own(core: str) -> frozenset[str]:
    return pieces(_BESIDE.sub("", core))


def _first(pair: tuple[float, object]) -> float:
    return pair[0]


def _coverage(core: str, asked: frozenset[str], weights: Mapping[str, float]) -> float:
    own = _own(core)
    total = sum(weights[piece] for piece in own)
    # rounded, for a set adds up in any order
    return round(sum(weights[piece] for piece in own & asked) / total, 6) if total else 0.0


def _order(match: Match) -> tuple[float, bool, bool, bool]:
    entry = match.entry
    in_table = entry.statements[0].row is not None
    return (-match.coverage, not match.scoped, entry.achieved, not in_table)
