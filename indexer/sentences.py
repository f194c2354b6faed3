"""Text → sentences, and clauses of long ones."""

import re
from collections.abc import Iterator

from corpus.model import Span

_SHORT_SENTENCE = 16
"""In code points. Joining shorter ones moved MRR@10 from 0.882 to 0.887 and success@5 from
0.940 to 0.964 on the 84 dev queries, before keywords counted."""

LONG_SENTENCE = 60
_CLAUSES_LENGTH = 40
"""A longer sentence is cut into runs of clauses of at most this length. On the dev queries
hit@1 went from 0.845 to 0.857, and “what is the 2025 rural sewage target” found the sentence
third instead of sixth."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[”’」』）)\"]*\s*|[^。！？；!?;\n]+")
_CLAUSE = re.compile(r"[^，：,]*[，：,]+|[^，：,]+")


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Partition `text[start:end]` into sentences; a semicolon or line break ends one too.

    A short one stays with the next: the lead sentence “保障供水安全。” names what
    the next one says, and alone it would match a question without answering it.
    One over `LONG_SENTENCE` is cut between clauses: in official prose the target
    often stands at the end of a hundred characters of measures.
    """
    spans: list[Span] = []
    for sentence in whole_sentences(text, start, end):
        if sentence.end - sentence.start <= LONG_SENTENCE:
            spans.append(sentence)
        else:
            parts = _matches(_CLAUSE, text, sentence.start, sentence.end)
            spans += join_short(pack(parts, _CLAUSES_LENGTH), _SHORT_SENTENCE)
    return tuple(spans)


def whole_sentences(text: str, start: int, end: int) -> list[Span]:
    """Partition `text[start:end]` into sentences, long ones whole."""
    return join_short(_matches(_SENTENCE, text, start, end), _SHORT_SENTENCE)


def _matches(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[Span]:
    return [Span(m.start(), m.end()) for m in pattern.finditer(text, start, end)]


def join_short(spans: list[Span], least: int) -> list[Span]:
    """Join neighbours until each has `least` code points; a short rest joins the last."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end - joined[-1].start < least:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    if len(joined) > 1 and joined[-1].end - joined[-1].start < least:
        joined[-2:] = [Span(joined[-2].start, joined[-1].end)]
    return joined


def pack(spans: list[Span], most: int) -> list[Span]:
    """Join neighbours as long as they stay within `most` code points."""
    packed: list[Span] = []
    for span in spans:
        if packed and span.end - packed[-1].start <= most:
            packed[-1] = Span(packed[-1].start, span.end)
        else:
            packed.append(span)
    return packed


def clauses(text: str, sentence: Span, most: int) -> Iterator[Span]:
    """Partition a sentence at its commas and colons; a clause over `most` is cut there."""
    for clause in _matches(_CLAUSE, text, sentence.start, sentence.end):
        for at in range(clause.start, clause.end, most):
            yield Span(at, min(at + most, clause.end))
