"""Claims with their proof: cited words are found among the hits, or their passage is added."""

from collections.abc import Iterable, Sequence

from corpus.model import Plan, Span
from indexer.model import Passage
from search.answer.model import Cited, Claim, Figure
from search.answer.phrase import dated, said
from search.answer.proof import unproved
from search.answer.sources import Sources
from search.answer.spans import touched
from search.model import Explanation, Hit
from search.statements import Statement

_ADDED = Explanation(
    keyword_rank=None, vector_rank=None, passage_score=0.0, sentence_score=0.0, words=()
)


class Cites:
    """The hits of an answer; passages that are cited and were not found are put behind them."""

    def __init__(self, hits: Sequence[Hit], sources: Sources) -> None:
        self.hits = list(hits)
        self._sources = sources
        self._at = {(h.plan.id, h.passage.start): at for at, h in enumerate(hits)}

    def claim(
        self, text: str, cited: Iterable[Cited], values: Iterable[Figure] = ()
    ) -> Claim | None:
        """A claim, or None when a figure of it is not in its cited words."""
        claim = Claim(text.replace("\n", " "), tuple(values), tuple(dict.fromkeys(cited)))
        return None if not claim.cited or unproved(claim, self.hits) else claim

    def of_statement(self, statement: Statement) -> list[Cited]:
        """Its row, or the sentence of prose that states it and the words that give its year."""
        span, year = said(statement), dated(statement)
        found = self.of_words(statement.plan, span.start, max(span.end, statement.end))
        return found + (self.of_words(statement.plan, year.start, year.end) if year else [])

    def of_words(self, plan: Plan, start: int, end: int) -> list[Cited]:
        """The sentences that words stand in, in one or more passages."""
        found: list[Cited] = []
        step = start
        while step < end and (passage := self._sources.passage(plan.id, step)) is not None:
            span = touched(passage, step, min(end, passage.end))
            found.append(Cited(self._number(plan, passage, span), span.start, span.end))
            step = passage.end
        return found

    def of_hit(self, hit: Hit, span: Span) -> Cited:
        """Words of a passage that was found."""
        return Cited(self._number(hit.plan, hit.passage, span), span.start, span.end)

    def _number(self, plan: Plan, passage: Passage, best: Span) -> int:
        key = (plan.id, passage.start)
        if key not in self._at:
            self._at[key] = len(self.hits)
            self.hits.append(Hit(len(self.hits) + 1, 0.0, plan, passage, _ADDED, (), best))
        return self._at[key]
