"""Refusals: why the plans do not answer a question, or None when they seem to (拒答)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from search.answer.asked import Asked
from search.answer.evidence import Evidence, presence
from search.answer.model import Status
from search.answer.signals import Signals, read_signals
from search.model import Hit
from search.render import titled

WEIGHTS: Mapping[str, float] = {
    "absent": 5.62,
    "measured": 8.6,
    "place": 9.85,
    "time": 12.55,
    "figure": 9.93,
    "numeric": 3.31,
    "far": 3.16,
    "lead": -0.7,
}
INTERCEPT = -5.65
"""Log-odds that the plans do not answer, of each unit of a signal. Logistic regression (L2, C=30)
over the five test sets of the Kaifeng plan: `python -m eval refusals` fits and prints them."""

THRESHOLD = 0.5
"""Refused from this probability on: by models of the other test sets 0.91 of what has no answer and
0.05 of what has one before a clear entry of the registry overrules it (`CLEAR`)."""

_HALF = 0.5

_REASONS: Mapping[str, Status] = {
    "place": "other_plan",
    "time": "other_year",
    "figure": "no_figure",
    "absent": "not_in_plans",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in a plain sentence.

    `confidence`, `THRESHOLD` to 1, is the probability that the plans do not answer, calibrated:
    see the reliability table in docs/relevance.md.
    """

    status: Status
    text: str
    confidence: float


def refuse(asked: Asked, found: Sequence[Evidence], hits: Sequence[Hit]) -> Refusal | None:
    """Why what was found does not answer; None when it seems to.

    `hits` are the best first, `found` the evidence in them and in the registry.
    """
    if not hits:
        return Refusal("not_in_plans", "检索的规划里没有找到相近的内容。", 1.0)
    signals = read_signals(asked, found, hits)
    confidence = probability(signals)
    if confidence < THRESHOLD:
        return None
    status = reason(signals)
    return Refusal(status, _text(status, asked, hits, found), confidence)


def probability(signals: Signals) -> float:
    """That the plans do not answer, 0 to 1."""
    odds = INTERCEPT + sum(_shares(signals).values())
    return 1 / (1 + math.exp(-odds))


def reason(signals: Signals) -> Status:
    """The first of place, time and figure that costs half of the subject, else what weighs most."""
    for name in ("place", "time", "figure"):
        if getattr(signals, name) >= _HALF:
            return _REASONS[name]
    shares = _shares(signals)
    shares["absent"] += shares["measured"] + shares["far"]
    return _REASONS[max(_REASONS, key=lambda name: shares[name])]


def _shares(signals: Signals) -> dict[str, float]:
    return {one.name: WEIGHTS[one.name] * getattr(signals, one.name) for one in fields(signals)}


def _text(status: Status, asked: Asked, hits: Sequence[Hit], found: Sequence[Evidence]) -> str:
    plans = {hit.plan.id: hit.plan for hit in hits}.values()
    titles = "、".join(map(titled, plans))
    if status == "other_plan":
        names = "、".join(asked.places)
        return f"检索的是{titles}，其中没有{names}的这项内容；要查{names}，请看它自己的规划。"
    if status == "other_year":
        return f"规划{_told(found)}没有{_years(asked.times)}的。"
    if status == "no_figure":
        unit = f"以“{asked.unit}”计的" if asked.unit not in {None, "年", "%", "浓度"} else ""
        what = "期限" if asked.unit == "年" else f"{unit}数值"
        return f"规划说到了相近的内容，但没有给出所问的{what}。"
    missing = [w.forms[0] for w in asked.words if not any(presence(w, h.text) for h in hits)]
    named = f"，最相近的段落里也没有提到{'、'.join(f'“{word}”' for word in missing)}"
    return f"检索的规划里没有查到这项内容{named if missing else ''}。"


def _told(found: Iterable[Evidence]) -> str:
    """The years that the best sentence is of, or the period when it names none."""
    told = sorted(set(max(found, key=lambda e: (e.figure, e.share)).told))
    single = [time for time in told if time[0] == time[1]]
    return f"给的是{_years(single or told)}的，" if told else "里"


def _years(times: Iterable[tuple[int, int]]) -> str:
    return "、".join(f"{a}年" if a == b else f"{a}—{b}年" for a, b in times)
