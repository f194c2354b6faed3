"""What an answer must have for a question: subject, place, time, figure."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.model import Plan
from corpus.numerals import plan_period
from corpus.text import fold
from indexer.index import Index
from indexer.tokens import tag, words
from search.answer.measured import measured
from search.answer.places import places, romanised
from search.answer.units import asked_unit, asks_figure
from search.model import Query
from search.terms import Expansion

Times = tuple[tuple[int, int], ...]
"""First and last year of each; a single year is both."""

_PERIOD = re.compile(r"十[一二三四五六七八九]?五")
_PERIOD_END = re.compile(r"十[一二三四五六七八九]?五[”\"]?(?=期?[末初]|收官|结束|开局)")
"""The year that it stands for follows it in the question as read."""

_YEAR = re.compile(r"(?<![0-9.])((?:19|20)[0-9]{2})(?![0-9.%万亿元吨])")
_GENERIC = re.compile(
    "多少|什么|哪些|哪个|哪里|哪儿|怎么|怎样|如何|是否|有没有|能不能|可以|应该|规划|目标值?|指标值?|达到|要求|"
    "提高|提升|降低|下降|控制|完成|实现|安排|内容|措施|方面|情况|问题|开展|进行|推进|加强|比例|比率|占比|比重|"
    "百分之|数量|[一二两三四五六七八九十]年|以[上下前后]|大概|一共|总共|分别|属于|打算|准备|计划|到底|最[晚迟]|时候|地方|东西|咋办|今年|"
    "明年|每年|去年|目前|现在|远景|愿景|展望|the|of|in|is|are|will|be|by|to|what|which|who|when|how|many|much|for|an?|on|"
    "and|was|were|as|at|it|its|this|that|there|any|all|with|from|should|would|can|do|does|did|has|"
    "have|been|being|get|got|must|per|each|or|not|if|deal|new|own|their|our|we|you|city|plan|plans|planned"
)
"""Words that ask, or that every plan has: they tell nothing of the subject."""

_WHOLE = re.compile("[全我本]?[市县]里?|.*[市县]$")
_GRADE = re.compile("[iv\u2160-\u217f]+类")
"""Grades of water (Ⅲ类, GB 3838): the tokeniser knows no Roman numbers."""

_HAN = re.compile("[\u3400-\u9fff]")
_FUNCTION = re.compile("[要不么几多啥咋吗呢吧了的没到哪]")
_NOUN = re.compile("n|vn|j|l|s|$")
_CONTENT = re.compile("[nvaijlbzst]|$")
_LESS = 0.5
"""What a verb or adjective counts beside a noun: questions word them freely."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the subject, folded, with what plans call it; `weight` is its rarity."""

    forms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Asked:
    """`words` are those of the subject, `places` not the plans' own, `times` ranges of years.

    `measured` are the words of the indicator that it names, if any. `numeric` tells that a figure
    is asked for, `unit` what it must measure (`search.answer.units`), None when the question
    leaves that open.
    """

    words: tuple[Word, ...]
    measured: tuple[Word, ...]
    places: tuple[str, ...]
    times: Times
    numeric: bool
    unit: str | None


class Rarity:
    """How rare a word is in the passages of an index."""

    def __init__(self, frequencies: Mapping[str, int], passages: int) -> None:
        """`frequencies` are in how many of the passages each word stands."""
        self._frequencies = frequencies
        self._passages = passages

    @classmethod
    def of_index(cls, index: Index) -> "Rarity":
        """The words of an index."""
        return cls(index.keyword.vocabulary(), len(index.passages))

    def known(self, word: str) -> bool:
        """Whether a passage has it."""
        return word in self._frequencies

    def of(self, word: str) -> float:
        """ln(1 + N / n): N passages, n of them with the word, ½ for none."""
        return math.log1p(self._passages / (self._frequencies.get(word) or 0.5))


def read_asked(query: Query, plans: Iterable[Plan], rarity: Rarity) -> Asked:
    """What a question asks of some plans."""
    plans = tuple(plans)
    plain = _unexpanded(query)
    named = places(plain, plans)
    numeric = query.outline is None and asks_figure(plain)
    ours = " ".join([*(plan.region or "" for plan in plans), *romanised(plans)])
    subject = _terms(query.expansions, plain, rarity), _rest(query.expansions, plain, rarity)
    return Asked(
        words=tuple(
            word
            for part in subject
            for word in part
            if word.forms[0] not in ours and not any(place in word.forms[0] for place in named)
        ),
        measured=tuple(
            Word(forms(query.expansions, word), rarity.of(word))
            for word in measured(plain)
            if word not in ours and not any(place in word for place in named)
        ),
        places=named,
        times=tuple(dict.fromkeys(times(_PERIOD_END.sub("", query.folded)))),
        numeric=numeric,
        unit=asked_unit(plain) if numeric else None,
    )


def times(folded: str) -> Iterator[tuple[int, int]]:
    """Every year and five-year period that words name."""
    for match in _YEAR.finditer(folded):
        yield int(match[1]), int(match[1])
    for match in _PERIOD.finditer(folded):
        period = plan_period(match[0])
        if period is not None:
            yield period


def _unexpanded(query: Query) -> str:
    """The question as read, without what plans call its terms."""
    if not _HAN.search(query.text):
        return fold(query.text)
    text = query.folded
    for one in query.expansions:
        text = re.sub(rf"({re.escape(fold(one.term))})\([^()]*\)", r"\1", text)
    return text


def _terms(known: Iterable[Expansion], plain: str, rarity: Rarity) -> Iterator[Word]:
    """Terms with what plans call them, and grades of water."""
    for one in known:
        forms = tuple(map(fold, (one.term, *one.meant)))
        if all(_GENERIC.fullmatch(form) for form in forms[1:]):
            continue  # target, rate: no subject in any language
        if forms[0] in plain and not _PERIOD.match(forms[0]):
            yield Word(forms, min(map(rarity.of, forms)))
    for grade in _GRADE.findall(plain):
        yield Word((grade,), rarity.of(grade))


def forms(known: Iterable[Expansion], word: str) -> tuple[str, ...]:
    """A word and what plans call the term that it is of."""
    terms = (map(fold, (one.term, *one.meant)) for one in known if _overlap(word, fold(one.term)))
    return tuple(dict.fromkeys([word, *(form for forms in terms for form in forms)]))


def _overlap(word: str, term: str) -> bool:
    return word in term or term in word


def _rest(expansions: Iterable[Expansion], plain: str, rarity: Rarity) -> Iterator[Word]:
    """The other words that have a meaning of their own."""
    foreign = not _HAN.search(plain)
    for one in expansions:
        plain = plain.replace(fold(one.term), " ")
    for word in dict.fromkeys(words(_PERIOD.sub(" ", plain))):
        if _GENERIC.fullmatch(word) or _WHOLE.fullmatch(word) or len(word) < 2 or word[0].isdigit():
            continue
        known = rarity.known(word)
        if word.isascii() and not known and not foreign:
            continue
        if _CONTENT.match(tag(word)) and (known or not _FUNCTION.search(word)):
            yield Word((word,), rarity.of(word) * (1 if _NOUN.match(tag(word)) else _LESS))
