"""The one rule of every claim: its figures stand in the words it cites."""

import re
from collections.abc import Sequence

from corpus.text import fold
from search.answer.model import Claim
from search.model import Hit

_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def unproved(claim: Claim, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The figures of a claim that stand in none of its cited words, as printed; () proves it.

    A citation has the plan's title, and of a row the heading of its table, which has the years.
    """
    cited = [hits[c.hit].plan.text[c.start : c.end] for c in claim.cited]
    cited += [hits[c.hit].plan.title + _heading(hits[c.hit]) for c in claim.cited]
    known = set(_FIGURE.findall(fold(" ".join(cited))))
    stated = [claim.text, *(value.value for value in claim.values)]
    found = (number for text in stated for number in _FIGURE.findall(fold(text)))
    return tuple(dict.fromkeys(number for number in found if number not in known))


def _heading(hit: Hit) -> str:
    """The heading of the table that a passage is a row of; empty for others."""
    passage = hit.passage
    if passage.table is None or passage.row is None:
        return ""
    table = hit.plan.tables[passage.table]
    return " ".join(cell.text for cell in table.cells if cell.row < table.header_rows)
