"""Searching: the citation invariant, filters, explanations, and each step against brute force."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexOutdated, PlanNotFound
from corpus.metadata import Metadata
from corpus.model import Plan
from corpus.parse import parse_data
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.engine import Searcher
from search.model import Filters, Mode
from search.rank import rank
from search.retrieve import Candidate

QUESTION = "2025年农村生活污水治理率目标是多少"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The real plan in an index made without a model."""
    index = tmp_path_factory.mktemp("engine")
    build_index(index, load_plans([SHIPPED / "kaifeng.txt"]).plans, HashEncoder())
    return Searcher(open_index(index), HashEncoder())


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text("农村生活污水治理率目标2025年%VOCs", min_size=2, max_size=20), st.integers(1, 30))
def test_every_hit_quotes_the_plan(searcher: Searcher, question: str, k: int) -> None:
    if not any(c.isalnum() for c in question):
        return
    hits = searcher.find(question, k)
    assert len(hits) <= k
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((h.score for h in hits), reverse=True)
    for hit in hits:
        assert hit.text == hit.plan.text[hit.passage.start : hit.passage.end]
        assert 0 < len(hit.text) <= 800
        for mark in hit.marks:
            assert hit.passage.start <= mark.start < mark.end <= hit.passage.end
        assert hit.passage.body <= hit.best.start < hit.best.end <= hit.passage.end
    assert len({hit.passage for hit in hits}) == len(hits)


def test_the_words_of_the_question_explain_the_hit(searcher: Searcher) -> None:
    hit = searcher.find("农村生活污水治理率", 1)[0]
    assert "农村生活污水治理率" in hit.explanation.words
    assert hit.explanation.keyword_rank is not None
    assert hit.explanation.keyword_rank <= 3


@pytest.mark.parametrize("chapter", ["第六章", "第六章 推进系统防治，保障土壤和地下水安全"])
def test_chapter_filter(searcher: Searcher, chapter: str) -> None:
    hits = searcher.find(QUESTION, 50, Filters(chapters=(chapter,)))
    assert hits
    assert {hit.passage.chapter for hit in hits} == {"第六章 推进系统防治，保障土壤和地下水安全"}


def test_kind_filter_sees_everything_of_its_kind(searcher: Searcher) -> None:
    hits = searcher.find("指标", 50, Filters(kinds=("table_row",)))
    assert {hit.passage.kind for hit in hits} == {"table_row"}
    assert len(hits) == 26


@pytest.mark.parametrize(
    "filters",
    [Filters(kinds=()), Filters(chapters=("第九十九章",)), Filters(plans=()), Filters(chapters=())],
)
def test_a_filter_that_matches_nothing_finds_nothing(searcher: Searcher, filters: Filters) -> None:
    assert searcher.find(QUESTION, 10, filters) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"city", "province"}),
        (Filters(regions=("东江市",)), {"city"}),
        (Filters(regions=("河海省东江市",)), {"city"}),
        (Filters(regions=("西溪县",)), {"county"}),  # fictional, and asked for by name
        (Filters(regions=("东江市", "西溪县")), {"city", "county"}),
        (Filters(regions=("丁市",)), set()),
        (Filters(levels=("市", "县")), {"city"}),
        (Filters(levels=("县",)), {"county"}),
        (Filters(levels=("国",)), set()),
        (Filters(years=(2023,)), {"city"}),
        (Filters(years=(2025, 2026)), {"city", "province"}),
        (Filters(years=(2019,)), set()),
        (Filters(regions=("东江市",), levels=("省",)), set()),
        (Filters(plans=("county", "city"), years=(2021,)), {"city", "county"}),
        (Filters(issuers=("人民政府",)), {"city", "province"}),
        (Filters(issuers=("东江市",)), {"city"}),
        (Filters(numbers=("东政（2021）",)), {"city"}),
        (Filters(dates=("2021-12",)), {"city"}),
        (Filters(dates=("2021", "2026")), {"city", "province"}),
        (Filters(dates=("2020",), issuers=("人民政府",)), set()),
    ],
)
def test_filters_about_plans(tmp_path: Path, filters: Filters, expected: set[str]) -> None:
    said = {
        "city": Metadata(
            region="河海省东江市",
            level="市",
            period=(2021, 2025),
            issuer="东江市人民政府",
            number="东政〔2021〕8号",
            date="2021-12-30",
        ),
        "county": Metadata(
            region="河海省东江市西溪县", level="县", period=(2021, 2025), fictional=True
        ),
        "province": Metadata(
            region="河海省",
            level="省",
            period=(2026, 2030),
            issuer="河海省人民政府",
            date="2026-01-02",
        ),
    }
    plans = [parse_data("第一章 绿化\n植树。".encode(), f"{n}.txt", m) for n, m in said.items()]
    build_index(tmp_path, plans, HashEncoder())
    hits = Searcher(open_index(tmp_path), HashEncoder()).find("植树", 10, filters)
    assert {hit.plan.id for hit in hits} == expected


def test_a_filter_for_an_unknown_plan(searcher: Searcher) -> None:
    with pytest.raises(PlanNotFound, match="没有编号为 qinghe 的规划"):
        searcher.find(QUESTION, 10, Filters(plans=("kaifeng", "qinghe")))


def test_late_interaction_equals_brute_force(searcher: Searcher) -> None:
    index, encoder = searcher.index, HashEncoder()
    query = encoder.encode_query(QUESTION).tokens
    ranked = rank(
        index, query, [Candidate(p, None, 0.0, None, 0.0) for p in range(len(index.passages))]
    )

    def maxsim(unit: int) -> float:
        vectors = index.tokens.vectors(unit).astype(np.float32)
        return float(np.mean([max(float(q @ v) for v in vectors) for q in query]))

    expected = []
    for p in range(len(index.passages)):
        parts = index.units.windows.of(p), index.units.sentences.of(p)
        expected.append(sum(max(maxsim(int(unit)) for unit in units) for units in parts))
    assert [r.candidate.position for r in ranked[:20]] == sorted(
        range(len(expected)), key=lambda p: (-expected[p], p)
    )[:20]
    assert [r.score for r in ranked[:20]] == pytest.approx(
        sorted(expected, reverse=True)[:20], abs=1e-4
    )


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    build_index(tmp_path, [], HashEncoder())
    assert Searcher(open_index(tmp_path), HashEncoder()).find(QUESTION) == []


def test_another_model_is_refused(searcher: Searcher) -> None:
    with pytest.raises(IndexOutdated, match="权重不同"):
        Searcher(searcher.index, HashEncoder(dimension=32))


def test_sentences_that_stand_twice_are_both_found(searcher: Searcher, kaifeng: Plan) -> None:
    sentence = "分区域、分作物制定化肥施用限量标准和减量方案"
    places = [i for i in range(len(kaifeng.text)) if kaifeng.text.startswith(sentence, i)]
    assert len(places) == 2
    hits = searcher.find(sentence, 5)
    for place in places:
        assert any(hit.passage.start <= place < hit.passage.end for hit in hits)


@pytest.mark.parametrize("mode", ["keyword", "vector", "late", "hybrid"])
def test_every_mode_finds_and_orders(searcher: Searcher, mode: Mode) -> None:
    hits = searcher.find("农村生活污水治理率", 20, mode=mode)
    assert len(hits) == 20
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_one_leg_alone_is_in_that_legs_order(searcher: Searcher) -> None:
    by_keyword = [h.explanation.keyword_rank for h in searcher.find(QUESTION, 20, mode="keyword")]
    by_vector = [h.explanation.vector_rank for h in searcher.find(QUESTION, 20, mode="vector")]
    assert by_keyword == by_vector == list(range(1, 21))


def test_keyword_mode_lists_only_what_shares_a_word(searcher: Searcher) -> None:
    assert searcher.find("xyzzy", 10, mode="keyword") == []
    assert searcher.find("xyzzy", 10)
