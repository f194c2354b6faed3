"""The change from baseline to target as a chart (Vega-Lite); drawn offline."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from search.entries import Entry
from search.registry_render import change

_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
"""A bound (<1.5) is no figure to start from."""

_BAR = 26
"""Height of a bar with its gap, in pixels."""


def changes(entries: Iterable[Entry]) -> list[dict[str, str | float]]:
    """The rows with both figures, in the order of the entries.

    `变化` is (target - baseline) / baseline, in percent. A baseline of 0 has none.
    """
    return [
        {
            "指标": entry.name,
            "基准到目标": change(entry),
            "变化": round((after - before) / before * 100, 2),
            "方向": "上升" if after > before else "下降" if after < before else "不变",
        }
        for entry in entries
        for before, after in _figures(entry)
    ]


def _figures(entry: Entry) -> Iterable[tuple[float, float]]:
    if entry.baseline is None or entry.target is None:
        return
    before, after = entry.baseline.text, entry.target.text
    if _FIGURE.fullmatch(before) and _FIGURE.fullmatch(after) and float(before):
        yield float(before), float(after)


def chart(rows: Sequence[dict[str, str | float]]) -> dict[str, Any]:
    """Bars to the right where the target is above the baseline, to the left where below."""
    y: dict[str, Any] = {"field": "指标", "type": "nominal", "sort": None, "title": None}
    encoding: dict[str, Any] = {
        "y": y | {"axis": {"labelLimit": 170, "labelFontSize": 13}},
        "x": {
            "field": "变化", "type": "quantitative", "title": "比基准的变化（%）",
            "axis": {"titleFontSize": 13, "labelFontSize": 12, "tickCount": 6},
        },
        "color": {
            "field": "方向", "type": "nominal", "title": None,
            "scale": {
                "domain": ["上升", "下降", "不变"], "range": ["#1f4e79", "#c98a00", "#7d8fa6"],
            },
            "legend": {"orient": "top", "labelFontSize": 13},
        },
        "tooltip": [
            {"field": name, "type": "nominal"} for name in ("指标", "基准到目标", "变化")
        ],
    }  # fmt: skip
    return {
        "data": {"values": list(rows)},
        "mark": {"type": "bar"},
        "encoding": encoding,
        "height": {"step": _BAR},
        "usermeta": {"embedOptions": {"actions": False}},
    }
