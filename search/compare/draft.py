"""A pasted draft beside all plans above it: what it must respect, touches and breaks."""

from collections.abc import Iterator

from corpus.errors import QueryInvalid
from corpus.metadata import Metadata
from corpus.model import Plan
from corpus.parse import parse_data
from search.compare.align import alignments, links
from search.compare.encoded import Reader
from search.compare.likeness import likeness
from search.compare.matching import Stated, stated, target_pairs
from search.compare.model import Alignment, DraftReview, TargetPair
from search.compare.pairing import pair
from search.compare.relation import breaks
from search.compare.sentences import of_draft, of_index, sample
from search.engine import Searcher

LEVELS = ("国", "省", "市", "县", "乡")
"""Levels of government, highest first, as `Plan.level` names them."""

_TITLE = "草稿"


def draft_of(text: str) -> Plan:
    """A pasted text as a plan, without what a paste may carry that is no character.

    Raises a DocumentError, DocumentEmpty where there are no words.
    """
    data = text.replace("\0", "").encode("utf-8", "ignore")
    return parse_data(data, f"{_TITLE}.txt", Metadata(id="draft", title=_TITLE))


def review(searcher: Searcher, draft: Plan, level: str = "县") -> DraftReview:
    """A draft of a plan of that level beside every plan above it in the index.

    A plan whose level is not known counts as above. Raises QueryInvalid when none is above.
    """
    above = [p for p in searcher.index.plans.values() if _is_above(p.level, level)]
    if not above:
        raise QueryInvalid(
            f"索引里没有{level}级以上的规划", "请先加入上级规划：python -m indexer add 文件"
        )
    reader = Reader(searcher.encoder)
    sentences = of_draft(reader, draft)
    provisions: list[Alignment] = []
    touched: list[tuple[TargetPair, bool]] = []
    for plan in above:
        upper = of_index(searcher.index, plan)
        background = sample(searcher.index, plan.id)
        found = links(upper, likeness(upper.encoded, sentences.encoded, background))
        provisions += alignments(upper, sentences, found)
        touched += _targets(reader, stated(plan, draft), stated(draft, plan))
    return DraftReview(
        text=draft.text,
        provisions=tuple(sorted(provisions, key=lambda a: (a.county.start, -a.score))),
        targets=tuple(target for target, _ in touched),
        conflicts=tuple(target for target, broken in touched if broken),
    )


def _is_above(level: str | None, than: str) -> bool:
    return level not in LEVELS or LEVELS.index(level) < LEVELS.index(than)


def _targets(reader: Reader, above: Stated, below: Stated) -> Iterator[tuple[TargetPair, bool]]:
    pairs, _ = pair(reader, above.said, below.said)
    for target, (s, t) in zip(target_pairs(above, below, pairs), pairs, strict=True):
        yield target, breaks(above.said[s], below.said[t])
