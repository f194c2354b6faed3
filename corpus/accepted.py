"""Which of the lines that may be headings are ones, by the numbers around them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.contents import Found
from corpus.headings import Heading, read_heading
from corpus.lines import Line

_SKIPPED = 2
"""The number of an item may be this far from the one before; typists slip."""
_FIRSTS = frozenset(f"{number}.1" for number in range(1, 100))
_CLAUSE = re.compile(r"\s*([1-9][0-9]?\.[1-9][0-9]?)(?:[\s　]+[\u3400-\u9fff]|$)")


def accepted(
    candidates: Sequence[Found], lines: Sequence[Line], rank: Mapping[str, float]
) -> Iterator[Found]:
    """Sure headings, and of the others those that the numbers around them bear out."""
    numbers = {one.heading.number for one in candidates}
    has_decimals = not _FIRSTS.isdisjoint(numbers.union(_clauses(lines)))
    last: dict[str, Heading] = {}  # scheme → the heading of it under which we are
    reached: dict[str, int] = {}  # scheme → the last number of it
    for one in candidates:
        heading = one.heading
        if one.inline and _out_of_turn(heading, reached.get(heading.scheme, 0)):
            continue
        if not heading.sure:
            counts_on = _counts_on(heading, last)
            if heading.number[-1].isdigit():
                runs_on = counts_on and (has_decimals or heading.scheme != "1.")
                if not runs_on and not _has_parts(heading, numbers, last.get("1.")):
                    continue
            elif not (counts_on and _heads(one, lines, rank)):
                continue
        last = {s: h for s, h in last.items() if rank[s] < rank[heading.scheme]}
        last[heading.scheme] = heading
        reached[heading.scheme] = heading.ordinal or 0
        yield one


def _out_of_turn(heading: Heading, reached: int) -> bool:
    """Whether a number comes where most before it are missing: they stand before sentences.

    So do then the others, though some go on after the first sentence as headings do.
    """
    ordinal = heading.ordinal or 0
    return heading.kind == "item" and ordinal > 1 and not 0 <= ordinal - reached <= _SKIPPED


def _clauses(lines: Sequence[Line]) -> Iterator[str]:
    """The numbers of clauses without a title (“4.1 废盐应当……”, GB/T 1.1-2020, 7.5)."""
    for line in lines:
        if line.block.cell is None and (match := _CLAUSE.match(line.text)):
            yield match[1]


def _counts_on(heading: Heading, last: Mapping[str, Heading]) -> bool:
    """Whether the number is the next of its scheme here, for 4.2 also under the right 4."""
    before = last.get(heading.scheme)
    if heading.ordinal != (1 if before is None else (before.ordinal or 0) + 1):
        return False
    outer = re.split(r"[.．]", heading.number)[:-1] if heading.scheme.startswith("1.1") else []
    return not outer or int(outer[-1]) in {h.ordinal for h in last.values()}


def _has_parts(heading: Heading, numbers: set[str], before: Heading | None) -> bool:
    """Whether “4 术语” has a 4.1, and stands where a 4 may (a number in a figure need not)."""
    later = before is None or (heading.ordinal or 0) > (before.ordinal or 0)
    return (
        heading.scheme == "1."
        and f"{heading.number}.1" in numbers
        and (later or heading.ordinal == 1)
    )


def _heads(one: Found, lines: Sequence[Line], rank: Mapping[str, float]) -> bool:
    """A one-sentence item heads the text that follows it, if that is no further item."""
    if one.last + 1 == len(lines):
        return False
    following = read_heading(lines[one.last + 1].text)
    return following is None or rank.get(following.scheme, -1) > rank[one.heading.scheme]
