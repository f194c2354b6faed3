"""From a question to cited passages."""

from search.cite import citation
from search.engine import Searcher
from search.model import Explanation, Filters, Hit

__all__ = ["Explanation", "Filters", "Hit", "Searcher", "citation"]
