"""Spans of a plan → `Side`s."""

from corpus.model import Plan, Section
from search.cite import citation_at
from search.compare.model import Side


def side(plan: Plan, start: int, end: int, name: str = "") -> Side:
    """`[start, end)` of a plan with its citation."""
    return Side(plan.id, start, end, plan.text[start:end], citation_at(plan, start), name)


def section_side(plan: Plan, section: Section) -> Side:
    """A section's heading."""
    heading = plan.text[section.start : section.body].rstrip()
    return side(plan, section.start, section.start + len(heading), section.label)
