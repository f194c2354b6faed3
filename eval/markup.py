"""HTML that opens anywhere: escaped, with the look inside it."""

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: #1d2733; background: #fff; line-height: 1.7;
  font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  "WenQuanYi Micro Hei", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.4; margin: 0 0 .4rem; color: #1f4e79; }
h2 { font-size: 1.25rem; margin: 2.8rem 0 .6rem; padding-bottom: .3rem;
  border-bottom: 1px solid #d7dee7; }
h3 { font-size: 1rem; margin: 0; }
h4 { font-size: .85rem; margin: .8rem 0 .2rem; color: #56657a; font-weight: 600; }
p { margin: 0 0 .8rem; max-width: 46em; overflow-wrap: anywhere; }
header p, .facts, .span { color: #56657a; font-size: .9rem; }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem; margin: 1rem 0 1.5rem; }
.tile { border: 1px solid #d7dee7; border-radius: .5rem; padding: .9rem 1rem; }
.tile p { margin: 0; font-size: .85rem; line-height: 1.6; }
.tile .figure { font-size: 1.9rem; line-height: 1.3; font-weight: 600; color: #1f4e79; }
.tile .span { margin-bottom: .5rem; }
.minor { background: #f3f5f8; border-color: #f3f5f8; }
.minor .figure { font-size: 1.3rem; }
.chart { margin: 1rem 0 1.5rem; max-width: 36rem; }
svg { display: block; width: 100%; height: auto; font-size: 13px; }
svg text { fill: #1d2733; }
svg .mid { text-anchor: middle; fill: #56657a; font-size: 12px; }
svg .end { text-anchor: end; }
svg .bar { fill: #8fb0d0; }
svg .whisker { stroke: #1d2733; stroke-width: 1.5; fill: none; }
svg .grid { stroke: #e3e8ee; }
svg .axis { stroke: #56657a; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.5;
  font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0;
  border-bottom: 1px solid #e3e8ee; min-width: 3.2rem; }
td:first-child { white-space: nowrap; }
td:nth-child(3) { min-width: 4.4rem; }
th { color: #56657a; font-weight: 600; white-space: nowrap; border-color: #9aa8b8; }
.card { border: 1px solid #d7dee7; border-radius: .5rem; padding: .9rem 1.1rem; margin: 0 0 1rem;
  break-inside: avoid; }
.card .facts { margin: 0; }
.legs { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; list-style: none; margin: 0; padding: 0;
  font-size: .9rem; }
.quotes { margin: 0; padding-left: 1.4rem; font-size: .9rem; overflow-wrap: anywhere; }
ul.quotes { list-style: none; padding-left: 0; }
.quotes li + li { margin-top: .5rem; }
cite { display: block; font-style: normal; color: #56657a; font-size: .85rem; }
.grade { border: 1px solid #c5ced9; border-radius: .3rem; padding: 0 .4rem; white-space: nowrap; }
.g3 { border-color: #2c6e49; color: #2c6e49; }
.g2 { border-color: #1f4e79; color: #1f4e79; }
@media screen and (max-width: 48rem) {
  main { padding: 1.2rem .9rem 3rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: .6rem; }
  .tile { padding: .7rem; }
  .card { padding: .8rem .9rem; }
  .wide table { min-width: 44rem; }
  svg { font-size: 15px; }
  svg .mid { font-size: 13px; }
}
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  th, td { min-width: 0; padding-right: .4rem; }
  th { white-space: normal; overflow-wrap: anywhere; }
  h2 { break-after: avoid; }
  tr, .tile, .chart { break-inside: avoid; }
}
"""


def page(title: str, parts: Iterable[str]) -> str:
    """A whole file; `parts` are HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body>\n<main>{''.join(parts)}</main>\n</body></html>\n"
    )


def section(title: str, *parts: str) -> str:
    """A part of the page under its title; `parts` are HTML."""
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>\n"


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain text that scrolls by itself where it is wider than the screen."""
    first = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
    )
    inside = f"<thead><tr>{first}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="wide" tabindex="0"><table>{inside}</table></div>'
