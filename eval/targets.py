"""Precision and recall of the figures extracted from prose, against a list made by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import TestsetInvalid
from corpus.model import Target
from corpus.text import fold

OPTIONAL = frozenset(["task", "outlook"])
"""Kinds that may be listed or not: works without figure or date, visions with a date."""


class Expected(msgspec.Struct, frozen=True):
    """One entry of the list; `[start, end)` in code points of the plan's text."""

    subject: str
    scope: str
    value: str | None
    unit: str | None
    year: int | None
    kind: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was found, what was missed, and what was found that is not in the list."""

    pairs: tuple[tuple[Expected, Target], ...]
    missed: tuple[Expected, ...]
    extra: tuple[Target, ...]

    @property
    def precision(self) -> float:
        """Share of the extracted that is in the list."""
        return len(self.pairs) / max(1, len(self.pairs) + len(self.extra))

    @property
    def recall(self) -> float:
        """Share of the list that was extracted."""
        return len(self.pairs) / max(1, len(self.pairs) + len(self.missed))

    def same_year(self) -> float:
        """Share of the pairs with the same year."""
        return self._share([e.year == t.year for e, t in self.pairs])

    def same_subject(self) -> float:
        """Share of the pairs whose subjects share most of their characters."""
        return self._share([_alike(e.scope + e.subject, t.subject) for e, t in self.pairs])

    def _share(self, holds: list[bool]) -> float:
        return sum(holds) / max(1, len(holds))


def load_expected(path: Path) -> list[Expected]:
    """The list made by hand. Raises TestsetInvalid when it cannot be read."""
    try:
        return msgspec.json.Decoder(Expected).decode_lines(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise TestsetInvalid(f"读不出目标清单：{path}（{error}）", "请检查文件。") from error


def agreement(expected: Sequence[Expected], found: Sequence[Target]) -> Agreement:
    """Pair each entry with one extracted target at its place with its value and unit.

    An extracted target at a place where only an optional entry stands is neither right nor wrong.
    """
    free = list(found)
    pairs: list[tuple[Expected, Target]] = []
    missed: list[Expected] = []
    for entry in expected:
        match = next((t for t in free if _overlap(entry, t) and _same_value(entry, t)), None)
        if match is not None:
            free.remove(match)
            pairs.append((entry, match))
        elif entry.kind not in OPTIONAL:
            missed.append(entry)
    optional = [e for e in expected if e.kind in OPTIONAL]
    extra = [t for t in free if not any(_overlap(e, t) for e in optional)]
    counted = tuple(pair for pair in pairs if pair[0].kind not in OPTIONAL)
    return Agreement(counted, tuple(missed), tuple(extra))


def as_text(agreed: Agreement) -> Iterator[str]:
    """Two lines for the relevance report."""
    listed, found = (len(agreed.pairs) + len(rest) for rest in (agreed.missed, agreed.extra))
    yield (
        f"正文目标抽取  精确率 {agreed.precision:.3f}，召回率 {agreed.recall:.3f}"
        f"（清单 {listed} 条，抽取 {found} 条）"
    )
    yield f"其中年份一致 {agreed.same_year():.3f}，对象一致 {agreed.same_subject():.3f}"


def _overlap(entry: Expected, target: Target) -> bool:
    return target.start < entry.end and entry.start < target.end


def _same_value(entry: Expected, target: Target) -> bool:
    """Numbers must be the same; of values in words one may hold the other (全部, 全部清零)."""
    if entry.value is None or target.value is None:
        return entry.value is None and target.value is None
    expected, value = (fold(v).replace('"', "") for v in (entry.value, target.value.text))
    if any(c.isdigit() for c in expected):
        return expected == value and entry.unit == target.unit
    return expected in value or value in expected


def _alike(expected: str, found: str) -> bool:
    common = len(set(expected) & set(found))
    return 2 * common >= len(set(expected))
