"""The kinds of behavioural case: single things that must hold of the first hits for a question.

White space in quotes does not count.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from msgspec import Meta

from corpus.text import fold
from search.model import Hit

Find = Callable[[str], list[Hit]]
Text = Annotated[str, Meta(pattern=r"\S")]
Texts = Annotated[tuple[Text, ...], Meta(min_length=1)]
Count = Annotated[int, Meta(ge=1)]

_EXCERPT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(ABC):
    """What must hold of the first `k` hits for a question, and `why` somebody relies on it."""

    id: Text
    category: Text
    query: Text
    why: Text
    k: Count = 5

    @abstractmethod
    def problems(self, texts: Sequence[str]) -> list[str]:
        """What the case speaks of and none of the plans' texts says."""

    @abstractmethod
    def diagnose(self, find: Find) -> str:
        """What is wrong with what is found, in words; empty when the case passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains(Case):
    """Every quote stands in at least `places` of the first k hits."""

    quotes: Texts
    places: Count = 1

    def problems(self, texts: Sequence[str]) -> list[str]:
        """As `Case.problems`."""
        return _missing(self.quotes, texts, self.places)

    def diagnose(self, find: Find) -> str:
        """As `Case.diagnose`."""
        hits = find(self.query)
        ranks = {quote: _ranks(hits, quote) for quote in self.quotes}
        times = f" {self.places} 处" if self.places > 1 else ""
        wrong = [
            f"前 {self.k} 条里应有{times}“{quote}”（{_where(found)}）"
            for quote, found in ranks.items()
            if sum(rank <= self.k for rank in found) < self.places
        ]
        return "；".join([*wrong, _first(hits)]) if wrong else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excludes(Case):
    """No quote stands in any of the first k hits."""

    quotes: Texts

    def problems(self, texts: Sequence[str]) -> list[str]:
        """As `Case.problems`."""
        return _missing(self.quotes, texts)

    def diagnose(self, find: Find) -> str:
        """As `Case.diagnose`."""
        hits = find(self.query)[: self.k]
        ranks = {quote: _ranks(hits, quote) for quote in self.quotes}
        return "；".join(
            f"前 {self.k} 条里不应有“{quote}”（{_where(found)}）"
            for quote, found in ranks.items()
            if found
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Above(Case):
    """A hit with `quote` is among the first k and before every hit with `below`."""

    quote: Text
    below: Text

    def problems(self, texts: Sequence[str]) -> list[str]:
        """As `Case.problems`."""
        return _missing((self.quote, self.below), texts)

    def diagnose(self, find: Find) -> str:
        """As `Case.diagnose`."""
        hits = find(self.query)
        upper, lower = _ranks(hits, self.quote), _ranks(hits, self.below)
        if upper and upper[0] <= self.k and (not lower or upper[0] < lower[0]):
            return ""
        return (
            f"“{self.quote}”（{_where(upper)}）应在前 {self.k} 条里，"
            f"并在“{self.below}”（{_where(lower)}）之前；{_first(hits)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Same(Case):
    """Two phrasings share at least `overlap` (a proportion) of their first k hits, in any order."""

    other: Text
    overlap: Annotated[float, Meta(gt=0, le=1)] = 1

    def problems(self, texts: Sequence[str]) -> list[str]:  # noqa: ARG002
        """As `Case.problems`; nothing is quoted here."""
        return []

    def diagnose(self, find: Find) -> str:
        """As `Case.diagnose`."""
        one, two = find(self.query)[: self.k], find(self.other)[: self.k]
        shared = len({hit.passage for hit in one} & {hit.passage for hit in two})
        most = max(len(one), len(two), 1)
        if shared / most >= self.overlap:
            return ""
        return (
            f"两种问法的前 {self.k} 条应有 {self.overlap:.0%} 相同，"
            f"{most} 条里相同的有 {shared} 条；"
            f"“{self.query}”{_first(one)}；“{self.other}”{_first(two)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Case):
    """One of the first k hits says `figure` as a number of its own, of its `subject`.

    And the first hit is not one that has it only inside a longer number: 15% is no 5%.
    """

    figure: Text
    subject: Text

    def problems(self, texts: Sequence[str]) -> list[str]:
        """As `Case.problems`."""
        absent = not any(_says(text, self.figure) for text in texts)
        figure = [f"规划里没有这个数：{self.figure}"] if absent else []
        return [*figure, *_missing((self.subject,), texts)]

    def diagnose(self, find: Find) -> str:
        """As `Case.diagnose`."""
        hits = find(self.query)
        about = set(_ranks(hits, self.subject))
        right = [hit.rank for hit in hits if hit.rank in about and _says(hit.text, self.figure)]
        wrong = []
        if not right or right[0] > self.k:
            wrong.append(
                f"前 {self.k} 条里应有一条写着“{self.subject}”和 {self.figure}（{_where(right)}）"
            )
        if (
            hits
            and fold(self.figure) in fold(hits[0].text)
            and not _says(hits[0].text, self.figure)
        ):
            wrong.append(f"首条里的 {self.figure} 只是另一个数的一部分")
        return "；".join([*wrong, _first(hits)]) if wrong else ""


KINDS: dict[str, type[Case]] = {
    "contains": Contains,
    "excludes": Excludes,
    "above": Above,
    "same": Same,
    "figure": Figure,
}
"""`kind` of a line → the case that it makes."""


@lru_cache(maxsize=256)  # every case is held against the same few plans
def _squeezed(text: str) -> str:
    return "".join(text.split())


def _missing(quotes: Iterable[str], texts: Sequence[str], places: int = 1) -> list[str]:
    counts = {q: sum(_squeezed(text).count(_squeezed(q)) for text in texts) for q in quotes}
    return [
        f"引文应在规划里有 {places} 处，实有 {count} 处：{quote}"
        for quote, count in counts.items()
        if count < places
    ]


def _says(text: str, figure: str) -> bool:
    """Whether the text has the figure, not as a part of a longer number."""
    whole = rf"(?<![0-9.]){re.escape(fold(figure))}(?![0-9]|\.[0-9])"
    return re.search(whole, fold(text)) is not None


def _ranks(hits: Iterable[Hit], quote: str) -> list[int]:
    wanted = _squeezed(quote)
    return [hit.rank for hit in hits if wanted in _squeezed(hit.text)]


def _where(ranks: Sequence[int]) -> str:
    return f"排在第 {'、'.join(map(str, ranks))} 位" if ranks else "没有找到"


def _first(hits: Sequence[Hit]) -> str:
    if not hits:
        return "什么也没有找到"
    words = " ".join(hits[0].plan.text[hits[0].best.start : hits[0].best.end].split())
    more = "…" if len(words) > _EXCERPT else ""
    return f"首条是{hits[0].passage.chapter}“{words[:_EXCERPT]}{more}”"
