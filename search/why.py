"""Why a hit stands where it stands, in an official's words."""

from collections.abc import Iterator

from corpus.text import fold
from indexer.model import Kind
from search.model import Explanation, Inferred, Query
from search.query import pattern

KIND_NAMES: dict[Kind, str] = {
    "paragraph": "正文",
    "table_row": "指标表",
    "project": "工程项目",
    "note": "备注",
    "outline": "章节标题",
}

_SHOWN = 6
"""Words named of a hit; more are not read."""

_FOREMOST = 10
"""Both legs agree on a passage that is among so many of either."""


def words_hit(query: Query, text: str) -> tuple[str, ...]:
    """Words of the question that stand in `text`, as printed there, in order.

    What are neighbours in both is one (农村, 生活, 污水 → 农村生活污水); what stands
    inside another one named, or in a quoted phrase, is left out.
    """
    folded = fold(text)
    places = sorted(m.span() for word in query.words for m in pattern(word).finditer(folded))
    runs: list[tuple[int, int]] = []
    for start, end in places:
        if runs and start <= runs[-1][1] and folded[runs[-1][0] : end] in query.written:
            runs[-1] = runs[-1][0], max(end, runs[-1][1])
        else:
            runs.append((start, end))
    found = list(dict.fromkeys(text[start:end] for start, end in runs))
    phrases = phrases_hit(query, text)
    return tuple(
        word
        for word in found
        if not any(word != other and word in other for other in found)
        and not any(fold(word) in phrase for phrase in phrases)
    )


def inferred(query: Query, text: str) -> tuple[Inferred, ...]:
    """What `text` has of the names that the plans use for the question's terms."""
    folded = fold(text)
    return tuple(
        Inferred(meant, one.term)
        for one in query.expansions
        for meant in one.meant
        if fold(meant) not in query.written and pattern(fold(meant)).search(folded)
    )


def phrases_hit(query: Query, text: str) -> tuple[str, ...]:
    """The quoted phrases that stand in `text`, white space aside."""
    bare = "".join(fold(text).split())
    return tuple(phrase for phrase in query.phrases if phrase in bare)


def explain(why: Explanation, kind: Kind) -> str:
    """“指标表；命中“污水”“治理率（由‘覆盖率’推知）”；字词第3；语义第1；两者都在前10”."""
    return "；".join([KIND_NAMES[kind], *_reasons(why)])


def _reasons(why: Explanation) -> Iterator[str]:
    known = (f"{one.word}（由‘{one.term}’推知）" for one in why.inferred)
    if words := [*why.words, *known][:_SHOWN]:
        yield "命中" + "".join(f"“{word}”" for word in words)
    if why.phrases:
        yield "含引文" + "".join(f"“{phrase}”" for phrase in why.phrases)
    if why.outline is not None:
        yield _OUTLINE[why.outline]
    if why.named:
        yield "问题点名的规划"
    ranks = {"字词": why.keyword_rank, "语义": why.vector_rank}
    yield from (f"{leg}第{rank}" for leg, rank in ranks.items() if rank is not None)
    if all(rank is not None and rank <= _FOREMOST for rank in ranks.values()):
        yield f"两者都在前{_FOREMOST}"
    if why.reranked is not None:
        yield f"重排第{why.reranked}"


_OUTLINE = {"listed": "目录所列", "within": "在所问的章节里"}
