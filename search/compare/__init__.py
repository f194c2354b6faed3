"""A city plan beside county plans: targets, provisions, gaps, contradictions."""

from search.compare.core import compare
from search.compare.draft import draft_of, review
from search.compare.model import (
    Alignment,
    Comparison,
    Contradiction,
    Copied,
    CoverageCell,
    DraftReview,
    Extra,
    Missing,
    Side,
    TargetPair,
)

__all__ = [
    "Alignment",
    "Comparison",
    "Contradiction",
    "Copied",
    "CoverageCell",
    "DraftReview",
    "Extra",
    "Missing",
    "Side",
    "TargetPair",
    "compare",
    "draft_of",
    "review",
]
