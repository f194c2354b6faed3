"""Whether the indicator that a question names is the one that an entry states (近似指标).

Two indicators of one object are two figures: 污水处理率, 污水集中收集率. Who asks for the one
must not read the other as the answer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from indexer.tokens import is_word, tag, words
from search.answer.asked import Word, forms
from search.answer.evidence import presence
from search.answer.measured import MEASURES, before
from search.answer.question import FIGURE_KINDS, Question
from search.entries import Entry
from search.subjects import unbounded
from search.terms import Expansion

Kin = Literal["same", "near", "other"]
"""`same`: all that the question names, or it names none; `near`: another word for what is done
(处理, 治理); `other`: something else is measured."""

_BREAK = re.compile(r"[^\w\u3400-\u9fff.%]+|以及|分别|[和与]")
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
"""Blanks of keywords are inside a name: 黑臭水体 比例."""

_WHEN = re.compile(
    r'(?:[到至在]|截至)?(?:(?:19|20)[0-9]{2}年?|"?十[一二三四五六]五"?)(?:期间|年?[末底初前])?的?'
)
_RATIO = r"(?:占比|比[例重率](?!较)|百分比)"
_SHARES = re.compile(rf"(?:率|{_RATIO}|比重)$")
_HEAD = re.compile(
    rf"(?:(?<![频效功概税利汇速])率|{MEASURES}|增加值|天数|能耗|"
    rf"(?<=[水放排产存用])量)(?:的?{_RATIO})?|占[^占,多几]{{2,}}?{_RATIO}|占比|比重"
)
"""What names of indicators end with, shares of a whole, too."""

_ENDS = re.compile(rf"占|的|{_RATIO}|率|总量|规模|(?<=[水放排产存用])量")
_PLAIN = re.compile(
    r"以[上下内]|水质|质量|环境|目标|指标|任务|数值|水平|情况|其中|整个|全部|所有|年均|平均|大概"
)
"""Words that set no name apart."""

_ACTION = "v"
_HALF = 0.5

_WHERE = (
    (re.compile(r"农村|乡村|村庄|行政村"), frozenset({"village"})),
    (re.compile(r"县城|县级城市"), frozenset({"county"})),
    (re.compile(r"(?<!县级)城市|市区|城区"), frozenset({"city"})),
    (re.compile(r"城镇|建成区|县级(?:及)?以上"), frozenset({"county", "city"})),
)
"""Settlements that have figures of their own (GB/T 50280), and those that cover two."""


def indicator(question: Question) -> str:
    """The name of the indicator in a question, the last where there are more; else ""."""
    found = (_name(part) for part in _parts(question.words))
    return next((name for name in reversed(list(found)) if name), "")


def _parts(text: str) -> Iterator[str]:
    for part in _BREAK.split(_BETWEEN.sub("", text)):
        yield from _WHEN.split(part)


def _name(part: str) -> str:
    """The words up to the last head that belong together."""
    heads = list(_HEAD.finditer(part))
    if not heads:
        return ""
    head = heads[-1]
    stem = "".join(reversed(list(before(_joined(part[: head.start()])))))
    return f"{stem}{head[0]}" if len(stem) > 1 else ""


def _joined(text: str) -> list[str]:
    """The words of a text, the single characters at its end as one (污水, 回, 用)."""
    cut = words(text)
    last = next((at for at in range(len(cut), 0, -1) if len(cut[at - 1]) > 1), 0)
    end = "".join(cut[last:])
    return [*cut[:last], end] if len(end) > 1 and "的" not in end else cut


def kin(question: Question, entries: Sequence[Entry], known: Iterable[Expansion]) -> Kin:
    """How the indicator that a question names stands to the entries chosen, the nearest of them.

    `known` are the terms of the question with what plans call them.
    """
    known = tuple(known)
    if question.kind not in FIGURE_KINDS:
        return "same"
    entries = [entry for entry in entries if not elsewhere(question, entry)]
    name = indicator(question)
    found = {_of(name, entry, known) for entry in entries}
    return next((kind for kind in _KINDS if kind in found), "other")


_KINDS: tuple[Kin, ...] = ("same", "near", "other")


def _of(name: str, entry: Entry, known: Sequence[Expansion]) -> Kin:
    said, ours = _said(entry), f"{entry.plan.title}{entry.plan.region or ''}"
    missing = [
        w
        for w in _telling(name)
        if w not in ours and presence(Word(_forms(known, w), 1.0), said) < _HALF
    ]
    if not missing:
        return "same"
    kind = bool(_SHARES.search(name)) or name[-1] in said  # an amount is no share
    near = kind and all(_acts(w) and not set(w).isdisjoint(said) for w in missing)
    return "near" if near else "other"


def _forms(known: Sequence[Expansion], word: str) -> tuple[str, ...]:
    """What plans call it; what they do instead (秸秆焚烧: 综合利用) is another measure."""
    return (word,) if _acts(word) else forms(known, word)


def _acts(word: str) -> bool:
    return tag(word).startswith(_ACTION)


def _said(entry: Entry) -> str:
    """What the plan says of it: its names, its clause, the group of its row."""
    first = entry.statements[0]
    group = first.row.category if first.row is not None else ""
    return " ".join([*entry.names, *(s.quote for s in entry.statements), group or ""]).lower()


def _telling(name: str) -> Iterator[str]:
    """The words of a name that set it apart, its bounds left out; long ones in halves."""
    rest = _ENDS.sub(" ", _PLAIN.sub(" ", _bare(name))).split()
    for word in (word for part in rest for word in _joined(part)):
        half = len(word) // 2
        if len(word) == 4 and is_word(word[:half]) and is_word(word[half:]):
            yield from (word[:half], word[half:])
        elif len(word) > 1:
            yield word


def _bare(name: str) -> str:
    for pattern, _ in _WHERE:
        name = pattern.sub("", name)
    return unbounded(name)


def elsewhere(question: Question, entry: Entry) -> bool:
    """Whether both name settlements and none in common (农村, 县城, 城市)."""
    asked, said = _where(question.words), _where(f"{entry.name}{entry.scope}")
    return bool(asked) and bool(said) and asked.isdisjoint(said)


def _where(text: str) -> frozenset[str]:
    found = (places for pattern, places in _WHERE if pattern.search(text))
    return frozenset().union(*found)


def led(question: Question, entry: Entry, text: str) -> str:
    """“规划没有“污水处理率”这一说法，相近的是“污水治理率”：…”"""
    return f"规划没有“{indicator(question)}”这一说法，相近的是“{entry.name}”：{text}"


def apart(question: Question, entry: Entry) -> str:
    """A refusal that names the neighbour, without its figure."""
    asked = indicator(question)
    missing = f"规划里没有查到“{asked}”" if asked else "规划没有给出所问的这项数值"
    return f"{missing}；最相近的是“{entry.name}”，所指不同，不能代替。"
