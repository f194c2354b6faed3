"""Questions answered from the plans' own words, or refused (问答)."""

from search.answer.model import Answer, Cited, Claim, Figure, Kind, Status

__all__ = ["Answer", "Cited", "Claim", "Figure", "Kind", "Status"]
