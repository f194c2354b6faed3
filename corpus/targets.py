"""Targets, deadlines, thresholds and achieved figures that stand in prose."""

from collections.abc import Sequence

from corpus.lines import Line
from corpus.model import Section, Target


def targets(text: str, lines: Sequence[Line], sections: Sequence[Section]) -> tuple[Target, ...]:
    """All targets of a plan's prose, in reading order."""
    del text, lines, sections
    return ()
