"""How long questions take on a warm index, beside the encoding of the question alone.

Absolute times belong to the machine; the shares, taken in one run, carry over.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from indexer.encode import Encoder
from search.engine import Searcher


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds: `p50` and `p95` of a whole query, `encoding` the median of encoding one alone.

    `share` is the median of a query's time over that of its own encoding.
    """

    p50: float
    p95: float
    encoding: float
    share: float


def query_speed(searcher: Searcher, encoder: Encoder, questions: Iterable[str]) -> Speed:
    """Ask each question once, in turn with encoding it; the first only warms up.

    The questions must differ, because a searcher remembers encodings, and be three at least.
    """
    first, *rest = questions
    searcher.find(first)
    encode: list[float] = []
    find: list[float] = []
    for question in rest:
        encode.append(seconds(lambda: encoder.encode_query(question)))  # noqa: B023
        find.append(seconds(lambda: searcher.find(question)))  # noqa: B023
    share = median(f / e for f, e in zip(find, encode, strict=True))
    return Speed(median(find), quantiles(find, n=20)[-1], median(encode), share)


def answer_share(searcher: Searcher, questions: Iterable[str]) -> float:
    """The median of an answer's time over that of finding its passages alone.

    What a searcher remembers is remembered for both: each question is asked once before.
    """
    shares: list[float] = []
    for question in questions:
        searcher.ask(question)
        found = seconds(lambda: searcher.find(question))  # noqa: B023
        shares.append(seconds(lambda: searcher.ask(question)) / found)  # noqa: B023
    return median(shares)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = perf_counter()
    work()
    return perf_counter() - start
