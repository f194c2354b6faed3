"""What a question asks and what search gives back."""

from dataclasses import dataclass
from typing import Literal

from corpus.model import Plan, Span
from indexer.model import Kind, Passage
from search.references import OutlineQuestion
from search.terms import Expansion

Mode = Literal["hybrid", "keyword", "vector", "late"]
"""Which legs order the hits: all of them, or one alone, to compare."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may answer; None allows all, an empty tuple allows none.

    `chapters` are numbers or labels as printed (“第六章” or “第六章 推进系统防治……”);
    `regions` a plan's own region in full or by its last part (省市县 or 县); `years` lie
    in its period; `issuers` and `numbers` are words of its 发文机关 and 文号, `dates` ISO
    days, months or years of its date.
    """

    plans: tuple[str, ...] | None = None
    chapters: tuple[str, ...] | None = None
    kinds: tuple[Kind, ...] | None = None
    regions: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    issuers: tuple[str, ...] | None = None
    numbers: tuple[str, ...] | None = None
    dates: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question as typed and as search reads it.

    `corrected` is the question after putting right a slip, None when there was
    none. `searched` is what the legs read: simplified, corrected, figures in
    Arabic digits, each `expansions` behind its term; `folded` is the same,
    folded. `pieces` are what a passage can have in common with it: its bigrams
    of Han characters, numbers and Latin words. `phrases`, folded and without
    white space, must stand in a passage. `outline` is what it asks of the
    outline, `years` the years it names, `plans` the ids of the plans it names.
    `written` is the folded question without expansions; `words` are its words, those
    of grammar and single characters left out.
    """

    text: str
    corrected: str | None
    searched: str
    folded: str
    pieces: tuple[str, ...]
    phrases: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    outline: OutlineQuestion | None
    years: tuple[int, ...]
    plans: tuple[str, ...]
    written: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inferred:
    """A passage has `word`, which is what the plans say for the question's `term`."""

    word: str
    term: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it stands.

    Ranks count from 1; None means that the leg did not propose the passage.
    `passage_score` and `sentence_score` are the late interaction's mean maximal
    cosines (higher is better), of the whole passage and of its best sentence.
    `words` of the question stand in the passage, as printed; `inferred` are those
    that the question means. `outline` tells that the outline lists the passage, or
    that it stands within the part asked for; `named` that the question names its
    plan and not all of them. `reranked` is the rank that a reranker gives it.
    """

    keyword_rank: int | None
    vector_rank: int | None
    passage_score: float
    sentence_score: float
    words: tuple[str, ...]
    inferred: tuple[Inferred, ...] = ()
    phrases: tuple[str, ...] = ()
    outline: Literal["listed", "within"] | None = None
    named: bool = False
    reranked: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that answers, best first.

    `rank` counts from 1; a higher `score` is better. `marks` are the places in
    `plan.text` where words of the query stand; `best` is the sentence nearest
    to the question. `same_as` are the passages of other hits in the list that say
    the same (另见).
    """

    rank: int
    score: float
    plan: Plan
    passage: Passage
    explanation: Explanation
    marks: tuple[Span, ...]
    best: Span
    same_as: tuple[Passage, ...] = ()

    @property
    def text(self) -> str:
        """The passage's words, exactly as in the plan."""
        return self.plan.text[self.passage.start : self.passage.end]
