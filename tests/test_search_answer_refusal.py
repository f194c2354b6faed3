"""When the plans do not answer: evidence by hand-made plans, reasons, the model's directions."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.parse import parse
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.answer.asked import Asked, Word
from search.answer.compose import weighed
from search.answer.evidence import Evidence, presence, share
from search.answer.near import FAR, Near
from search.answer.places import places
from search.answer.refusal import INTERCEPT, THRESHOLD, WEIGHTS, probability, reason, refuse
from search.answer.signals import Signals, read_signals
from search.engine import Searcher

PLAN = """# 甲市“十四五”生态环境保护规划

## 第一章 水

到2025年，再生水利用率达到25%。支持杞县开展再生水利用试点。推进雨污分流管网改造。

## 第二章 林

2020年，林木覆盖率达到30.1%。到2025年，林木覆盖率达到31%。
"""

NOTHING = Signals(**dict.fromkeys((field.name for field in fields(Signals)), 0.0))


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder: Path = tmp_path_factory.mktemp("refusals")
    plan = replace(parse(plan_file(folder, PLAN)), region="甲市", level="市", period=(2021, 2025))
    build_index(folder / "index", [plan], HashEncoder())
    return Searcher(open_index(folder / "index"), HashEncoder())


def measured(searcher: Searcher, question: str) -> tuple[Signals, list[Evidence]]:
    gathered = searcher.gathered(question)
    asked, found = weighed(gathered, searcher.sources)
    return read_signals(asked, found, gathered.hits), found


@pytest.mark.parametrize(
    ("question", "lost"),
    [
        ("2025年再生水利用率要达到多少", ()),
        ("再生水利用率要达到多少", ()),
        ("2020年和2025年林木覆盖率各是多少", ()),  # each year in a sentence of its own
        ("2030年再生水利用率要达到多少", ("time",)),
        ("2020年再生水利用率是多少", ("time",)),  # a year of another measure
        ("杭州市再生水利用率要达到多少", ("place",)),
        ("杞县再生水利用率要达到多少", ("place",)),  # named, but without the figure
        ("杞县的再生水利用试点怎么做", ()),
        ("雨污分流管网要改造多少公里", ("figure",)),
        ("雨污分流管网怎么改造", ()),
        ("杭州市2030年再生水利用率要达到多少", ("place",)),
    ],
)
def test_what_is_lost(searcher: Searcher, question: str, lost: tuple[str, ...]) -> None:
    signals, _ = measured(searcher, question)
    found = [name for name in ("place", "time", "figure") if getattr(signals, name) >= 0.5]
    assert tuple(found[:1]) == lost


def test_what_the_plan_does_not_have_is_absent(searcher: Searcher) -> None:
    known, _ = measured(searcher, "再生水怎么利用")
    foreign, _ = measured(searcher, "住房公积金怎么提取")
    assert known.far < 0.5 < foreign.far
    known, _ = measured(searcher, "再生水利用多少")
    foreign, _ = measured(searcher, "住房公积金提取多少")
    assert known.absent < 0.3
    assert foreign.absent > 0.9


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2025年再生水利用率要达到多少", 0.0),
        ("再生水的利用率", 0.0),
        ("甲市再生水利用率", 0.0),  # whose it is does not count
        ("城镇再生水利用率", 0.0),  # nor do bounds
        ("海水淡化利用率2025年目标", 0.5),  # a neighbour
        ("农膜残留率2025年目标", 0.9),
        ("再生水用了多少", 0.0),  # names no indicator
    ],
)
def test_an_indicator_goes_by_its_name(searcher: Searcher, question: str, missing: float) -> None:
    signals, _ = measured(searcher, question)
    assert signals.measured >= missing
    assert signals.measured == 0 or missing


def test_english_words_that_no_plan_has_are_absent(searcher: Searcher) -> None:
    known, _ = measured(searcher, "reclaimed water target for 2025")
    other, _ = measured(searcher, "target for paving rural roads")
    assert known.absent < 0.5 < other.absent


def test_a_sentence_goes_by_the_year_told_before_it(searcher: Searcher) -> None:
    _, found = measured(searcher, "2025年雨污分流管网改造")
    assert max(found, key=lambda e: e.share).times == (True,)


@pytest.mark.parametrize(
    ("word", "text", "much"),
    [
        ("碳达峰", "实现碳达峰", 1.0),
        ("碳达峰", "碳排放达峰行动", 0.75),  # a short form leaves characters out
        ("优良天数", "优良水体", 1 / 3),  # one pair of three
        ("公积金", "再生水", 0.0),
        ("vocs", "cod", 0.0),
    ],
)
def test_presence(word: str, text: str, much: float) -> None:
    assert presence(Word((word,), 1.0), text) == pytest.approx(much)


def test_shares_are_weighed() -> None:
    words = (Word(("甲",), 3.0), Word(("乙",), 1.0))
    assert share(words, (1.0, 0.0)) == 0.75
    assert share((), ()) == 1.0


@pytest.mark.parametrize("name", ["absent", "measured", "place", "time", "figure", "far"])
def test_what_is_missing_speaks_for_refusal(name: str) -> None:
    assert probability(replace(NOTHING, **{name: 1.0})) > probability(NOTHING)


def test_all_weights_are_of_signals() -> None:
    assert WEIGHTS.keys() == {field.name for field in fields(Signals)}
    assert INTERCEPT < 0 < THRESHOLD < 1


@given(st.tuples(*[st.floats(0, 1)] * 4), st.floats(0, 40))
def test_a_probability_whatever_is_measured(shares: tuple[float, ...], far: float) -> None:
    names = ("absent", "place", "time", "figure")
    signals = replace(NOTHING, far=far, **dict(zip(names, shares, strict=True)))
    assert 0 <= probability(signals) <= 1
    assert reason(signals) in {"not_in_plans", "other_plan", "other_year", "no_figure"}


def test_reasons() -> None:
    """Of a place and a year that are both missing the place is told."""
    assert reason(replace(NOTHING, place=1.0, time=1.0)) == "other_plan"
    assert reason(replace(NOTHING, time=1.0, figure=0.2)) == "other_year"
    assert reason(replace(NOTHING, figure=1.0)) == "no_figure"
    assert reason(replace(NOTHING, absent=0.9, figure=0.2)) == "not_in_plans"


def test_without_hits_there_is_no_answer() -> None:
    refusal = refuse(Asked((), (), (), (), numeric=False, unit=None), [], [])
    assert refusal is not None
    assert (refusal.status, refusal.confidence) == ("not_in_plans", 1.0)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("2030年再生水利用率要达到多少", "规划给的是2025年的，没有2030年的。"),
        ("杭州市再生水利用率要达到多少", "没有杭州的这项内容"),
        ("雨污分流管网要改造多少公里", "没有给出所问的以“公里”计的数值"),
    ],
)
def test_it_is_told_in_plain_words(
    searcher: Searcher, question: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answer.refusal.THRESHOLD", 0.0)  # no model, no scores to go by
    gathered = searcher.gathered(question)
    refusal = refuse(*weighed(gathered, searcher.sources), gathered.hits)
    assert refusal is not None
    assert words in refusal.text


def test_how_near_a_word_is_goes_by_its_own_tokens() -> None:
    """Two tokens are of 再生水, the third is not; of its forms the nearest counts."""
    cosines = np.array([[0.9, 0.5], [0.7, 0.5], [0.1, 1.0]], np.float32)
    near = Near(("再", "生水", "吗"), (cosines,))
    words = (Word(("再生水",), 1.0), Word(("中水", "吗"), 1.0), Word(("公积金",), 1.0))
    first, second = near.of(words, 0)
    assert first == pytest.approx((0.8, 0.1, FAR))
    assert second == pytest.approx((0.5, 1.0, FAR))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("新建城区怎么排水", ()),
        ("古城怎么保护", ()),
        ("郑州怎么排水", ("郑州",)),
        ("兰考怎么排水", ("兰考",)),
    ],
)
def test_a_common_word_is_no_county(question: str, named: tuple[str, ...]) -> None:
    assert places(question, []) == named
