"""The keyword leg against BM25F written out by hand."""

from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import pytest
from whoosh.util.numeric import byte_to_length, length_to_byte

from corpus.errors import IndexDamaged
from indexer.keyword import FIELDS, KeywordIndex, write

TEXTS = [
    ("农村生活污水治理率达到40%", "第四节 深化农业面源环境整治"),
    ("提高再生水利用率，再生水利用率达到25%", "第四节 提升水资源保障"),
    ("完成VOCs综合治理工程", "三、蓝天保卫战重大工程"),
    ("污水处理厂污泥处置", "第二节 水污染治理"),
    ("秸秆综合利用率达到95%以上", "第四节 深化农业面源环境整治"),
    ("削减5%", "第三节"),
    ("削减15%", "第三节"),
]
B, K1 = 0.75, 1.2


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> KeywordIndex:
    """The texts, indexed."""
    folder = tmp_path_factory.mktemp("keyword") / "k"
    write(folder, TEXTS)
    return KeywordIndex.open(folder)


def brute_force(query: str) -> list[tuple[int, float]]:
    """Every text's BM25F score, by the formula, best first."""
    scores: Counter[int] = Counter()
    for name, (tokenise, boost) in FIELDS.items():
        column = 1 if name == "headings" else 0
        bags = [Counter(tokenise(text[column])) for text in TEXTS]
        lengths = [sum(bag.values()) for bag in bags]
        kept = [byte_to_length(length_to_byte(n)) for n in lengths]  # Whoosh stores one byte
        tokens = dict.fromkeys(tokenise(query))
        for token in [t for t in tokens if len(t) > 1 or t.isascii() or len(query) == 1]:
            holders = sum(token in bag for bag in bags)
            idf = log(len(bags) / (holders + 1)) + 1
            for at, bag in enumerate(bags):
                if token in bag:
                    norm = 1 - B + B * kept[at] / (sum(lengths) / len(lengths))
                    scores[at] += boost * idf * bag[token] * (K1 + 1) / (bag[token] + K1 * norm)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.parametrize(
    "query",
    ["农村污水治理率", "再生水", "VOCs治理", "第四节", "5%", "污水，污水", "整治40%以上", "水"],
)
def test_equals_brute_force(index: KeywordIndex, query: str) -> None:
    found = index.search(query, 10)
    expected = brute_force(query)
    assert [p for p, _ in found] == [p for p, _ in expected]
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=1e-3)


def positions(found: Sequence[tuple[int, float]]) -> list[int]:
    """Without the scores."""
    return [position for position, _ in found]


def test_a_filter_restricts_exactly(index: KeywordIndex) -> None:
    everything = index.search("治理率", 10)
    some = index.search("治理率", 10, frozenset({1, 4}))
    assert some == [hit for hit in everything if hit[0] in {1, 4}]
    assert index.search("治理率", 10, frozenset()) == []


def test_k_cuts_the_list(index: KeywordIndex) -> None:
    assert index.search("治理率", 2) == index.search("治理率", 10)[:2]


@pytest.mark.parametrize("query", ["", "，。", "火星基地", 'AND OR NOT ( " *'])
def test_nothing_to_find(index: KeywordIndex, query: str) -> None:
    assert index.search(query, 10) == []


def test_five_percent_is_not_fifteen(index: KeywordIndex) -> None:
    assert positions(index.search("5%", 10)) == [5]


def test_a_damaged_index(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="关键词索引损坏"):
        KeywordIndex.open(tmp_path / "none")
