"""A city plan beside county plans: targets, provisions, gaps, contradictions."""

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
]
