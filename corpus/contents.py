"""Headings of a table of contents (目录), told from those of the text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.headings import Heading, without_leader
from corpus.lines import Line
from corpus.text import fold

_FEWEST = 3
_SHARE = 0.8
"""Of a run of headings without text between them, that come again or carry a page number."""


@dataclass(frozen=True, slots=True)
class Found:
    """A heading on the lines `at` to `last`; `[start, body)` is its place in the text.

    `inline` when text follows it on its own line; `level` is the format's own level.
    """

    heading: Heading
    at: int
    last: int
    start: int
    body: int
    inline: bool
    level: int | None

    @property
    def key(self) -> str:
        """The heading's words, for telling whether two are the same."""
        return "".join(fold(self.heading.number + self.heading.title).split())


def without_contents(found: Sequence[Found], lines: Sequence[Line]) -> list[Found]:
    """The headings without those that only list what comes later."""
    later = Counter(one.key for one in found)
    kept: list[Found] = []
    for run in _runs(found, lines):
        again: list[bool] = []
        for one in run:
            later[one.key] -= 1
            again.append(later[one.key] > 0 or without_leader(lines[one.last].text) is not None)
        end = max((at + 1 for at, is_again in enumerate(again) if is_again), default=0)
        listed = sum(again) >= max(_FEWEST, _SHARE * end)
        kept += run[end:] if listed else run
    return kept


def _runs(found: Sequence[Found], lines: Sequence[Line]) -> Iterator[list[Found]]:
    """Headings that follow each other with no text between."""
    run: list[Found] = []
    for one in found:
        between = lines[run[-1].last + 1 : one.at] if run else ()
        if run and any(without_leader(line.text) is None for line in between):
            yield run
            run = []
        run.append(one)
    if run:
        yield run
