"""The one object that the commands and the pages search with."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache

import numpy as np

from corpus.model import Plan
from corpus.settings import Settings
from corpus.text import fold
from indexer.encode import Encoder, load_encoder
from indexer.index import Index, open_index
from indexer.rerank import Reranker, load_reranker
from search.answer.asked import Rarity
from search.answer.compose import Found, compose
from search.answer.model import Answer
from search.answer.near import Near
from search.answer.sources import Sources
from search.complete import POOL, standing_out
from search.model import Explanation, Filters, Hit, Mode, Query
from search.modes import choose, order
from search.naming import LIFT
from search.outline import Listing, listing
from search.parts import Places
from search.query import Lexicon, marks, read_query
from search.rank import Ranked
from search.registry import Registry
from search.rerank import reranked
from search.retrieve import (
    DEPTH,
    allowed_positions,
    has_phrase,
    retrieve,
    retrieve_named,
    searched_plans,
)
from search.same import Restated, marked
from search.why import inferred, phrases_hit, words_hit

NO_FILTER = Filters()

_Scored = list[tuple[float, Ranked]]  # best first
_REMEMBERED = 256
_NONE = np.empty(0, np.int64)


class Searcher:
    """An open index and the encoder that made it."""

    def __init__(self, index: Index, encoder: Encoder, reranker: Reranker | None = None) -> None:
        """Raises IndexOutdated when the encoder is not the one that made the index."""
        index.check(encoder)
        self.index = index
        self._lexicon = Lexicon.of(index)
        self.encoder = encoder
        self.reranker = reranker
        # the same question comes again with other filters, and in every mode when comparing
        self._encode = lru_cache(maxsize=_REMEMBERED)(encoder.encode_query)
        # reading a plan's targets takes 50 ms for 41,000 characters
        self._restated = cache(lambda plan_id: Restated.of(index.plans[plan_id]))
        self._places = cache(lambda plan_id: Places(index, index.plans[plan_id]))

    @classmethod
    def open(cls, settings: Settings) -> "Searcher":
        """Open the index and load the model that made it, and the reranker.

        Raises IndexMissing, IndexOutdated, IndexDamaged or ModelUnavailable.
        """
        index = open_index(settings.index)
        encoder = load_encoder(replace(settings, model=index.manifest.encoder))
        return cls.of(index, encoder, settings)

    @classmethod
    def of(cls, index: Index, encoder: Encoder, settings: Settings) -> "Searcher":
        """With the reranker that the settings name or the encoder brings. Raises as `open`."""
        return cls(index, encoder, load_reranker(settings, encoder))

    def plan(self, plan_id: str) -> Plan:
        """The plan of that id. Raises PlanNotFound."""
        return self.index.plan(plan_id)

    @cached_property
    def registry(self) -> Registry:
        """All targets and indicators of the plans in the index, read once."""
        return Registry.of(self.index.plans.values())

    def read(self, text: str, *, exact: bool = False) -> Query:
        """A question as search reads it; `exact` puts no slip of the pen right.

        Raises QueryInvalid for a question with nothing to search.
        """
        return read_query(text, self._lexicon, exact=exact)

    def find(
        self,
        text: str | Query,
        k: int = 10,
        filters: Filters = NO_FILTER,
        mode: Mode = "hybrid",
    ) -> list[Hit]:
        """The `k` passages nearest to a question, best first; fewer when there are no more.

        Raises QueryInvalid for a question with nothing to search, PlanNotFound
        for a filter that names a plan which is not there.
        """
        query = self._query(text, filters)
        asked = self._outline(query, filters)
        return self._hits(query, asked, self._best(query, filters, asked, k, mode)[:k])

    def ask(self, text: str | Query, k: int = 10, filters: Filters = NO_FILTER) -> Answer:
        """The answer to a question with the words that prove it, or why there is none.

        Raises what `find` raises.
        """
        return compose(self.gathered(text, k, filters), self.sources)

    def gathered(self, text: str | Query, k: int = 10, filters: Filters = NO_FILTER) -> Found:
        """What an answer is made of. Raises what `find` raises."""
        query = self._query(text, filters)
        asked = self._outline(query, filters)
        ranked = self._best(query, filters, asked, k)
        hits = self._hits(query, asked, ranked[:k])
        plans = searched_plans(self.index, filters, query)
        named = tuple(plan for plan in plans if plan in query.plans)
        near = self._near(query, [item.candidate.position for _, item in ranked[:k]])
        return Found(query, filters, named or plans, tuple(hits), asked.parts, near, asked.absent)

    def _near(self, query: Query, positions: Sequence[int]) -> Near:
        """How near the sentences of some passages come to the question, token by token."""
        encoded = self._encode(query.searched)
        units = [self.index.units.sentences.of(position) for position in positions]
        cosines = self.index.tokens.nearest(encoded.tokens, np.concatenate([*units, _NONE]))
        ends = np.cumsum([len(own) for own in units])[:-1]
        return Near(
            tuple("".join(fold(piece).split()) for piece in encoded.pieces),
            tuple(np.split(cosines, ends, axis=1)) if positions else (),
        )

    @cached_property
    def sources(self) -> Sources:
        """What answers are drawn from, read once."""
        return Sources(self.registry, self.index.passages, Rarity.of_index(self.index))

    def find_all(self, text: str | Query, filters: Filters = NO_FILTER) -> list[Hit]:
        """Every passage above the relevance cut, best first; see `search.complete`.

        What the outline lists and what has a quoted phrase is always there. Filters
        leave the cut where it is without them. Raises as `find`.
        """
        query = self._query(text, filters)
        asked = self._outline(query, filters)
        ranked = self._ranked(query, filters, asked, POOL)
        narrowed = filters != NO_FILTER or query.phrases or query.plans or asked != Listing()
        usual = self._usual(query, filters) if narrowed else ranked
        stands_out = standing_out([item for _, item in usual])
        listed = [
            (score, item)
            for score, item in ranked
            if item.candidate.position in asked.listed
            or any(has_phrase(self.index, item.candidate.position, p) for p in query.phrases)
            or stands_out(item)
        ]
        return self._hits(query, asked, self._reranked(query, listed, asked))

    def _usual(self, query: Query, filters: Filters) -> _Scored:
        """What the question finds in all chapters and kinds, whether or not it has the phrases."""
        plans = [p for f in (NO_FILTER, filters) for p in searched_plans(self.index, f, query)]
        every = Filters(plans=tuple(dict.fromkeys(plans)))
        return self._ranked(replace(query, phrases=(), plans=()), every, Listing(), POOL)

    def _query(self, text: str | Query, filters: Filters) -> Query:
        for plan_id in filters.plans or ():
            self.index.plan(plan_id)
        return self.read(text) if isinstance(text, str) else text

    def _ranked(
        self, query: Query, filters: Filters, asked: Listing, k: int, mode: Mode = "hybrid"
    ) -> _Scored:
        """(score, passage), best first: at least `k` where there are so many."""
        encoded = self._encode(query.searched)
        allowed = allowed_positions(self.index, filters, query)
        proposals = retrieve_named if mode == "hybrid" else retrieve
        listed = proposals(self.index, query, encoded.dense, allowed, max(DEPTH, k))
        candidates = choose(self.index, listed, allowed, mode, k, asked)

        def lift(position: int) -> float:
            named = self.index.passages[position].plan_id in query.plans
            return asked.lift(position) + LIFT * named

        return order(self.index, encoded.tokens, candidates, mode, lift)

    def _best(
        self, query: Query, filters: Filters, asked: Listing, k: int, mode: Mode = "hybrid"
    ) -> _Scored:
        """As `_ranked`; in `hybrid` mode the reranker, if there is one, has the last word."""
        ranked = self._ranked(query, filters, asked, k, mode)
        return self._reranked(query, ranked, asked) if mode == "hybrid" else ranked

    def _reranked(self, query: Query, ranked: _Scored, asked: Listing) -> _Scored:
        if self.reranker is None:
            return ranked
        return reranked(self.index, self.reranker, query, ranked, asked)

    def _outline(self, query: Query, filters: Filters) -> Listing:
        """What the outline says to a question about it."""
        if query.outline is None:
            return Listing()
        tokens = self._encode(query.searched).tokens

        def near(positions: Sequence[int]) -> Sequence[float]:
            units = [self.index.units.windows.of(position)[0] for position in positions]
            return [float(s) for s in self.index.tokens.score(tokens, np.array(units, np.int64))]

        plans = searched_plans(self.index, filters, query)
        return listing(query.outline, map(self._places, plans), near)

    def _hits(
        self, query: Query, asked: Listing, ranked: Sequence[tuple[float, Ranked]]
    ) -> list[Hit]:
        hits = [
            self._hit(query, asked, rank, score, item)
            for rank, (score, item) in enumerate(ranked, 1)
        ]
        return marked(hits, self._restated)

    def _hit(self, query: Query, asked: Listing, rank: int, score: float, item: Ranked) -> Hit:
        passage = self.index.passages[item.candidate.position]
        plan = self.index.plans[passage.plan_id]
        text = plan.text[passage.start : passage.end]
        return Hit(
            rank=rank,
            score=score,
            plan=plan,
            passage=passage,
            explanation=Explanation(
                keyword_rank=item.candidate.keyword_rank,
                vector_rank=item.candidate.vector_rank,
                passage_score=item.passage_score,
                sentence_score=item.sentence_score,
                words=words_hit(query, text),
                inferred=inferred(query, text),
                phrases=phrases_hit(query, text),
                outline=asked.place(item.candidate.position),
                named=plan.id in query.plans and len(query.plans) < len(self.index.plans),
                reranked=item.reranked,
            ),
            marks=marks(query, plan.text, passage.start, passage.end),
            best=passage.sentences[item.best],
        )
