"""What the one who installs the product decides: folders, model, offline, who words answers."""

import os
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_MODEL = "multilingual-e5-small"
"""Name of the model that is installed with the product and needs no network."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The deployer's choices; every command's flags override them.

    `answer_url` is an OpenAI-compatible endpoint (“http://host:8000/v1”) that may word
    answers; empty for none. Its key is left out of the repr.
    """

    index: Path = Path("var/index")
    models: Path = Path("var/models")
    plans: Path = Path("var/plans")
    testsets: Path = Path("var/testsets")
    runs: Path = Path("var/runs")
    model: str = DEFAULT_MODEL
    reranker: str = ""
    offline: bool = True
    answer_url: str = ""
    answer_model: str = ""
    answer_key: str = field(default="", repr=False)

    @classmethod
    def from_env(cls) -> "Settings":
        """Read `PLANSEARCH_INDEX` and the like: the names of the fields in capitals.

        `PLANSEARCH_OFFLINE=0` allows a model hub. `_PLANS` is the folder of uploaded documents; an
        empty `_RERANKER` is none; `_ANSWER_URL`, `_ANSWER_MODEL` and `_ANSWER_KEY` name the
        endpoint that words answers.
        """
        default = cls()
        return cls(
            index=Path(os.environ.get("PLANSEARCH_INDEX", default.index)),
            models=Path(os.environ.get("PLANSEARCH_MODELS", default.models)),
            plans=Path(os.environ.get("PLANSEARCH_PLANS", default.plans)),
            testsets=Path(os.environ.get("PLANSEARCH_TESTSETS", default.testsets)),
            runs=Path(os.environ.get("PLANSEARCH_RUNS", default.runs)),
            model=os.environ.get("PLANSEARCH_MODEL", default.model),
            reranker=os.environ.get("PLANSEARCH_RERANKER", default.reranker),
            offline=os.environ.get("PLANSEARCH_OFFLINE", "1") != "0",
            answer_url=os.environ.get("PLANSEARCH_ANSWER_URL", "").strip(),
            answer_model=os.environ.get("PLANSEARCH_ANSWER_MODEL", "").strip(),
            answer_key=os.environ.get("PLANSEARCH_ANSWER_KEY", "").strip(),
        )
