"""Bar charts as SVG, small and self-contained: no script, no font, readable in print."""

from collections.abc import Sequence
from html import escape

from eval.stats import Interval

WIDTH = 480
"""Of every chart, in user units; the page scales it."""

_LABEL, _VALUE = 104, 44  # room for the names on the left and the figures on the right
_ROW, _BAR, _TOP, _FOOT = 30, 14, 6, 24
_LONGEST = 6  # characters of a name; the table beside the chart has all of it
_HEIGHT = 150  # of the tallest column


def bars(rows: Sequence[tuple[str, Interval]]) -> str:
    """One horizontal bar a row on a scale from 0 to 1, with a whisker for its interval."""
    bottom = _TOP + _ROW * len(rows)
    parts = [_tick(bottom, value) for value in (0, 0.25, 0.5, 0.75, 1)]
    parts += [_bar(_TOP + _ROW * number, *row) for number, row in enumerate(rows)]
    return _svg("分类得分的条形图，数值见表", bottom + _FOOT, parts)


def histogram(values: Sequence[float], bins: int = 10) -> str:
    """How many values from 0 to 1 lie in each of equal bins, the last one closed.

    Columns' heights are proportional to the counts.
    """
    counts = [0] * bins
    for value in values:
        counts[min(int(value * bins), bins - 1)] += 1
    step = (WIDTH - 32) / bins
    base = _HEIGHT + 24
    parts = [
        _column(16 + step * number, base, step, count, _HEIGHT * count / max(counts))
        for number, count in enumerate(counts)
        if count
    ]
    parts.append(f'<line class="axis" x1="16" x2="{WIDTH - 16}" y1="{base}" y2="{base}"/>')
    parts += [
        f'<text class="mid" x="{16 + step * number:.1f}" y="{base + 18}">{number / bins:.1f}</text>'
        for number in range(bins + 1)
    ]
    return _svg("得分分布的直方图", base + _FOOT, parts)


def _x(value: float) -> float:
    return _LABEL + value * (WIDTH - _LABEL - _VALUE)


def _bar(top: float, label: str, value: Interval) -> str:
    middle = top + _ROW / 2
    return (
        f'<text class="end" x="{_LABEL - 8}" y="{middle + 5}">{escape(_short(label))}</text>'
        f'<rect class="bar" x="{_LABEL}" y="{middle - _BAR / 2}" '
        f'width="{_x(value.mean) - _LABEL:.1f}" height="{_BAR}"/>'
        f'<path class="whisker" d="M{_x(value.low):.1f} {middle - 4}v8m0 -4'
        f'H{_x(value.high):.1f}m0 -4v8"/>'
        f'<text class="end" x="{WIDTH}" y="{middle + 5}">{value.mean:.2f}</text>'
    )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _tick(bottom: float, value: float) -> str:
    x = f"{_x(value):.1f}"
    return (
        f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{bottom}"/>'
        f'<text class="mid" x="{x}" y="{bottom + 17}">{value:g}</text>'
    )


def _column(left: float, base: float, step: float, count: int, height: float) -> str:
    return (
        f'<rect class="bar" x="{left + 2:.1f}" y="{base - height:.1f}" '
        f'width="{step - 4:.1f}" height="{height:.1f}"/>'
        f'<text class="mid" x="{left + step / 2:.1f}" y="{base - height - 5:.1f}">{count}</text>'
    )


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    body = "".join(parts)
    box = f"0 0 {WIDTH} {height:g}"
    return f'<svg viewBox="{box}" role="img" aria-label="{escape(title)}">{body}</svg>'
