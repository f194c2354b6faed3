"""The one rule of every claim: its figures stand in the words it cites."""

import re
from collections.abc import Sequence

from corpus.text import fold
from search.answer.model import Claim
from search.model import Hit

_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


def unproved(claim: Claim, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The figures of a claim that stand in none of its cited words, as printed; () proves it.

    The years of its values are no figures here: a table has them in its heading, prose often
    in the sentence before.
    """
    cited = " ".join(hits[c.hit].plan.text[c.start : c.end] for c in claim.cited)
    known = set(_FIGURE.findall(fold(cited)))
    known |= {str(value.year) for value in claim.values}
    stated = [claim.text, *(value.value for value in claim.values)]
    found = (number for text in stated for number in _FIGURE.findall(fold(text)))
    return tuple(dict.fromkeys(number for number in found if number not in known))
