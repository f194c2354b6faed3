"""Questions written in traditional characters, with a homophone or a slip of the pen.

A word is only put right where a plan has another one in its place: the words
known are those of the plans searched.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, groupby

from opencc import OpenCC
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Hamming

from indexer.tokens import frequency, is_word, known_words

_LONGEST = 8
_SHORTEST_SLIP = 5
"""Words shorter than this differ from too many others in one character."""

_COMMON = 3
"""A word of two characters replaces its homophone only if so many passages have it."""

_RARER = 20
"""How many times rarer than the plans' word a dictionary's word must be to be its misspelling."""

_ALIKE = (
    "暖暧 杆秆竿 未末 己已巳 土士 日曰 干千于 侯候 准淮 折拆析 拔拨 坏环 微徽 "
    "辨辩瓣 幕慕墓暮 徒陡 倍陪赔培 暴瀑爆 模摸 待侍持特 清情晴请睛 漠寞 捐损 "
    "蓝篮 园圆 密蜜 燥躁噪澡藻 壁璧 驱躯 低抵底 栽裁载 偏遍 幅福副 复覆 燃然 "
    "臭嗅 梁粱 棵颗 种钟 理埋 治冶 洁结 洒酒 沟构购 浊烛 渔鱼 堤提题 坑抗 "
    "场扬杨 炼练 烧浇挠 牧枚 畜蓄 疫役 矿旷 硫琉 碳炭 磷鳞 砖转 稀烯 肥肌 "
    "芦庐 苗描 荒慌 蔬疏 街衔 设没 护沪 货贷 轨轧 迁迂 郊效 钢刚 险检捡验 "
    "饮饭 驶驰 泄泻 凌陵 厉历 燎僚 胁协 贮储 圾极 厦夏 网纲 源原"
)
"""Characters often written for one another: they look alike (形近字), after school lists."""

EVERYDAY = frozenset(
    "的了吗呢啊吧么是在有几多少怎哪谁什何能会要可以不没和与或及其到给把被让从对为也都就还再很更最"
    "这那个些下上里后前去来说做每各等将已又只且之所于由用向进"
)
"""Characters of questions and grammar: none of them is a slip of the pen."""


@cache
def _alike() -> dict[str, str]:
    """Character → those that look like it."""
    groups = _ALIKE.split()
    return {c: "".join(g for g in groups if c in g).replace(c, "") for c in "".join(groups)}


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
        for start, typed in _han_runs(text):
            run = self._reworded(typed, start, found)
            taken = 0
            for first, last in self._suspects(run):
                if first >= taken and (right := self._meant(run[first:last])):
                    place = start + first, start + last
                    found.append(Correction(*place, run[first:last], right))
                    taken = last
        return tuple(sorted(found, key=lambda one: one.start))

    def _reworded(self, run: str, start: int, found: list[Correction]) -> str:
        """The run without rare words that sound and look like one of the plans (秸杆)."""
        words = known_words(run)
        for at, wrong in zip(accumulate(map(len, ["", *words])), words, strict=False):
            if right := self._commoner(wrong):
                found.append(Correction(start + at, start + at + len(wrong), wrong, right))
                run = run[:at] + right + run[at + len(right) :]
        return run

    def _commoner(self, word: str) -> str | None:
        if len(word) < 2 or word in self._words:
            return None
        sound, least = lazy_pinyin(word), _RARER * max(1, frequency(word))
        near = (w for w in self._looking_like(word) if lazy_pinyin(w) == sound)
        return next((w for w in near if frequency(w) >= least), None)

    def _looking_like(self, wrong: str) -> Iterator[str]:
        """The plans' words that have a look-alike in the place of one character."""
        for at, character in enumerate(wrong):
            for other in _alike().get(character, ""):
                word = wrong[:at] + other + wrong[at + 1 :]
                if self._words.get(word, 0) >= (_COMMON if len(word) == 2 else 1):
                    yield word

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
        """The word of the plans that sounds the same, looks alike, or a long one with one slip."""
        for word in self._by_sound.get(tuple(lazy_pinyin(wrong)), ()):
            enough = self._words[word] >= _COMMON if len(word) == 2 else True
            if enough and Hamming.distance(word, wrong) <= len(word) / 2:
                return word
        if alike := next(self._looking_like(wrong), None):
            return alike
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
