"""From plans to one index on disk, and back."""

from indexer.build import BuildReport, add_plans, build_index, remove_plan
from indexer.encode import Encoder, load_encoder
from indexer.index import Index, open_index
from indexer.model import Manifest, Passage

__all__ = [
    "BuildReport",
    "Encoder",
    "Index",
    "Manifest",
    "Passage",
    "add_plans",
    "build_index",
    "load_encoder",
    "open_index",
    "remove_plan",
]
