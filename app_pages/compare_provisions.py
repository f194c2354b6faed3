"""Provisions beside each other as HTML, the words they share marked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from app_pages.compare_markup import Plans, cited
from app_pages.markup import element, inline
from corpus.model import Span
from search.compare.model import GRADE_NAMES, Alignment, Copied, Side


def grouped(pairs: Iterable[Alignment]) -> list[list[Alignment]]:
    """The pairs of each county provision, best first, in the order of the county plan."""
    ordered = sorted(pairs, key=lambda a: (a.county.start, a.county.end, -a.score))
    return [list(g) for _, g in groupby(ordered, lambda a: (a.county.start, a.county.end))]


def provisions(
    groups: Iterable[Sequence[Alignment]],
    copies: Mapping[int, Copied],
    plans: Plans,
    titles: tuple[str, str],
    *,
    full: bool = False,
) -> str:
    """Two columns: what stands above, and the provision below that takes it up.

    `copies` are the county's near-verbatim sentences by where they start.
    """
    head = "".join(element("div", escape(title)) for title in titles)
    rows = "".join(
        element(
            "li",
            element("div", _above(pairs, plans, full=full), class_="above")
            + element("div", _below(pairs, copies, plans), class_="below"),
        )
        for pairs in groups
    )
    columns = element("div", head, class_="heads", aria_hidden="true")
    return element("div", columns + element("ol", rows), class_="provisions", lang="zh-CN")


def _above(pairs: Sequence[Alignment], plans: Plans, *, full: bool) -> str:
    """What is of the same task, or the nearest; what else is related is folded behind it."""
    shown = max(1, sum(pair.grade == "same_task" for pair in pairs))
    drawn = [_pair(pair, plans, full=full) for pair in pairs]
    if shown == len(drawn):
        return "".join(drawn)
    summary = element("summary", f"另有相关条款 {len(drawn) - shown} 处")
    return "".join(drawn[:shown]) + element("details", summary + "".join(drawn[shown:]))


def _pair(pair: Alignment, plans: Plans, *, full: bool) -> str:
    grade = element("span", GRADE_NAMES[pair.grade], class_=f"badge {pair.grade}")
    score = element("span", f"相似度 {pair.score:.3f}", class_="score")
    facts = element("div", grade + score + cited(pair.city, plans, full=full), class_="crumbs")
    return element("div", facts + _words(pair.city, pair.words), class_="one")


def _below(pairs: Sequence[Alignment], copies: Mapping[int, Copied], plans: Plans) -> str:
    side = pairs[0].county
    words = {word for pair in pairs for word in pair.words}
    copy = copies.get(side.start)
    facts = cited(side, plans) + ("" if copy is None else _copied(copy, plans))
    return element("div", facts, class_="crumbs") + _words(side, tuple(words))


def _copied(copy: Copied, plans: Plans) -> str:
    badge = element("span", f"近乎照抄 {copy.share:.0%}", class_="badge copied")
    return badge + element("span", "照自 " + cited(copy.city, plans), class_="from")


def _words(side: Side, words: Sequence[str]) -> str:
    """The quote; the longest shared word wins where two overlap."""
    ordered = sorted(filter(None, words), key=lambda word: (-len(word), word))
    shared = re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
    marks = [Span(m.start(), m.end()) for m in shared.finditer(side.quote)]
    return element("p", inline(side.quote, 0, len(side.quote), {"mark": marks}), class_="text")
