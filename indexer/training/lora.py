"""Low-rank adapters on the linear layers of a transformer (LoRA, Hu et al. 2022)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

RANK = 16


class Adapted(nn.Module):
    """A frozen linear layer plus a trainable product B·A, at first zero."""

    def __init__(self, base: nn.Linear, rank: int) -> None:
        super().__init__()
        self.base = base.requires_grad_(False)
        self.a = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """(…, in) → (…, out)."""
        out: Tensor = self.base(x) + linear(linear(x, self.a), self.b)
        return out


def attach(model: nn.Module, rank: int = RANK) -> dict[str, Adapted]:
    """Freeze a BERT model and adapt every linear layer of its encoder, by the weight's name."""
    model.requires_grad_(False)
    found: dict[str, Adapted] = {}
    for name, layer in list(model.named_modules()):
        if name.startswith("encoder.") and isinstance(layer, nn.Linear):
            parent, _, last = name.rpartition(".")
            found[f"{name}.weight"] = Adapted(layer, rank)
            setattr(model.get_submodule(parent), last, found[f"{name}.weight"])
    return found


def save(
    runs: Sequence[dict[str, Adapted]],
    path: Path,
    keep: float,
    beside: Mapping[str, Tensor] = MappingProxyType({}),
) -> None:
    """Write the share `keep` of the runs' mean product in the form that `indexer.adapter` reads.

    `beside` are other tensors for the same file.
    """
    from safetensors.torch import save_file

    parts = dict(beside)
    for name in runs[0]:
        layers = [run[name] for run in runs]
        parts[f"{name}.a"] = torch.cat([layer.a for layer in layers])
        parts[f"{name}.b"] = torch.cat([keep / len(runs) * layer.b for layer in layers], dim=1)
    save_file({name: part.detach().half().contiguous() for name, part in parts.items()}, path)
    path.chmod(0o644)  # safetensors lets nobody but the owner read it
