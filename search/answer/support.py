"""Whether words may be said on the strength of cited words: figure by figure, word by word."""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.measures import MEASURE
from corpus.numerals import parse_numeral
from corpus.states import states
from corpus.text import fold
from search.figures import arabic

_DIGITS = re.compile(
    r"(?P<sign>[<>≤≥±]|(?<![0-9a-z%年月日-])[-+])?"
    r"\s?(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)[ ]?"
)
_HAN = "〇零一二两三四五六七八九十百千万亿半"
_CHARACTERS = re.compile(rf"[{_HAN}分之点]*[{_HAN}]")
_FOLD_WORDS = re.compile(r"翻番|倍增|翻倍|成倍|加倍")
_TELLING = re.compile(
    "[不未没无非升降增减高低超逾约近]|力争|努力|争取|确保|原则上|至少|至多|最多|基本|全部|全面|"
    "以上|以下|以内|左右"
)
"""What turns a figure round, moves it or bounds it: 不 40%, 下降 15%, 83% 以上."""

_BOUND = re.compile("以上|以下|以内|左右")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")
_PHRASE = re.compile(r"[\u3400-\u9fff]+")

OWN_WORDS = 0.7
"""Share of a sentence's pairs of characters that need not stand in the words it cites: a sentence
says it in other words, but one that shares less speaks of something else."""

Figure = tuple[str, str]
"""A number in Arabic digits with its sign, or the words of a value; and its unit."""


def figures(text: str) -> frozenset[Figure]:
    """Every figure of a text, in digits or characters, as exactly as it is printed.

    15% is not 5%, 5个 not 5%, <1.3 not 1.3, 16.16亿立方米 not 16.16立方米. Years are figures
    too, so are values in words (基本消除) and bounds behind (83%以上). Sooner too
    many than too few: a figure that is overlooked is one that nobody checks.
    """
    written = arabic(fold(text))
    in_words = (fold(text)[s.start : s.end] for s in states(text))
    rare = (c for c in written if c.isnumeric() and not c.isascii() and c not in _HAN)
    words = (*in_words, *rare, *_FOLD_WORDS.findall(written))
    return frozenset((*_in_digits(written), *_in_characters(written), *((w, "") for w in words)))


def _in_digits(written: str) -> Iterator[Figure]:
    for match in _DIGITS.finditer(written):
        number = match["number"].replace(",", "")
        unit = _unit(written, match.end())
        if _YEAR.fullmatch(number) and not unit:
            unit = "年"  # of a period: 2021—2025年
        yield (match["sign"] or "") + number, unit


def _in_characters(written: str) -> Iterator[Figure]:
    """三个 is 3个; a single character without a unit (统一) is none, but for 半."""
    for match in _CHARACTERS.finditer(written):
        unit = _unit(written, match.end())
        if len(match[0]) > 1 or unit or match[0] == "半":
            yield _as_digits(match[0]), unit


def _as_digits(numeral: str) -> str:
    try:
        return str(parse_numeral(numeral))
    except ValueError:
        return numeral


def _unit(written: str, at: int) -> str:
    match = MEASURE.match(written, at)
    unit = match[0] if match else ""
    bound = _BOUND.match(written, at + len(unit))
    return unit + (bound[0] if bound else "")


def supported(sentence: str, cited: str, known: str) -> bool:
    """Whether a sentence says no more than `cited` lets it.

    All its figures, the words that turn or bound them, and its words of other
    scripts must stand there; its Chinese words there or in `known` (the question),
    but for a share of `OWN_WORDS`.
    """
    if not figures(sentence) <= figures(cited):
        return False
    if not set(_TELLING.findall(fold(sentence))) <= set(_TELLING.findall(fold(cited))):
        return False
    if not set(_words(sentence)) <= {*_words(cited), *_words(known)}:
        return False
    said, given = set(_pairs(sentence)), {*_pairs(cited), *_pairs(known)}
    return bool(said) and len(said - given) <= OWN_WORDS * len(said)


def _words(text: str) -> list[str]:
    return _WORD.findall(arabic(fold(text)))


def _pairs(text: str) -> Iterator[str]:
    for phrase in _PHRASE.findall(arabic(fold(text))):
        yield from (a + b for a, b in pairwise(phrase))
