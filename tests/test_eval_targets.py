"""Extraction against the list made by hand."""

from pathlib import Path

import pytest

from corpus.errors import TestsetInvalid
from corpus.model import Target, Value
from corpus.parse import parse
from corpus.store import SHIPPED
from eval.__main__ import KAIFENG
from eval.targets import Expected, agreement, as_text, load_expected


def entry(value: str | None, start: int, kind: str = "target", unit: str | None = "%") -> Expected:
    return Expected("治理率", "", value, unit, 2025, kind, start, start + 8, "治理率达到40%")


def target(
    value: str | None, start: int, year: int | None = 2025, unit: str | None = "%"
) -> Target:
    printed = Value(value, start + 5, start + 7) if value else None
    return Target(
        "治理率", "", "达到", printed, unit, year, None, False, False, None, start, start + 8
    )


@pytest.mark.parametrize(
    ("expected", "found", "precision", "recall"),
    [
        ([entry("40", 0)], [target("40", 4)], 1.0, 1.0),
        # another place, another value, another unit
        ([entry("40", 0)], [target("40", 9)], 0.0, 0.0),
        ([entry("40", 0)], [target("4", 0)], 0.0, 0.0),
        ([entry("40", 0)], [target("40", 0, unit="个")], 0.0, 0.0),
        # words may hold the other's
        ([entry("全部", 0, unit=None)], [target("全部清零", 0, unit=None)], 1.0, 1.0),
        # one target answers one entry
        ([entry("40", 0), entry("40", 0)], [target("40", 0)], 1.0, 0.5),
        # optional entries count neither way
        ([entry(None, 0, kind="outlook"), entry("40", 20)], [target(None, 0)], 0.0, 0.0),
        ([entry(None, 0, kind="outlook"), entry("40", 20)], [target("40", 20)], 1.0, 1.0),
    ],
)
def test_agreement(
    expected: list[Expected], found: list[Target], precision: float, recall: float
) -> None:
    agreed = agreement(expected, found)
    assert (agreed.precision, agreed.recall) == (precision, recall)


def test_the_year_is_told_apart() -> None:
    agreed = agreement([entry("40", 0)], [target("40", 0, year=2030)])
    assert (agreed.same_year(), agreed.same_subject()) == (0.0, 1.0)
    assert "召回率 1.000" in "".join(as_text(agreed))


def test_the_shipped_plan_reaches_the_aim() -> None:
    agreed = agreement(
        load_expected(KAIFENG / "targets.jsonl"), parse(SHIPPED / "kaifeng.txt").targets
    )
    assert agreed.precision >= 0.95
    assert agreed.recall >= 0.95
    assert agreed.same_year() >= 0.93


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TestsetInvalid, match="读不出目标清单"):
        load_expected(tmp_path / "none.jsonl")
