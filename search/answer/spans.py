"""Places of a passage that belong together."""

import re

from corpus.model import Span
from indexer.model import Passage
from search.model import Hit

_STOP = re.compile(r"[。！？；\n]")


def touched(passage: Passage, start: int, end: int) -> Span:
    """The sentences of a passage that `[start, end)` touches, as one; headings are such, too."""
    if start < passage.body and end <= passage.body:
        return Span(start, end)
    found = [s for s in passage.sentences if s.start < end and start < s.end]
    return Span(found[0].start, found[-1].end) if found else Span(passage.start, passage.end)


def whole_sentence(hit: Hit) -> Span:
    """The best sentence from full stop to full stop, as far as the passage goes.

    Long sentences are encoded in parts: a figure may stand in the part behind.
    """
    passage, text = hit.passage, hit.plan.text
    before = [m.end() for m in _STOP.finditer(text, passage.body, hit.best.start)]
    behind = _STOP.search(text, hit.best.end - 1, passage.end)
    return Span(max(before, default=passage.body), behind.end() if behind else passage.end)
