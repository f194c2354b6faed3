"""What the one who installs the product decides: folders, model, offline."""

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_MODEL = "multilingual-e5-small"
"""Name of the model that is installed with the product and needs no network."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The deployer's choices; every command's flags override them."""

    index: Path = Path("var/index")
    models: Path = Path("var/models")
    testsets: Path = Path("var/testsets")
    runs: Path = Path("var/runs")
    model: str = DEFAULT_MODEL
    reranker: str = ""
    offline: bool = True

    @classmethod
    def from_env(cls) -> "Settings":
        """Read `PLANSEARCH_INDEX` and the like: the names of the fields in capitals.

        `PLANSEARCH_OFFLINE=0` allows a model hub; an empty `PLANSEARCH_RERANKER` is none.
        """
        default = cls()
        return cls(
            index=Path(os.environ.get("PLANSEARCH_INDEX", default.index)),
            models=Path(os.environ.get("PLANSEARCH_MODELS", default.models)),
            testsets=Path(os.environ.get("PLANSEARCH_TESTSETS", default.testsets)),
            runs=Path(os.environ.get("PLANSEARCH_RUNS", default.runs)),
            model=os.environ.get("PLANSEARCH_MODEL", default.model),
            reranker=os.environ.get("PLANSEARCH_RERANKER", default.reranker),
            offline=os.environ.get("PLANSEARCH_OFFLINE", "1") != "0",
        )
