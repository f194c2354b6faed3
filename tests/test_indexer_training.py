"""Training: the pairs are whole, the adapter adds up, and training lowers the loss."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from indexer.adapter import adapted
from indexer.training.pairs import FOLDER, Pair, load_pairs

ENOUGH = 1200


def texts(pair: Pair) -> list[str]:
    """The positive and the negatives of a pair."""
    return [pair.positive, *pair.negatives]


def test_every_pair_is_whole() -> None:
    for pair in load_pairs():
        assert all(text and text == text.strip() for text in [pair.query, *texts(pair)]), pair
        assert 20 <= len(pair.positive) <= 300, pair
        assert len(pair.negatives) in (1, 2), pair


def test_no_pair_is_there_twice() -> None:
    pairs = load_pairs()
    assert len(pairs) >= ENOUGH
    for said in ([p.query for p in pairs], [t for p in pairs for t in texts(p)]):
        assert [text for text, times in Counter(said).items() if times > 1] == []


def test_a_bad_line_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"query": "问"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="positive"):
        load_pairs(tmp_path)
    assert len(list(FOLDER.glob("*.jsonl"))) > 1


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


def test_late_scores_by_hand() -> None:
    import torch

    from indexer.training.train import Encoded, late_scores

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

    recipe = Recipe(epochs=40, batch=2, rate=1e-2, keep=1)
    train(folder, pairs, tmp_path / "adapter", recipe, report)
    assert losses[-1] < losses[0] / 2
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    inner = model[0].get_submodule("auto_model")
    plain = {name: tensor.numpy() for name, tensor in inner.state_dict().items()}
    changed = adapted(plain, tmp_path / "adapter")
    moved = {name for name in plain if not np.array_equal(plain[name], changed[name])}
    assert moved == {n for n in plain if n.startswith("encoder.") and plain[n].ndim == 2}
