"""Questions written in traditional characters, with a homophone or a slip of the pen.

A word is only put right where a plan has another one in its place: the words
known are those of the plans searched.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from opencc import OpenCC
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Hamming

from indexer.tokens import is_word, known_words

_LONGEST = 8
_SHORTEST_SLIP = 5
"""Words shorter than this differ from too many others in one character."""

_COMMON = 3
"""A word of two characters replaces its homophone only if so many passages have it."""

EVERYDAY = frozenset(
    "的了吗呢啊吧么是在有几多少怎哪谁什何能会要可以不没和与或及其到给把被让从对为也都就还再很更最"
    "这那个些下上里后前去来说做每各等将已又只且之所于由用向进"
)
"""Characters of questions and grammar: none of them is a slip of the pen."""


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters (繁体) as simplified ones, after OpenCC's tables."""
    return str(_converter().convert(text))


@dataclass(frozen=True)
class Correction:
    """`wrong` stands at `[start, end)` of the question; the plans write `right`."""

    start: int
    end: int
    wrong: str
    right: str


class Spelling:
    """Puts right what sounds or looks like a word of the plans."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """`words` are those of the plans, with how many passages have each."""
        self._words = {w: n for w, n in words.items() if 1 < len(w) <= _LONGEST and _is_han(w)}

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], list[str]]:
        """Pinyin without tones → words, the most frequent first."""
        found: dict[tuple[str, ...], list[str]] = {}
        for word in sorted(self._words, key=lambda w: (-self._words[w], w)):
            found.setdefault(tuple(lazy_pinyin(word)), []).append(word)
        return found

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        ordered = sorted(self._words, key=lambda w: (len(w), -self._words[w], w))
        return {length: list(words) for length, words in groupby(ordered, key=len)}

    def corrections(self, text: str) -> tuple[Correction, ...]:
        """What to put right in a folded question; disjoint, in order."""
        found: list[Correction] = []
        for start, run in _han_runs(text):
            taken = 0
            for first, last in self._suspects(run):
                if first >= taken and (right := self._meant(run[first:last])):
                    place = start + first, start + last
                    found.append(Correction(*place, run[first:last], right))
                    taken = last
        return tuple(found)

    def _suspects(self, run: str) -> Iterator[tuple[int, int]]:
        """Spans that no dictionary explains, longer ones first from each place on."""
        loose, inside = _explained(run, self._words)
        for first in range(len(run)):
            for last in range(min(len(run), first + _LONGEST), first + 1, -1):
                cuts = inside[first] or inside[last]
                short = last - first == 2
                if not any(loose[first:last]) or (short and (cuts or not all(loose[first:last]))):
                    continue
                if run[first:last] not in self._words and not is_word(run[first:last]):
                    yield first, last

    def _meant(self, wrong: str) -> str | None:
        """The word of the plans that sounds the same, else a long one with one other character."""
        for word in self._by_sound.get(tuple(lazy_pinyin(wrong)), ()):
            enough = self._words[word] >= _COMMON if len(word) == 2 else True
            if enough and Hamming.distance(word, wrong) <= len(word) / 2:
                return word
        if len(wrong) < _SHORTEST_SLIP:
            return None
        near = (w for w in self._by_length.get(len(wrong), ()) if Hamming.distance(w, wrong) == 1)
        return next(near, None)


def _explained(run: str, words: Collection[str]) -> tuple[list[bool], list[bool]]:
    """Which characters no word of two or more has, and which gaps lie inside such a word.

    The second list has one entry more than the run: gap i stands before character i.
    """
    loose = [character not in EVERYDAY for character in run]
    inside = [False] * (len(run) + 1)
    at = 0
    for word in known_words(run):
        if len(word) > 1 or word in words:
            loose[at : at + len(word)] = [False] * len(word)
            inside[at + 1 : at + len(word)] = [True] * (len(word) - 1)
        at += len(word)
    return loose, inside


def _is_han(word: str) -> bool:
    return all("\u3400" <= c <= "\u9fff" for c in word)


def _han_runs(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for is_han, group in groupby(text, key=_is_han):
        run = "".join(group)
        if is_han:
            yield at, run
        at += len(run)
