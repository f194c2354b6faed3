"""Encoders: what each text's vectors are, and every way in which a model may be unavailable."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tiny_model
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import ModelUnavailable
from corpus.settings import Settings
from indexer import encode
from indexer.encode import Encoder, HashEncoder, load_encoder

TEXTS = [
    "农村生活污水",
    "大气",
    "到2025年，农村生活污水治理率达到40%",
    "水",
    "大气环境质量持续改善",
]
PROMPTS = {"query": "是什么", "document": "的"}
EXACT = 1e-5


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for tiny models."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def plain(models: Path) -> Path:
    """Mean pooling, no prompts; not to be changed."""
    return tiny_model.build(models / "plain")


@pytest.fixture
def copy(plain: Path, tmp_path: Path) -> Path:
    """The plain model's folder, to be changed."""
    shutil.copytree(plain, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
def float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """A CPU without bfloat16."""
    from indexer import transformer

    monkeypatch.setattr(transformer, "has_bfloat16", lambda: False)


def load(folder: Path | str) -> Encoder:
    return load_encoder(Settings(model=str(folder)))


def encode_all(encoder: Encoder, texts: list[str]) -> list[tuple[NDArray, NDArray]]:  # type: ignore[type-arg]
    """Each text's (dense, tokens), in the order of the texts."""
    found = {
        int(at): (dense, tokens)
        for batch in encoder.encode_passages(texts)
        for at, dense, tokens in zip(batch.positions, batch.dense, batch.tokens, strict=True)
    }
    return [found[at] for at in range(len(texts))]


def assert_unit_rows(vectors: NDArray[np.floating]) -> None:
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=-1)
    assert lengths == pytest.approx(np.ones_like(lengths), abs=1e-3)


# --- every encoder ---


@pytest.fixture(scope="session")
def folders(models: Path) -> dict[str, Path]:
    """Models that pool in different ways."""
    return {
        "mean": tiny_model.build(models / "mean", "mean", prompts=PROMPTS),
        "first": tiny_model.build(models / "first", "cls", prompts=PROMPTS),
        "last": tiny_model.build(models / "last", "lasttoken", decoder=True),
    }


@pytest.fixture(params=["hash", "mean", "first", "last"])
def encoder(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Encoder:
    """Each kind of encoder."""
    request.getfixturevalue("float32")
    return HashEncoder() if request.param == "hash" else load(folders[request.param])


def test_a_batch_has_the_shapes_it_promises(encoder: Encoder) -> None:
    for batch in encoder.encode_passages(TEXTS):
        assert batch.positions.dtype == np.int64
        assert batch.dense.dtype == np.float32
        assert batch.dense.shape == (len(batch.positions), encoder.dimension)
        assert_unit_rows(batch.dense)
        for tokens in batch.tokens:
            assert tokens.dtype == np.float16
            assert tokens.shape[1:] == (encoder.dimension,)
            assert_unit_rows(tokens)


def test_a_question_has_the_shapes_it_promises(encoder: Encoder) -> None:
    query = encoder.encode_query("治理率目标")
    assert query.dense.dtype == query.tokens.dtype == np.float32
    assert query.dense.shape == query.tokens.shape[1:] == (encoder.dimension,)
    assert_unit_rows(query.dense)
    assert_unit_rows(query.tokens)


def test_every_text_comes_once_and_the_longest_first(encoder: Encoder) -> None:
    texts = [text * n for n in range(1, 4) for text in TEXTS] * 20
    positions = np.concatenate([b.positions for b in encoder.encode_passages(texts)])
    assert sorted(positions) == list(range(len(texts)))
    lengths = [min(len(texts[at]), tiny_model.LENGTH - 4) for at in positions]
    assert lengths == sorted(lengths, reverse=True)


def test_company_in_a_batch_changes_nothing(encoder: Encoder) -> None:
    for text, (dense, tokens) in zip(TEXTS, encode_all(encoder, TEXTS), strict=True):
        ((alone, alone_tokens),) = encode_all(encoder, [text])
        assert dense == pytest.approx(alone, abs=EXACT)
        assert tokens.astype(np.float32) == pytest.approx(alone_tokens.astype(np.float32), abs=1e-3)


def test_no_texts_give_no_batch(encoder: Encoder) -> None:
    assert list(encoder.encode_passages([])) == []


def test_a_text_without_characters_has_no_token(encoder: Encoder) -> None:
    ((dense, tokens),) = encode_all(encoder, [""])
    assert tokens.shape == (0, encoder.dimension)
    assert_unit_rows(dense)


def test_half_a_character_is_no_failure(encoder: Encoder) -> None:
    assert_unit_rows(encoder.encode_query("水\udce5").dense)


# --- the hash encoder ---


def test_the_hash_encoder_is_the_same_everywhere() -> None:
    signs = "".join("+" if value > 0 else "-" for value in HashEncoder(8).encode_query("水").dense)
    assert signs == "+++---++"
    assert HashEncoder(8).fingerprint != HashEncoder(16).fingerprint


def test_the_hash_encoder_has_characters_and_their_pairs() -> None:
    encoder = HashEncoder()
    one, two, pair = encoder.encode_query("水 环").tokens
    assert np.array_equal(one, encoder.encode_query("水").tokens[0])
    assert np.array_equal(two, encoder.encode_query("环").tokens[0])
    assert np.array_equal(pair, encoder.encode_query("水环").tokens[2])


def test_the_hash_encoder_finds_shared_words() -> None:
    question, answer, other = (
        HashEncoder().encode_query(text).dense
        for text in ("污水治理率", "农村生活污水治理率达到40%", "大气环境质量持续改善")
    )
    assert question @ answer > question @ other


# --- a sentence-transformers model ---


@pytest.mark.usefixtures("float32")
def test_the_dense_vector_is_the_models_own(models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = tiny_model.build(models / "own", prompts=PROMPTS)
    theirs = SentenceTransformer(str(folder), device="cpu")
    expected = theirs.encode(TEXTS, prompt_name="document", normalize_embeddings=True)
    ours = np.stack([dense for dense, _ in encode_all(load(folder), TEXTS)])
    assert ours == pytest.approx(expected, abs=EXACT)
    question = theirs.encode("水", prompt_name="query", normalize_embeddings=True)
    assert load(folder).encode_query("水").dense == pytest.approx(question, abs=EXACT)


@pytest.mark.usefixtures("float32")
def test_the_token_vectors_are_those_of_the_text_alone(models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = tiny_model.build(models / "alone", prompts=PROMPTS)
    theirs = SentenceTransformer(str(folder), device="cpu").encode(
        "是什么治理率", output_value="token_embeddings"
    )
    expected = theirs[4:-1].numpy()  # [CLS] 是 什 么 治 理 率 [SEP]
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert load(folder).encode_query("治理率").tokens == pytest.approx(expected, abs=EXACT)


def test_a_long_text_loses_its_end(plain: Path) -> None:
    ((_, tokens),) = encode_all(load(plain), ["水" * 100])
    assert len(tokens) == tiny_model.LENGTH - 2


def test_bfloat16_changes_little(monkeypatch: pytest.MonkeyPatch, plain: Path) -> None:
    from indexer import transformer

    monkeypatch.setattr(transformer, "has_bfloat16", lambda: False)
    exact = load(plain)
    monkeypatch.setattr(transformer, "has_bfloat16", lambda: True)
    coarse = load(plain)
    assert coarse.fingerprint == exact.fingerprint
    one, other = coarse.encode_query("治理率").dense, exact.encode_query("治理率").dense
    assert not np.array_equal(one, other)
    assert one @ other > 0.99


@given(lengths=st.lists(st.integers(0, 3000), max_size=50).map(lambda n: np.array(n, np.int64)))
def test_batches_keep_to_the_budget(lengths: NDArray[np.int64]) -> None:
    from indexer.transformer import _BATCH_TOKENS, _batches

    batches = list(_batches(lengths))
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * lengths[batch].max() <= _BATCH_TOKENS


# --- prompts: (name, the model's own, those used) ---


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("any", {"query": "问：", "document": "答："}, ("问：", "答：")),
        ("any", {"query": "问：", "passage": "答："}, ("问：", "答：")),
        ("multilingual-e5-small", {"query": "问："}, ("问：", "")),
        ("any", None, ("", "")),
        ("intfloat/multilingual-e5-large", None, ("query: ", "passage: ")),
        ("/models/e5-base-v2/", None, ("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", None, ("", "")),
        ("BAAI/bge-small-zh-v1.5", None, ("为这个句子生成表示以用于检索相关文章：", "")),
        ("BAAI/bge-m3", None, ("", "")),
    ],
)
def test_prompts(
    plain: Path, name: str, own: dict[str, str] | None, expected: tuple[str, str]
) -> None:
    from sentence_transformers import SentenceTransformer

    from indexer.transformer import _prompts

    assert _prompts(SentenceTransformer(str(plain), prompts=own, device="cpu"), name) == expected


# --- fingerprints ---


def test_the_same_weights_have_the_same_fingerprint(models: Path, plain: Path) -> None:
    assert load(tiny_model.build(models / "again")).fingerprint == load(plain).fingerprint


@pytest.mark.parametrize(
    "other",
    [
        lambda folder: tiny_model.build(folder, seed=1),
        lambda folder: tiny_model.build(folder, pooling="cls"),
        lambda folder: tiny_model.build(folder, prompts=PROMPTS),
    ],
    ids=["weights", "pooling", "prompts"],
)
def test_other_weights_or_another_use_have_another(
    plain: Path, tmp_path: Path, other: Callable[[Path], Path]
) -> None:
    assert load(other(tmp_path)).fingerprint != load(plain).fingerprint


def test_a_little_training_changes_it(copy: Path, plain: Path) -> None:
    change_weights(copy, lambda weights: {name: w * 1.0001 for name, w in weights.items()})
    assert load(copy).fingerprint != load(plain).fingerprint


def test_the_unused_pooler_does_not(copy: Path, plain: Path) -> None:
    change_weights(copy, lambda all_: {n: w for n, w in all_.items() if "pooler" not in n})
    assert load(copy).fingerprint == load(plain).fingerprint


# --- what is unavailable, and why ---


Weights = dict[str, NDArray[np.float32]]


def change_weights(folder: Path, change: Callable[[Weights], Weights]) -> None:
    from safetensors.numpy import load_file, save_file

    weights = {
        name: array.copy() for name, array in load_file(folder / "model.safetensors").items()
    }
    save_file(change(weights), folder / "model.safetensors", metadata={"format": "pt"})


def drop_a_weight(folder: Path) -> None:
    change_weights(
        folder, lambda all_: {n: w for n, w in all_.items() if "layer.1.output" not in n}
    )


def reshape_a_weight(folder: Path) -> None:
    change_weights(folder, lambda all_: {n: w[:-1].copy() for n, w in all_.items()})


def cut_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def garble(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text("{garbage", encoding="utf-8")


def unlink(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def ask_for_code(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[0]["type"] = "custom_code.Transformer"
    (folder / "modules.json").write_text(json.dumps(modules))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(drop_a_weight, id="a weight is missing"),
        pytest.param(reshape_a_weight, id="weights of another shape"),
        pytest.param(cut_weights, id="weights cut short"),
        pytest.param(unlink("model.safetensors"), id="no weights"),
        pytest.param(unlink("config.json"), id="no config"),
        pytest.param(unlink("tokenizer.json"), id="no tokenizer"),
        pytest.param(unlink("1_Pooling/config.json"), id="no pooling"),
        pytest.param(garble("config.json"), id="garbled config"),
        pytest.param(garble("modules.json"), id="garbled modules"),
        pytest.param(garble("tokenizer.json"), id="garbled tokenizer"),
        pytest.param(ask_for_code, id="code of its own"),
        pytest.param(empty, id="empty folder"),
    ],
)
def test_a_broken_folder_is_unavailable(copy: Path, damage: Callable[[Path], object]) -> None:
    damage(copy)
    with pytest.raises(ModelUnavailable, match="模型加载失败") as caught:
        load(copy)
    assert str(copy) in caught.value.message
    assert "\n" not in caught.value.message
    assert "--model multilingual-e5-small" in caught.value.hint


def test_vectors_of_two_sizes_are_unavailable(tmp_path: Path) -> None:
    folder = tiny_model.build(tmp_path, ("mean", "max"))
    with pytest.raises(ModelUnavailable, match="维数不同"):
        load(folder)


@pytest.mark.parametrize("name", ["no/such-folder", "BAAI/bge-m3", "./nirgends", "unknown"])
def test_offline_an_unknown_name_is_unavailable_at_once(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "indexer.transformer", None)  # its import would take seconds
    with pytest.raises(ModelUnavailable, match=name) as caught:
        load(name)
    assert "PLANSEARCH_OFFLINE=0" in caught.value.hint
    assert "--model" in caught.value.hint


def test_a_file_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_text("")
    with pytest.raises(ModelUnavailable, match=r"model\.safetensors"):
        load_encoder(Settings(model=str(file), offline=False))


def test_online_a_refusal_of_the_hub_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer import transformer

    def refuse(*_: object, **options: object) -> None:
        assert options["local_files_only"] is False
        raise OSError("401 Client Error\nRepository Not Found")

    monkeypatch.setattr(transformer, "SentenceTransformer", refuse)
    with pytest.raises(ModelUnavailable, match="some/model（401 Client Error）") as caught:
        load_encoder(Settings(model="some/model", offline=False))
    assert "HF_HUB_OFFLINE" in caught.value.hint


def test_a_damaged_default_model_says_how_to_install_it_anew(
    monkeypatch: pytest.MonkeyPatch, copy: Path
) -> None:
    cut_weights(copy)
    monkeypatch.setattr(encode, "install", lambda _models: copy)
    with pytest.raises(ModelUnavailable, match="multilingual-e5-small") as caught:
        load_encoder(Settings())
    assert f"删除文件夹 {copy}" in caught.value.hint


def test_the_name_is_what_the_settings_say(plain: Path) -> None:
    settings = Settings(model=str(plain))
    encoder = load_encoder(settings)
    assert encoder.name == str(plain)
    assert load_encoder(replace(settings, model="hash")).name == "hash"


ALONE = """
import socket, sys
from pathlib import Path

def refuse(*_):
    raise AssertionError("the network was tried")

socket.socket.connect = socket.getaddrinfo = refuse
from corpus.settings import Settings
from indexer.encode import load_encoder

assert len(load_encoder(Settings(model=sys.argv[1])).encode_query("水").tokens) == 1
"""


def test_loading_says_nothing_and_stays_off_the_network(plain: Path) -> None:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", ALONE, str(plain)]
    environment = {"PYTHONPATH": str(root), "PATH": ""}  # nothing of ours said offline
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
