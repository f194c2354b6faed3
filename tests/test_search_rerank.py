"""Reranking: what a cross-encoder may move, and what happens when it is not there."""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import tiny_model
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from corpus.settings import Settings
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from indexer.rerank import CrossEncoderReranker, Reranker, load_reranker
from search.__main__ import main
from search.engine import Searcher
from search.model import Hit

QUESTION = "农村生活污水治理率"
RERANKED = 20


class Backwards:
    """Likes best what comes last; keeps what it was asked."""

    name = "backwards"
    depth = RERANKED
    within = math.inf
    weight = 1.0
    keeps = False
    sentences = False

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((question, texts))
        return np.arange(len(texts), dtype=np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the real plan, made without a model."""
    folder = tmp_path_factory.mktemp("rerank")
    build_index(folder, load_plans([SHIPPED / "kaifeng.txt"]).plans, HashEncoder())
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.build_reranker(tmp_path_factory.mktemp("tiny") / "model")


def with_and_without(folder: Path, reranker: Reranker) -> tuple[Searcher, Searcher]:
    index = open_index(folder)
    return Searcher(index, HashEncoder(), reranker), Searcher(index, HashEncoder())


def places(hits: Sequence[Hit]) -> list[tuple[int, str]]:
    return [(hit.passage.start, hit.passage.kind) for hit in hits]


def test_the_first_are_moved_and_no_others(folder: Path) -> None:
    moved, plain = with_and_without(folder, Backwards())
    before, after = plain.find(QUESTION, 30), moved.find(QUESTION, 30)
    assert places(after)[:RERANKED] == places(before)[:RERANKED][::-1]
    assert places(after)[RERANKED:] == places(before)[RERANKED:]
    assert [hit.score for hit in after] == [hit.score for hit in before]
    told = [hit.explanation.reranked for hit in after]
    assert told == [*range(1, RERANKED + 1), *[None] * (30 - RERANKED)]


def test_a_short_list_is_of_the_best_after_reranking(folder: Path) -> None:
    moved, plain = with_and_without(folder, Backwards())
    assert places(moved.find(QUESTION, 1)) == [places(plain.find(QUESTION, RERANKED))[-1]]


def test_a_listing_keeps_what_it_has(folder: Path) -> None:
    moved, plain = with_and_without(folder, Backwards())
    before, after = plain.find_all(QUESTION), moved.find_all(QUESTION)
    assert places(after) != places(before)
    assert sorted(places(after)) == sorted(places(before))


def test_what_the_outline_lists_stays(folder: Path) -> None:
    moved, plain = with_and_without(folder, Backwards())
    before, after = (s.find("第九章主要讲什么", 8) for s in (plain, moved))
    assert [h.explanation.outline for h in before] == ["listed"] * 8
    assert places(after) == places(before)


def test_plans_that_are_named_are_not_mixed_with_others(tmp_path: Path) -> None:
    build_index(tmp_path, load_plans([SHIPPED]).plans, HashEncoder())
    moved, plain = with_and_without(tmp_path, Backwards())
    question = "青禾县和开封市的污水治理率"
    assert {hit.plan.id for hit in plain.find(question, 40)} >= {"kaifeng", "qinghe"}
    question = "青禾县的污水治理率"
    before, after = plain.find(question, 40), moved.find(question, 40)
    assert [hit.plan.id for hit in after] == [hit.plan.id for hit in before]
    assert len({hit.plan.id for hit in before}) > 1
    assert before[0].explanation.named
    assert places(after) != places(before)


@pytest.mark.parametrize("mode", ["keyword", "vector", "late"])
def test_one_leg_alone_is_left_alone(folder: Path, mode: str) -> None:
    moved, plain = with_and_without(folder, Backwards())
    found = [searcher.find(QUESTION, 10, mode=mode) for searcher in (moved, plain)]  # type: ignore[arg-type]
    assert places(found[0]) == places(found[1])


def test_what_keeps_the_score_adds_to_it(folder: Path) -> None:
    reranker = Backwards()
    reranker.keeps, reranker.weight = True, 1e-6
    moved, plain = with_and_without(folder, reranker)
    assert places(moved.find(QUESTION, 9)) == places(plain.find(QUESTION, 9))
    first, second = (hit.score for hit in plain.find(QUESTION, 2))
    reranker.depth, reranker.weight = 2, (first - second) * 1.01
    assert places(moved.find(QUESTION, 2)) == places(plain.find(QUESTION, 2))[::-1]
    reranker.weight = (first - second) * 0.99
    assert places(moved.find(QUESTION, 2)) == places(plain.find(QUESTION, 2))


def test_what_is_far_behind_is_not_read(folder: Path) -> None:
    reranker = Backwards()
    moved, plain = with_and_without(folder, reranker)
    scores = [hit.score for hit in plain.find(QUESTION, RERANKED)]
    reranker.within = scores[0] - scores[3]
    found = moved.find(QUESTION, RERANKED)
    assert [hit.explanation.reranked for hit in found][:5] == [1, 2, 3, 4, None]
    reranker.within, reranker.asked = 0.0, []
    assert moved.find(QUESTION, 1)[0].explanation.reranked is None
    assert reranker.asked == []


def test_of_a_sentence_it_reads_what_introduces_it(folder: Path) -> None:
    reranker = Backwards()
    reranker.sentences = True
    moved, plain = with_and_without(folder, reranker)
    hits = plain.find(QUESTION, RERANKED)
    moved.find(QUESTION, 1)
    ((_, texts),) = reranker.asked
    introduced = 0
    for hit, text in zip(hits, texts, strict=True):
        assert hit.passage.headings not in text
        best = hit.plan.text[hit.best.start : hit.best.end].strip()
        if hit.passage.reading is not None:
            assert text == hit.passage.reading
        elif text != best:
            lead = hit.passage.sentences[0]
            assert text == hit.plan.text[lead.start : lead.end].strip() + best
            introduced += 1
    assert introduced


def test_it_reads_the_question_and_passages_below_their_headings(folder: Path) -> None:
    reranker = Backwards()
    moved, plain = with_and_without(folder, reranker)
    moved.find(QUESTION, 1)
    ((question, texts),) = reranker.asked
    assert question == QUESTION
    assert len(texts) == RERANKED
    first = plain.find(QUESTION, 1)[0].passage
    assert texts[0].startswith(first.headings + "\n")
    assert "2025" in texts[0]


def test_a_tiny_model_scores_pairs(model: Path) -> None:
    reranker = CrossEncoderReranker(str(model), "tiny")
    texts = ["大气环境质量持续改善", "水", "农村生活污水治理率达到40%以上" * 30, "", "\ud800"]
    scores = reranker.scores("农村生活污水", texts)
    assert scores.shape == (5,)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert len(set(scores.tolist())) > 2
    assert reranker.scores("农村生活污水", texts[1:2])[0] == pytest.approx(scores[1], abs=1e-4)
    assert reranker.scores("水", []).shape == (0,)


def test_the_command_takes_a_folder(folder: Path, model: Path) -> None:
    command = [sys.executable, "-m", "search", "find", QUESTION, "--format", "json"]
    named = [*command, "--index", str(folder), "--reranker", str(model)]
    done = subprocess.run(named, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    hits = json.loads(done.stdout)["hits"]
    assert [hit["explanation"]["reranked"] for hit in hits] == list(range(1, 11))
    assert hits[0]["why"].endswith("；重排第1")


def test_the_environment_names_it_too(
    folder: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANSEARCH_RERANKER", str(model))
    main(["find", QUESTION, "--index", str(folder), "-k", "1"])
    assert "；重排第1）" in capsys.readouterr().out


def test_none_is_named_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANSEARCH_RERANKER", raising=False)
    assert load_reranker(Settings.from_env(), HashEncoder()) is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda at: tiny_model.build_reranker(at, scores=3), "不是重排模型：每对文字给出 3 个分数"),
        (tiny_model.build, "缺少 2 项权重"),  # an encoder has no head
        (lambda at: at.mkdir(), "模型加载失败"),
    ],
)
def test_a_folder_without_a_reranker(
    tmp_path: Path, make: Callable[[Path], Path | None], message: str
) -> None:
    source = str(make(tmp_path / "m") or tmp_path / "m")
    with pytest.raises(ModelUnavailable, match=message) as caught:
        load_reranker(Settings(reranker=source), HashEncoder())
    assert caught.value.message.startswith(f"模型加载失败：{source}（")
    assert "不用 --reranker" in caught.value.hint


def test_offline_an_unknown_name_is_unavailable_at_once(folder: Path) -> None:
    with pytest.raises(ModelUnavailable, match="找不到重排模型：BAAI/none") as caught:
        main(["find", QUESTION, "--index", str(folder), "--reranker", "BAAI/none"])
    assert "--reranker 指明" in caught.value.hint


def test_nobody_pays_for_it_who_does_not_ask() -> None:
    code = "import sys, search.__main__; sys.exit('sentence_transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
