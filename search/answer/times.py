"""Whether the plans state an entry for the years that a question asks about."""

from corpus.text import fold
from search.answer.choose import years_of
from search.answer.question import Question
from search.entries import Entry
from search.figures import YEAR


def of_years(question: Question, entry: Entry) -> bool:
    """Whether a year asked for is the target's or the baseline's; no year asks for any.

    A change is compared with a year that its words name (比2015年削减). What only has a deadline
    answers whatever year is put forward.
    """
    if not question.years or entry.statements[0].value is None:
        return True
    if question.kind == "deadline":
        return True
    own = years_of(entry)
    if question.kind == "change" or entry.statements[0].changes:
        quotes = (statement.quote for statement in entry.statements)
        own |= {int(m[1]) for quote in quotes for m in YEAR.finditer(fold(quote))}
    return not own.isdisjoint(question.years)
