"""What several tests need."""

from pathlib import Path

import pytest

from corpus.model import Plan
from corpus.parse import parse
from corpus.store import SHIPPED

SHARED = Path(__file__).parents[2] / "shared"
"""Development material beside the checkout; tests that need it skip without it."""


@pytest.fixture(scope="session")
def kaifeng() -> Plan:
    """The real plan, parsed."""
    return parse(SHIPPED / "kaifeng.txt")


@pytest.fixture
def shared() -> Path:
    """The folder of development material."""
    if not SHARED.is_dir():
        pytest.skip("the shared development material is not beside this checkout")
    return SHARED


def plan_file(folder: Path, text: str, name: str = "p.txt") -> Path:
    """Write a document."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
