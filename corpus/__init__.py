"""What the documents say; knows no index and no model."""

from corpus.errors import PlanSearchError
from corpus.model import Indicator, Plan, Section, Span
from corpus.parse import parse
from corpus.store import load_plans
from corpus.text import fold

__all__ = ["Indicator", "Plan", "PlanSearchError", "Section", "Span", "fold", "load_plans", "parse"]
