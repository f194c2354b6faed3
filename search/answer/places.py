"""Places that a question names, by form and dictionary: 杞县, 商丘, 全省.

No list of places of ours: the form of names after 宪法 article 30, the words after jieba's
dictionary, and the names that the plans themselves print.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from pypinyin import lazy_pinyin

from corpus.model import Plan
from corpus.regions import region_parts
from indexer.tokens import frequency, tag, tagged, words

_SUFFIX = re.compile(r"(?<=.)(?:特别行政区|自治[区州县旗]|新区|[省市县区州旗盟])$")
_AFTER = frozenset({"省", "市", "县", "区", "州", "旗", "盟", "新区", "地区"})
_PROPER = ("ns", "nr", "nz", "nt")
_COMMON = re.compile(
    r".*城市|[各全本我大].|.*(?:[社园景灌矿滩郊山城市县老小辖林]|开发|保护|功能)区"
)
_CITY = re.compile("..[省市]$")
_CITY_SAID = 0.003
_COUNTY_SAID = 0.02
"""How often a name must have its suffix for each time that the dictionary counts it without: a word
that says more than a place (新建, 平原, 古城, 小河) seldom means the county of that name."""

_LEAST_LETTERS = 6
"""Shorter words of other languages read like a name too often (hen, same)."""

_WHOLE = {"全国": "国", "全省": "省"}
"""Words for a whole territory and the level of the plan that they are at home in."""


def places(text: str, plans: Iterable[Plan]) -> tuple[str, ...]:
    """The places in a folded question that are not what the plans are of, each once.

    Names lose their suffix (商丘市 → 商丘) unless one character would be left (杞县).
    """
    plans = tuple(plans)
    own = _own(plans)
    levels = {plan.level for plan in plans}
    cut = words(text)
    found = [stem(name) for name in _named(cut)]
    found += [word for word in cut if word in _WHOLE and _WHOLE[word] not in levels]
    for names in filter(None, map(_romanised().get, cut)):
        found += names[:1] if own.isdisjoint(names) else []
    if not own.isdisjoint(found):  # our rank in the province: compared with, not asked for
        found = [name for name in found if name not in _WHOLE and not _province(name)]
    return tuple(dict.fromkeys(name for name in found if name not in own))


def romanised(plans: Iterable[Plan]) -> frozenset[str]:
    """The names of what the plans are of in pinyin."""
    return frozenset("".join(lazy_pinyin(name)) for name in _own(plans))


def _own(plans: Iterable[Plan]) -> set[str]:
    return {stem(name) for plan in plans for name, _ in region_parts(plan.region or "")[-1:]}


def stem(name: str) -> str:
    """A name without its suffix: 河南省 → 河南, 杞县 → 杞县."""
    bare = _SUFFIX.sub("", name)
    return bare if len(bare) > 1 else name


def _named(cut: list[str]) -> Iterator[str]:
    for word, after in pairwise([*cut, ""]):
        if len(word) < 2 or word in _AFTER or not _han(word) or _COMMON.fullmatch(word):
            continue
        if _SUFFIX.search(word):
            if _proper(word) or (len(word) > 2 and tag(word) == "n" and tag(stem(word)) == "n"):
                yield word
        elif after in _AFTER and (_proper(word) or not tag(word)):
            yield word + after
        elif _bare(word):
            yield word


def _bare(word: str) -> bool:
    """A name that stands without its suffix: the dictionary has it with one, often enough."""
    said = {suffix: frequency(word + suffix) / (frequency(word) or 1) for suffix in "省市县区"}
    if any(tag(word + suffix) == "ns" and said[suffix] >= _CITY_SAID for suffix in "省市"):
        return True
    return _proper(word) and any(
        _proper(word + suffix) and said[suffix] >= _COUNTY_SAID for suffix in "县区"
    )


@cache
def _romanised() -> dict[str, list[str]]:
    """Pinyin of enough letters → cities and provinces that are read so."""
    found: dict[str, list[str]] = {}
    for name in map(stem, filter(_CITY.search, tagged("ns"))):
        pinyin = "".join(lazy_pinyin(name))
        if len(pinyin) >= _LEAST_LETTERS:
            found.setdefault(pinyin, []).append(name)
    return found


def _province(name: str) -> bool:
    return tag(f"{name}省") == "ns"


def _proper(word: str) -> bool:
    return tag(word).startswith(_PROPER)


def _han(word: str) -> bool:
    return all("\u3400" <= c <= "\u9fff" for c in word)
