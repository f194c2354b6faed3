"""Whether an entry's unit is the one that a question asks for."""

import re

from corpus.text import fold
from search.answer.question import Question
from search.answer.units import asked_unit, has_figure
from search.entries import Entry

_UNITS = {
    "%": r"百分|个点|比例|比率|比重|占比|几成|%|percent|\brate\b|(?<!频)率",
    "吨": r"吨|\btons?\b",
    "户": r"户",
    "辆": r"辆",
    "万亩": r"亩",
    "亿立方米": r"亿方|立方",
    "万立方米": r"万方|立方",
    "平方米": r"平米|平方米",
    "平方公里": r"平方公里",
}

OTHER = -2
"""Of another unit than the one behind 多少 (多少吨): no answer."""


def fits(question: Question, entry: Entry) -> int:
    """1: the unit asked for, 0: none is, -1: another, `OTHER` where it stands behind 多少."""
    unit = fold(entry.unit or "")
    wanted = None if question.manifold else asked_unit(question.words)  # it names several
    if unit and wanted not in {None, "%", "年"} and not has_figure(f"1{unit}", wanted):
        return OTHER
    asked = [u for u, pattern in _UNITS.items() if re.search(pattern, question.text)]
    if not asked or not unit:
        return 0
    if any(u in unit for u in asked):
        return 1
    return -1
