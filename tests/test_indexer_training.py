"""Training: pairs and plans are whole, the adapter adds up, and training lowers the loss."""

import json
import math
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from corpus.text import fold
from indexer.adapter import adapted
from indexer.training.material import (
    HELD_OUT,
    PAIRS,
    Group,
    Pair,
    Question,
    batches,
    joined,
    load_pairs,
    load_plans,
)

ENOUGH = 1200
MANY = 50
TERSE = 10
"""Questions of no more characters may be the same by chance."""

RUN = 30
"""More characters in a row than the phrases of national documents that all plans use."""


def all_of(pair: Pair) -> list[str]:
    """The positive and the negatives of a pair."""
    return [pair.positive, *pair.negatives]


def test_every_pair_is_whole() -> None:
    for pair in load_pairs():
        assert all(text and text == text.strip() for text in [pair.query, *all_of(pair)]), pair
        assert 20 <= len(pair.positive) <= 300, pair
        assert len(pair.negatives) in (1, 2), pair


def test_no_pair_is_there_twice() -> None:
    pairs = load_pairs()
    assert len(pairs) >= ENOUGH
    for said in ([p.query for p in pairs], [t for p in pairs for t in all_of(p)]):
        assert [text for text, times in Counter(said).items() if times > 1] == []


def test_a_bad_line_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"query": "问"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="positive"):
        load_pairs(tmp_path)
    assert len(list(PAIRS.glob("*.jsonl"))) > 1


def test_every_plan_is_whole() -> None:
    plans = load_plans()
    assert len(plans) >= MANY
    assert set(plans) >= HELD_OUT
    for name, plan in plans.items():
        queries = [question.query for question in plan.questions]
        assert len(set(queries)) == len(queries) > len(plan.texts) >= 30, name
        answered = {number for question in plan.questions for number in question.best}
        assert answered == set(range(len(plan.texts))), name
        for question in plan.questions:
            assert question.query.strip(), (name, question)
            assert question.best, (name, question)


def test_nothing_of_the_shipped_plans_or_test_sets_is_learnt() -> None:
    groups = [*load_plans().values()]
    asked = {q.query for g in groups for q in g.questions} | {p.query for p in load_pairs()}
    sets = [f.read_bytes().splitlines() for f in Path("eval/testsets").glob("*/queries.jsonl")]
    tested = {json.loads(line)["query"] for lines in sets for line in lines}
    assert not {query for query in asked & tested if len(query) > TERSE}
    plan = fold(Path("corpus/plans/kaifeng.txt").read_text(encoding="utf-8"))
    known = {plan[i : i + RUN] for i in range(len(plan))}
    texts = [*(t for g in groups for t in g.texts), *(t for p in load_pairs() for t in all_of(p))]
    copied = [t for t in map(fold, texts) if any(t[i : i + RUN] in known for i in range(len(t)))]
    assert copied == []


def test_a_plan_with_a_number_of_no_passage_is_an_error(tmp_path: Path) -> None:
    lines = ['{"id": 7, "text": "甲"}', '{"query": "问", "best": [8], "also": []}']
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ValueError, match="8"):
        load_plans(tmp_path)


def test_groups_are_joined_and_dealt_out_once() -> None:
    plan = Group(("甲", "乙"), (Question("一", (0,)), Question("二", (1,), (0,))))
    both = joined([plan, plan])
    assert both.texts == ("甲", "乙", "甲", "乙")
    assert both.questions[3] == Question("二", (3,), (2,))
    pairs = [Pair("三", "丙", ("丁",)), Pair("四", "戊", ("己",))]
    dealt = batches(pairs, [plan], 1, random.Random(0))
    assert sorted(q.query for group in dealt for q in group.questions) == ["一", "三", "二", "四"]
    assert {group.texts for group in dealt} == {("甲", "乙"), ("丙", "丁"), ("戊", "己")}


def test_sentences_keep_every_character_and_none_is_short() -> None:
    from indexer.training.train import sentences

    text = "强化监管。严格执行各项制度，做到全覆盖；定期检查并公布结果，不留死角。"
    assert sentences(text) == [
        "强化监管。严格执行各项制度，做到全覆盖；",
        "定期检查并公布结果，不留死角。",
    ]


def test_the_contrast_by_hand() -> None:
    import torch

    from indexer.training.train import contrast

    group = Group(("甲", "乙", "丙"), (Question("问", (0,), (2,)),))
    # the third text is near: neither right nor wrong
    loss = contrast(torch.tensor([[1.0, 0.0, 9.0]]), group)
    assert loss.item() == pytest.approx(math.log(1 + math.exp(-1)))


def test_the_adapter_adds_its_products(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    a, b = np.array([[1, 2, 3]], np.float16), np.array([[1], [10]], np.float16)
    save_file({"x.weight.a": a, "x.weight.b": b}, tmp_path / "f")
    tensors = {"x.weight": np.ones((2, 3), np.float32), "y.weight": np.ones(2, np.float32)}
    found = adapted(tensors, tmp_path / "f")
    assert found["x.weight"].tolist() == [[2, 3, 4], [11, 21, 31]]
    assert found["y.weight"] is tensors["y.weight"]
    with pytest.raises(ValueError, match=r"x\.weight"):
        adapted({"x.weight": np.ones((3, 3), np.float32)}, tmp_path / "f")


def test_what_is_saved_is_the_mean_of_the_runs(tmp_path: Path) -> None:
    import torch

    from indexer.training.lora import Adapted, save

    def run(a: float, b: float) -> dict[str, Adapted]:
        layer = Adapted(torch.nn.Linear(2, 2), 1)
        layer.a.data.fill_(a)
        layer.b.data.fill_(b)
        return {"x.weight": layer}

    save([run(2, 3), run(4, 5)], tmp_path / "f", 0.5)
    plain = {"x.weight": np.zeros((2, 2), np.float32)}
    # half of the mean of 6 and 20
    assert adapted(plain, tmp_path / "f")["x.weight"].tolist() == [[6.5, 6.5], [6.5, 6.5]]


def test_late_scores_by_hand() -> None:
    import torch

    from indexer.training.encoding import Encoded, late_scores

    def encoded(rows: list[list[float]], mask: list[bool]) -> Encoded:
        return Encoded(torch.zeros(1, 2), torch.tensor([rows]), torch.tensor([mask]))

    asked = encoded([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [True, True, False])
    given = encoded([[0.6, 0.8], [1.0, 0.0]], [True, False])
    # the masked token would have been the best for (1, 0)
    assert late_scores(asked, given).tolist() == [[pytest.approx((0.6 + 0.8) / 2)]]


def test_training_lowers_the_loss_and_the_product_is_what_was_trained(tmp_path: Path) -> None:
    import tiny_model
    from sentence_transformers import SentenceTransformer

    from indexer.training.train import Recipe, train

    folder = tiny_model.build(tmp_path)
    pairs = [
        Pair("污水", "到2025年，农村生活污水治理率达到40%", ("大气环境质量持续改善；",)),
        Pair("大气", "大气环境质量持续改善；", ("农村生活污水",)),
    ]
    losses: list[float] = []

    def report(_step: int, _steps: int, loss: float) -> None:
        losses.append(loss)

    recipe = Recipe(runs=1, epochs=40, batch=2, rate=1e-2, keep=1)
    train(folder, pairs, [], tmp_path / "adapter", recipe, report)
    assert losses[-1] < losses[0] / 2
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    inner = model[0].get_submodule("auto_model")
    plain = {name: tensor.numpy() for name, tensor in inner.state_dict().items()}
    changed = adapted(plain, tmp_path / "adapter")
    moved = {name for name in plain if not np.array_equal(plain[name], changed[name])}
    assert moved == {n for n in plain if n.startswith("encoder.") and plain[n].ndim == 2}


def test_a_reranker_learns_to_choose_and_is_read_back(tmp_path: Path) -> None:
    import tiny_model
    import torch

    from indexer.bundled_reranker import BundledReranker
    from indexer.training import reranker
    from indexer.training.train import load

    folder = tiny_model.build(tmp_path)
    texts = ("到2025年，农村生活污水治理率达到40%", "大气环境质量持续改善", "农村生活垃圾有人收")
    plan = Group(texts, (Question("污水", (0,)), Question("大气", (1,)), Question("垃圾", (2,))))
    losses: list[float] = []

    def report(_step: int, _steps: int, loss: float) -> None:
        losses.append(loss)

    recipe = reranker.Recipe(rate=1e-2, batch=3, texts=3)
    output = tmp_path / "reranker"
    reranker.train(folder, [plan] * 60, output, recipe, report)
    assert len(losses) == 60
    assert losses[-1] < losses[0] / 2
    model = load(folder)
    inner = model[0].get_submodule("auto_model")
    before = {name: tensor.clone() for name, tensor in inner.state_dict().items()}
    learnt = BundledReranker(inner, model.tokenizer, output)
    for number, question in enumerate(plan.questions):
        assert learnt.scores(question.query, texts).argmax() == number
    assert learnt.scores("水", []).shape == (0,)
    long = learnt.scores("污水" * 2000, ["农村" * 2000])  # both lose their ends
    assert np.isfinite(long).all()
    alone, together = learnt.scores("污水", texts[:1]), learnt.scores("污水", [*texts, "\ud800"])
    assert alone[0] == pytest.approx(together[0], abs=1e-4)
    # the encoder beside it is as it was
    assert all(torch.equal(before[name], tensor) for name, tensor in inner.state_dict().items())
    assert set(reranker.quality(folder, [plan], output)) == {"重排前", "重排后"}
    assert reranker.quality(folder, [plan], output)["重排后"] == (1.0, 1.0)


def test_damaged_weights_of_the_reranker_say_so(tmp_path: Path) -> None:
    import tiny_model

    from corpus.errors import ModelUnavailable
    from indexer.bundled_reranker import BundledReranker
    from indexer.training.train import load

    model = load(tiny_model.build(tmp_path))
    inner = model[0].get_submodule("auto_model")
    (tmp_path / "w").write_bytes(b"nonsense")
    for path in (tmp_path / "w", tmp_path / "missing"):
        with pytest.raises(ModelUnavailable, match="重排权重缺失或损坏"):
            BundledReranker(inner, model.tokenizer, path)
