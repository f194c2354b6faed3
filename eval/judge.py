"""Judging: one place at a time, each grade on the disk before the next question is asked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.explain import Citer
from eval.measures import SETTLED
from eval.model import GRADES, Judgement
from eval.pool import Unjudged
from eval.testset import append
from indexer.index import Index

GUIDELINE = {
    3: "只读这一处就能答出问题；问数值的，数值、对象和年份都对得上",
    2: "说的是所问的事，但不能单独作答：缺数值、缺年份，或只是其中一部分",
    1: "同一话题，读了对回答帮助不大",
    0: "说的是别的事，哪怕用词相同",
}
"""How to tell the grades apart, as in the test set's README. In doubt, the lower one."""

_KEYS = "0–3 打分，s 跳过，q 结束："
_ANSWERS = {*map(str, GRADES), "s", "q"}


def judge_name(text: str) -> str:
    """A judge's name without the white space around it. Raises TestsetInvalid."""
    name = text.strip()
    if not name or name == SETTLED or len(name) > 30 or not name.isprintable():
        raise TestsetInvalid(
            f"判断人的名字不能用：{name or '（空）'}",
            f"请写自己的姓名或代号，30 个字以内；“{SETTLED}”留给裁定。",
        )
    return name


def judgement(item: Unjudged, grade: int, judge: str, plans: Mapping[str, Plan]) -> Judgement:
    """What `judge` says now of a place, with the plan's words. Raises TestsetInvalid."""
    place = item.place
    if place.plan not in plans:
        raise TestsetInvalid(
            f"索引里没有编号为 {place.plan} 的规划", "请先加入规划：python -m indexer add 文件"
        )
    quote = plans[place.plan].text[place.start : place.end]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Judgement(item.query.id, place.plan, place.start, place.end, grade, quote, judge, at)


def judge_in_terminal(
    folder: Path,
    items: Sequence[Unjudged],
    judge: str,
    index: Index,
    ask: Callable[[str], str] = input,
) -> int:
    """Judge what `pool` gives, until its end, q or the end of input; how many were judged.

    `ask` shows a text and reads a line. What is skipped is in the next pool again.
    Raises TestsetInvalid.
    """
    name, citer = judge_name(judge), Citer(index)
    before = "\n".join(f"{grade} {GRADES[grade]}：{words}" for grade, words in GUIDELINE.items())
    judged = 0
    for number, item in enumerate(items, 1):
        shown = citer.cited(item.place)
        question = f"[{number}/{len(items)}] 问题：{item.query.query}"
        answer = _answer(f"{before}\n\n{question}\n{shown.citation}\n{shown.text}\n", ask)
        if answer == "q":
            break
        if answer != "s":
            append(folder, [judgement(item, int(answer), name, index.plans)])
            judged += 1
        before = ""
    return judged


def _answer(text: str, ask: Callable[[str], str]) -> str:
    """A grade, s or q; the end of input is q."""
    try:
        while (answer := ask(text + _KEYS).strip().lower()) not in _ANSWERS:
            text = f"没有 {answer or '（空）'} 这一项。"
    except EOFError:
        return "q"
    return answer
