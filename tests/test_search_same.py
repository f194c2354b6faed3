"""The same rule in several places: what is linked, what is not, and that no hit is lost."""

import json
from pathlib import Path

import pytest
from conftest import plan_file
from hypothesis import given, settings
from hypothesis import strategies as st

from app_pages.card import cards
from corpus.model import Plan, Span
from corpus.parse import parse
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from indexer.split import split
from search.cite import citation
from search.engine import Searcher
from search.model import Explanation, Hit
from search.render import as_json, as_text
from search.same import Restated, folded_hits, marked


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The real plan in an index made without a model."""
    index = tmp_path_factory.mktemp("same")
    build_index(index, load_plans([SHIPPED / "kaifeng.txt"]).plans, HashEncoder())
    return Searcher(open_index(index), HashEncoder())


def hit_at(plan: Plan, at: int, words: str, rank: int = 1) -> Hit:
    """A hit whose best sentence is these words."""
    passage = next(p for p in split(plan) if p.body <= at < p.end)
    best = Span(at, at + len(words))
    return Hit(rank, 2 - rank / 10, plan, passage, Explanation(1, 1, 1, 1, ()), (), best)


# (reason, one sentence, the other, whether they say the same)
PAIRS = [
    ("word for word", "依法关闭禁养区内的全部畜禽养殖场所。", "依法关闭禁养区内的全部畜禽养殖场所；", True),
    ("other signs", "开展“绿盾”监督检查行动，落实整改。", "开展“绿盾”监督检查行动、落实整改。", True),
    ("another figure", "城区公交车新能源占比达到5%以上的标准。", "城区公交车新能源占比达到15%以上的标准。", False),
    ("a longer figure", "新建农村集中供水管网总长度达到25公里", "新建农村集中供水管网总长度达到25.6公里", False),
    ("another bound", "全市建成区公园绿地服务半径覆盖达到80", "全市建成区公园绿地服务半径覆盖达到80以上", False),
    ("one word more", "稳妥推进核心区内居民和耕地有序退出。", "稳妥推进核心保护区内居民和耕地有序退出。", False),
    ("not", "鼓励在河道两岸新建各类经营性设施。", "不鼓励在河道两岸新建各类经营性设施。", False),
    ("a turn of speech", "加强宣传教育。", "加强宣传教育。", False),
    ("a scope", "到2025年，再生水利用率力争达到25%。", "到2025年，建成区再生水利用率达到25%。", False),
    ("one target", "到2025年，再生水利用率力争达到25%。", "确保2025年再生水利用率达到25%。", True),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "one", "other", "same"), PAIRS)
def test_pairs(tmp_path: Path, reason: str, one: str, other: str, same: bool) -> None:
    text = f"某市规划\n第一章 前\n前文。{one}\n第二章 后\n{other}后文另起一句。"
    plan = parse(plan_file(tmp_path, text))
    first = hit_at(plan, plan.text.index(one), one)
    second = hit_at(plan, plan.text.rindex(other), other, 2)
    hits = marked([first, second], lambda _: Restated.of(plan))
    assert [bool(hit.same_as) for hit in hits] == [same, same], reason


def test_the_end_of_a_clause_is_no_copy_of_it(tmp_path: Path) -> None:
    rule, copied = "鼓励在河道两岸新建各类经营性设施。", "每年开展两次河道联合巡查和集中整治。"
    text = f"规划\n第一章 前\n{rule}{copied}\n第二章 后\n不{rule}{copied}"
    plan = parse(plan_file(tmp_path, text))
    hits = [
        hit_at(plan, plan.text.index(rule), rule),
        hit_at(plan, plan.text.rindex(copied), copied),
    ]
    assert all(not hit.same_as for hit in marked(hits, lambda _: Restated((), ())))


def test_copies_in_two_plans_are_two_rules(tmp_path: Path) -> None:
    sentence = "依法关闭禁养区内的全部畜禽养殖场所。"
    plans = [parse(plan_file(tmp_path, f"规划\n第一章 前\n{sentence}", f"{n}.txt")) for n in "ab"]
    hits = [hit_at(plan, plan.text.index(sentence), sentence) for plan in plans]
    assert all(not h.same_as for h in marked(hits, lambda _: Restated((), ())))


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("化肥施用限量标准", "第五章第二节", "第六章第四节"),
        ("兰考县桐树、尉氏县杨树加工业，特别是高端家具产业集群", "第八章第二节", "第1项"),
        ("再生水利用率", "第三章第四节", "第五章第四节"),  # 力争达到 and 达到
    ],
)
def test_places_of_the_real_plan(searcher: Searcher, question: str, one: str, other: str) -> None:
    (pair,) = [(h, again) for h, again in folded_hits(searcher.find(question)) if again]
    places = sorted(citation(h.plan, h.passage) for h in (pair[0], *pair[1]))
    assert len(places) == 2
    assert all(any(p.endswith(end) for p in places) for end in (one, other))


@settings(deadline=None, max_examples=30)
@given(st.text("农村生活污水治理率再生水利用率化肥施用限量2025年", min_size=3, max_size=12))
def test_no_hit_is_lost_or_shown_twice(searcher: Searcher, question: str) -> None:
    hits = searcher.find_all(question)
    shown = [(first, *again) for first, again in folded_hits(hits)]
    assert sorted(hit.rank for group in shown for hit in group) == [hit.rank for hit in hits]
    assert [group[0].rank for group in shown] == sorted(group[0].rank for group in shown)
    for group in shown:
        for hit in group:
            assert set(hit.same_as) == {other.passage for other in group if other is not hit}


def test_json_has_both_hits_and_their_places(searcher: Searcher) -> None:
    hits = [as_json(hit) for hit in searcher.find("化肥施用限量标准", 5)]
    json.dumps(hits)
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    first, second = [hit for hit in hits if hit["same_as"]]
    assert first["same_as"] == [{key: second[key] for key in ("start", "end", "citation")}]
    assert second["same_as"] == [{key: first[key] for key in ("start", "end", "citation")}]


def test_text_and_card_fold_the_later_one(searcher: Searcher) -> None:
    hits = searcher.find("化肥施用限量标准", 5)
    (twins,) = [(h, again[0]) for h, again in folded_hits(hits) if again]
    out = "\n".join(as_text(hits))
    line = f"   另见 {twins[1].rank}. {citation(twins[1].plan, twins[1].passage)}：聚焦黄河流域"
    assert line in out
    assert f"\n{twins[1].rank}. " not in out
    html = cards(hits)
    assert html.count('<li class="card">') == 4
    assert f"start={twins[1].passage.start}&amp;" in html
    assert f'另见 <span class="rank">{twins[1].rank}</span>. <a ' in html
