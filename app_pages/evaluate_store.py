"""Where the evaluator's work lies: test sets, saved runs, and runs made since the start."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec
import streamlit as st

import eval as eval_package
from app_pages.common import searcher
from corpus.errors import TestsetInvalid
from corpus.settings import Settings
from eval.general import DOCUMENTS
from eval.intake import UNSORTED, write_file
from eval.model import Run, TestQuery, Testset
from eval.names import MODE_NAMES
from eval.runs import load_run, make_run
from eval.testset import QUERIES, append, load_testset, save_queries
from search.model import Mode

_SHIPPED = Path(eval_package.__file__).parent / "testsets"

_NAME = re.compile(r"\w[\w（）·-]{0,39}")
"""What a folder may be called: no dot and no slash, so it stays where it belongs."""

_SAVED = "saved:"
"""Parts a configuration's name from a saved run's; no mode has it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A test set and the folder that judgements of it go to."""

    folder: Path
    testset: Testset


def folders() -> dict[str, Path]:
    """Name → folder of every test set; our own hide shipped ones of the same name.

    Left out are those about documents that are not shipped (`eval/general.py`).
    """
    found = {}
    for root in (_SHIPPED, Settings.from_env().testsets):
        for file in sorted(root.glob(f"*/{QUERIES}")):
            if not file.with_name(DOCUMENTS).exists():
                found[file.parent.name] = file.parent
    return found


def open_testset(folder: Path) -> Opened:
    """Read a test set as it now is on the disk. Raises TestsetInvalid."""
    return Opened(folder, load_testset(folder, searcher().index.plans))


def is_own(folder: Path) -> bool:
    """Whether a test set was made here and did not come with the product."""
    return folder.parent != _SHIPPED


def typed(name: str, text: str) -> Testset:
    """A test set of questions, one a line. Raises TestsetInvalid when there is none."""
    asked = [line.strip() for line in text.splitlines() if line.strip()]
    questions = list(dict.fromkeys(asked))
    if not questions:
        raise TestsetInvalid("还没有写问题。", "请在框里写问题，一行一个。")
    queries = tuple(
        TestQuery(f"q{number:03}", question, UNSORTED, answerable=True)
        for number, question in enumerate(questions, 1)
    )
    left_out = len(asked) - len(questions)
    problems = (f"有 {left_out} 行与前面的问题重复，没有再加。",) if left_out else ()
    return Testset(name, queries, (), problems)


def create(name: str, testset: Testset) -> Path:
    """Store a new test set under a name. Raises TestsetInvalid for a name that is none or taken."""
    if _NAME.fullmatch(name) is None:
        raise TestsetInvalid(
            f"测试集的名称不能用：{name or '（空）'}",
            "请用汉字、字母、数字、短横或下划线，40 个字以内，不含空格、点和斜杠。",
        )
    if name in folders():
        raise TestsetInvalid(f"已经有名为 {name} 的测试集", "请换一个名称。")
    folder = Settings.from_env().testsets / name
    append(folder, testset.judgements)
    save_queries(folder, testset.queries)
    return folder


def configurations(testset: str) -> dict[str, str]:
    """Configuration → what it is called: the modes of search, then the set's saved runs."""
    saved = (Settings.from_env().runs / testset).glob("*.json")
    names = [file.stem for file in sorted(saved, reverse=True)]
    return MODE_NAMES | {_SAVED + name: f"已存：{name}" for name in names}


def obtain(opened: Opened, configuration: str, what: str) -> Run:
    """The run of a configuration: read, remembered, or made while a bar tells how far.

    Raises TestsetInvalid.
    """
    bar = st.empty()  # always there, so that what stands below keeps its place
    if is_saved(configuration):
        name = configuration.removeprefix(_SAVED)
        return replace(load_run(_file(opened.testset.name, name)), name=name)
    engine = searcher()
    made, key = _made(str(engine.index.folder)), (digest(opened.testset.queries), configuration)
    if key not in made:

        def show(done: int, total: int) -> None:
            bar.progress(done / total, text=f"{what}　{done}/{total}")

        made[key] = make_run(engine, opened.testset, cast("Mode", configuration), show)
        bar.empty()
    return made[key]


def is_saved(configuration: str) -> bool:
    """Whether a configuration is a saved run, not a mode of search."""
    return configuration.startswith(_SAVED)


def keep(testset: str, run: Run) -> None:
    """Save a run that was just made, to compare with later. Raises TestsetInvalid."""
    at = datetime.now().astimezone()
    write_file(_file(testset, f"{run.name}-{at:%Y%m%d-%H%M%S}"), msgspec.json.encode(run))


def digest(*values: object) -> str:
    """A name for values that changes when any of them does."""
    return hashlib.sha256(msgspec.json.encode(values)).hexdigest()


def _file(testset: str, name: str) -> Path:
    return Settings.from_env().runs / testset / f"{name}.json"


@st.cache_resource(max_entries=1, show_spinner=False)
def _made(generation: str) -> dict[tuple[str, str], Run]:  # noqa: ARG001 - the cache's key
    """Runs on one generation of the index, for all who use the pages."""
    return {}
