"""The adapter: what training added to the weights of the default model, as low-rank products.

Hu et al., “LoRA: Low-Rank Adaptation of Large Language Models” (ICLR 2022): a trained weight
is W + B·A. The file holds, for every weight, `NAME.a` (rank, in) and `NAME.b` (out, rank),
float16. `python -m indexer.training` makes it.
"""

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.settings import DEFAULT_MODEL

ADAPTER = Path(__file__).with_name("adapter.safetensors")


def adapter_of(model: str) -> str:
    """A digest of what is added to the model of that name, "" where nothing is."""
    return (
        blake2b(ADAPTER.read_bytes(), digest_size=8).hexdigest() if model == DEFAULT_MODEL else ""
    )


def adapted(
    tensors: Mapping[str, NDArray[np.float32]], adapter: Path
) -> dict[str, NDArray[np.float32]]:
    """The weights with the adapter added; those it does not name stay as they are.

    Raises OSError when the adapter is missing, ValueError when it is not of these weights.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        parts = load_file(adapter)
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    found = dict(tensors)
    for name in {key.rpartition(".")[0] for key in parts}:
        a, b = (parts[f"{name}.{part}"].astype(np.float32) for part in "ab")
        if name not in found or found[name].shape != (len(b), a.shape[1]):
            raise ValueError(f"适配文件与模型不符：{name}")
        found[name] = found[name] + b @ a
    return found
