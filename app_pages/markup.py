"""Text of a plan as HTML. Every character goes through `html.escape`: a document is data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from corpus.model import Plan, Section, Span
from search.render import FICTIONAL

Layers = Mapping[str, Sequence[Span]]
"""Which places of the text each tag lies on, innermost tag first."""

_LINE = re.compile(r"\S(?:[^\n]*\S)?")


def inline(text: str, start: int, end: int, layers: Layers) -> str:
    """`text[start:end]` with the tags of the layers; a span is cut at edges that cross it."""
    spans = [span for each in layers.values() for span in each]
    edges = {min(max(edge, start), end) for span in spans for edge in (span.start, span.end)}
    return "".join(_piece(text, a, b, layers) for a, b in pairwise(sorted(edges | {start, end})))


def _piece(text: str, start: int, end: int, layers: Layers) -> str:
    piece = escape(text[start:end])
    for tag, spans in layers.items():
        if any(span.start <= start and end <= span.end for span in spans):
            piece = f"<{tag}>{piece}</{tag}>"
    return piece


def lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines of `text[start:end]` without the white space around them, blank ones left out."""
    for match in _LINE.finditer(text, start, end):
        yield Span(match.start(), match.end())


def element(tag: str, content: str, **attributes: str | int | None) -> str:
    """An HTML element around markup: `class_` is `class`, `data_x` is `data-x`, None nothing."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{content}</{tag}>"


def heading_span(plan: Plan, section: Section) -> Span:
    """The characters of a heading without the line break behind it; empty for the preamble."""
    words = plan.text[section.start : section.body].rstrip()
    return Span(section.start, section.start + len(words))


def plan_name(plan: Plan) -> str:
    """A plan's title where there is room for nothing else; not markup."""
    return f"{plan.title}（{FICTIONAL}）" if plan.fictional else plan.title


def fictional_badge(plan: Plan) -> str:
    """The mark that an invented sample carries wherever it is shown; empty for a real plan."""
    return element("span", FICTIONAL, class_="badge fictional") if plan.fictional else ""


def notice(message: str, hint: str) -> str:
    """What went wrong or was not found, and what to do about it."""
    words = element("p", element("b", escape(message))) + element("p", escape(hint))
    return element("div", words, class_="notice", role="alert", lang="zh-CN")
