"""The one object that the commands and the pages search with."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.model import Plan
from corpus.settings import Settings
from indexer.encode import Encoder, load_encoder
from indexer.index import Index, open_index
from search.answer.compose import Found, compose
from search.answer.model import Answer
from search.answer.sources import Sources
from search.model import Explanation, Filters, Hit, Mode, Query
from search.modes import choose, order
from search.naming import LIFT
from search.outline import Listing, listing
from search.query import Lexicon, marks, read_query
from search.rank import Ranked
from search.registry import Registry
from search.retrieve import DEPTH, allowed_positions, retrieve, retrieve_named, searched_plans

NO_FILTER = Filters()

_REMEMBERED = 256


class Searcher:
    """An open index and the encoder that made it."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        """Raises IndexOutdated when the encoder is not the one that made the index."""
        index.check(encoder)
        self.index = index
        self._lexicon = Lexicon.of(index)
        self.encoder = encoder
        # the same question comes again with other filters, and in every mode when comparing
        self._encode = lru_cache(maxsize=_REMEMBERED)(encoder.encode_query)

    @classmethod
    def open(cls, settings: Settings) -> "Searcher":
        """Open the index and load the model that made it.

        Raises IndexMissing, IndexOutdated, IndexDamaged or ModelUnavailable.
        """
        index = open_index(settings.index)
        return cls(index, load_encoder(replace(settings, model=index.manifest.encoder)))

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
        query = self.read(text) if isinstance(text, str) else text
        return self._search(query, k, filters, mode)[0]

    def ask(self, text: str | Query, k: int = 10, filters: Filters = NO_FILTER) -> Answer:
        """The answer to a question with the words that prove it, or why there is none.

        Raises what `find` raises.
        """
        query = self.read(text) if isinstance(text, str) else text
        hits, listed = self._search(query, k, filters)
        plans = searched_plans(self.index, filters, query)
        named = tuple(plan for plan in plans if plan in query.plans)
        return compose(
            Found(query, filters, named or plans, tuple(hits), tuple(listed)), self._sources
        )

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self.registry, self.index.passages)

    def _search(
        self, query: Query, k: int, filters: Filters, mode: Mode = "hybrid"
    ) -> tuple[list[Hit], list[Hit]]:
        """The hits, and all that the outline lists, in order."""
        for plan_id in filters.plans or ():
            self.index.plan(plan_id)
        encoded = self._encode(query.searched)
        allowed = allowed_positions(self.index, filters, query)
        proposals = retrieve_named if mode == "hybrid" else retrieve
        proposed = proposals(self.index, query, encoded.dense, allowed, max(DEPTH, k))
        asked = self._outline(query, filters, encoded.tokens)
        candidates = choose(self.index, proposed, allowed, mode, k, asked)

        def lift(position: int) -> float:
            named = self.index.passages[position].plan_id in query.plans
            return asked.lift(position) + LIFT * named

        ranked = order(self.index, encoded.tokens, candidates, mode, lift)
        found = [self._hit(query, number, *one) for number, one in enumerate(ranked[:k], 1)]
        listed = [
            self._hit(query, number, *one)
            for number, one in enumerate(ranked, 1)
            if one[1].candidate.position in asked.listed
        ]
        return found, listed

    def _outline(self, query: Query, filters: Filters, tokens: NDArray[np.float32]) -> Listing:
        """What the outline says to a question about it."""
        if query.outline is None:
            return Listing()

        def near(positions: Sequence[int]) -> Sequence[float]:
            units = [self.index.units.windows.of(position)[0] for position in positions]
            return [float(s) for s in self.index.tokens.score(tokens, np.array(units, np.int64))]

        plans = searched_plans(self.index, filters, query)
        return listing(self.index, query.outline, plans, near)

    def _hit(self, query: Query, number: int, score: float, item: Ranked) -> Hit:
        passage = self.index.passages[item.candidate.position]
        plan = self.index.plans[passage.plan_id]
        places = marks(query, plan.text, passage.start, passage.end)
        words = dict.fromkeys(plan.text[m.start : m.end] for m in places)
        return Hit(
            rank=number,
            score=score,
            plan=plan,
            passage=passage,
            explanation=Explanation(
                keyword_rank=item.candidate.keyword_rank,
                vector_rank=item.candidate.vector_rank,
                passage_score=item.passage_score,
                sentence_score=item.sentence_score,
                words=tuple(words),
            ),
            marks=places,
            best=passage.sentences[item.best],
        )
