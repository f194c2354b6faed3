"""How good is the ranking: test sets, measures, reports."""
