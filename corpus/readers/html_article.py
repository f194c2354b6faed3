"""Which part of a web page is the document: without navigation, breadcrumb, footer, buttons."""

import re
from collections import Counter

from lxml.etree import _Element
from lxml.html import HtmlElement

from corpus.readers.html_text import BREAKING

_NO_TEXT = [
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "button",
    "select",
    "textarea",
    "input",
    "nav",
    "footer",
]
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:breadcrumbs?|crumbs?|curb|(?:top|main|sub|side)?nav(?:bar|igation)?|menu|footer|foot"
    r"|share\w*|sidebar|search\w*|login|related|recommend\w*|pagination|pager|toolbar|qr\w*|ewm"
    r"|copyright|header|top|bottom|print(?:er)?|fontsize|op-row)(?:$|[-_\s])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKS = re.compile(r"[。；，、！？]")
_SHARE = 0.9
"""Of the page's sentence marks that the article must hold; the rest is navigation."""
_SMALL = 0.1
_HALF = 0.6
"""A hidden copy of the article, for reading aloud, holds half of the marks. What hides more
than that is shown later by a script."""
_CONTAINERS = ("div", "article", "section", "main", "form", "body", "center", "tbody", "tr", "td")


def article(body: _Element) -> tuple[_Element, int]:
    """The innermost container of nearly all sentences, and the sentence marks left outside it."""
    marks = _marks(body)
    total = marks[body]
    here = body
    while (inner := _heaviest(here, marks)) is not None and marks[inner] >= _SHARE * total:
        here = inner
    return here, total - marks[here]


def strip(body: _Element) -> None:
    """Cut out what shows no text of the document: scripts, buttons, navigation, hidden copies."""
    for element in list(body.iter(*_NO_TEXT)):
        if element is not body:
            drop(element)
    marks = _marks(body)
    for element in list(body.iterdescendants()):
        share = marks[element] / max(marks[body], 1)
        name = f"{element.get('class', '')} {element.get('id', '')}"
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
        if (hidden and share <= _HALF) or (
            share <= _SMALL and element.tag in BREAKING and _FURNITURE.search(name)
        ):
            drop(element)


def drop(element: _Element) -> None:
    """Cut an element out of its tree; the text behind it stays."""
    if isinstance(element, HtmlElement):
        element.drop_tree()


def _marks(body: _Element) -> Counter[_Element]:
    """Sentence marks under each element, those of links left out."""
    marks: Counter[_Element] = Counter()
    for element in body.iter():
        own = len(_MARKS.findall(element.text or "")) if isinstance(element.tag, str) else 0
        if own and element.tag != "a":
            marks[element] += own
            for above in element.iterancestors():
                marks[above] += own
        after = len(_MARKS.findall(element.tail or "")) if element is not body else 0
        if after:
            for above in element.iterancestors():
                marks[above] += after
    return marks


def _heaviest(here: _Element, marks: Counter[_Element]) -> _Element | None:
    """The child with most sentences, if it is a container and not itself a paragraph or table."""
    children = [child for child in here if isinstance(child.tag, str)]
    best = max(children, key=lambda child: marks[child], default=None)
    if best is None:
        return None
    if best.tag == "table":
        return best if is_layout(best) else None
    inside = sum(1 for e in best.iterdescendants() if e.tag in BREAKING or e.tag == "br")
    return best if best.tag in _CONTAINERS and inside > 1 else None


def is_layout(table: _Element) -> bool:
    """Whether a table only places things on the page: a table inside it, or a single cell."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    filled = [cell for cell in table.iter("td", "th") if "".join(map(str, cell.itertext())).strip()]
    return len(filled) == 1
