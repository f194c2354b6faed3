"""The name of an indicator in a question: what is measured, in the words that set it apart.

Who writes 城镇生活垃圾回收利用率 asks for that indicator; one that shares a few words with it is
another. Lay wordings (多少人喝上自来水, …的比例) name none.
"""

import re
from collections.abc import Iterator

from indexer.tokens import tag, words
from search.subjects import bounds

MEASURES = "浓度|面积|系数|强度|密度|总量|规模|产值|里程"
"""What names of indicators end with that are no shares (GB/T 36749, 绿色发展指标体系)."""

_HEAD = re.compile(rf"(?:率|{MEASURES}|(?<=[水放排产存])量)$|(?=能耗$)")

_SHARE = re.compile(r"比[例重率]|百分比|占比")
"""The same of a share (A占B的比重); without 占 everybody says so."""

_FIRM = frozenset({"占比", "比重"})
"""Shares in the words of statistics, with or without 占."""

_FUNCTION = frozenset("pruycdqm")
"""Parts of speech that end a name: prepositions, pronouns, particles, numbers."""

_VERB = re.compile(
    r"[要达到提高升降低下削减少多控制实现完成新增]{1,2}|规划|目标|[全我本][市县省区]|现在|目前"
)


def measured(plain: str) -> tuple[str, ...]:
    """The words of the indicator's name in a folded question, its bounds left out; () without."""
    cut = words(plain)
    for at in reversed(range(len(cut))):
        head = _HEAD.search(cut[at])
        if head is not None:
            stem = cut[at] if not head[0] else cut[at][: head.start()]
            return tuple(_telling([*reversed(list(before(cut[:at]))), stem]))
        if _SHARE.fullmatch(cut[at]):
            name = list(before(cut[:at]))
            said = "占" in name or cut[at] in _FIRM
            return tuple(_telling(reversed(name))) if said else ()
    return ()


def before(cut: list[str]) -> Iterator[str]:
    """The words in front of an indicator's head that belong to its name, the last first."""
    for back, word in enumerate(reversed(cut)):
        if word == "的" and back <= 1:  # 污水的治理率, 污水治理的比率
            continue
        ends = tag(word)[:1] in _FUNCTION and not (tag(word) == "d" and len(word) > 1)  # 重复
        if not word.isalnum() or _VERB.fullmatch(word) or ends:
            return
        if word.isdigit():
            return
        yield word


def _telling(name: Iterator[str] | list[str]) -> Iterator[str]:
    return (word for word in name if len(word) > 1 and not bounds(word))
