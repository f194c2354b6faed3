"""A comparison held against gold: shares that can be counted by hand."""

import json
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from corpus.parse import parse
from corpus.store import SHIPPED
from eval.__main__ import QINGHE
from eval.alignment import as_text, load_gold, measure
from eval.quotes import Quotes
from search.compare.model import (
    Alignment,
    Comparison,
    Contradiction,
    Extra,
    Missing,
    Side,
    TargetPair,
)

CITY = "云城市规划\n甲指标达到十。\n乙指标达到二十。\n丙指标达到三十。\n"
COUNTY = "月溪县规划\n甲指标达到十一。\n乙指标达到五。\n丁指标达到四十。\n"
GOLD = {
    "city": "city",
    "county": "county",
    "targets": [
        {"city_quote": "甲指标达到十", "county_quote": "甲指标达到十一", "relation": "stricter"},
        {"city_quote": "乙指标达到二十", "county_quote": "乙指标达到五", "relation": "different_scope"},
    ],
    "missing": [{"city_quote": "丙指标达到三十"}],
    "extra": [{"county_quote": "丁指标达到四十"}],
    "alignments": [
        {"city_quote": "甲指标", "county_quote": "甲 指标", "grade": 3},
        {"city_quote": "乙指标", "county_quote": "乙指标", "grade": 2},
    ],
    "internal": [{"quote_a": "甲指标达到十一", "quote_b": "乙指标达到五"}],
}  # fmt: skip


def side(plan: Plan, quote: str) -> Side:
    start = plan.text.index(quote)
    return Side(plan.id, start, start + len(quote), quote, "")


@pytest.fixture
def plans(tmp_path: Path) -> tuple[Plan, Plan]:
    return (
        parse(plan_file(tmp_path, CITY, "city.txt")),
        parse(plan_file(tmp_path, COUNTY, "county.txt")),
    )


def test_figures(tmp_path: Path, plans: tuple[Plan, Plan]) -> None:
    city, county = plans
    compared = Comparison(
        city_id=city.id,
        county_ids=(county.id,),
        targets=(
            TargetPair(side(city, "甲指标达到十"), side(county, "甲指标达到十一"), "stricter", ""),
            TargetPair(side(city, "乙指标达到二十"), side(county, "乙指标达到五"), "looser", ""),
        ),
        missing=(
            Missing(side(city, "丙指标达到三十"), county.id, None),
            Missing(side(city, "云城市规划"), county.id, None),
        ),
        extra=(Extra(side(county, "月溪县规划"), None),),
        alignments=(
            Alignment(side(city, "甲指标达到十"), side(county, "甲指标达到十一"), 1, "related", ()),
            Alignment(side(city, "丙指标达到三十"), side(county, "乙指标达到五"), 1, "related", ()),
            Alignment(side(city, "云城市规划"), side(county, "月溪县规划"), 1, "related", ()),
        ),
        internal=(Contradiction(side(county, "乙指标达到五"), side(county, "甲指标达到十一"), ""),),
        copied=(),
        coverage=(),
    )
    file = tmp_path / "gold.json"
    file.write_text(json.dumps(GOLD), encoding="utf-8")
    figures = measure(compared, load_gold(file), city, county)
    assert (figures.relation, figures.paired, figures.unfair) == (0.5, 1.0, 1)
    assert figures.missing == (0.5, 1.0)
    assert figures.extra == (0.0, 0.0)
    # two of the three are of county places that gold speaks of, one of them right
    assert figures.aligned == (0.5, 0.5)
    assert figures.internal == 1.0
    assert "口径不同却比了高低 1 对" in list(as_text(figures))


def test_the_gold_shipped_stands_in_its_plans() -> None:
    gold = load_gold(QINGHE / "gold.json")
    city, county = (parse(SHIPPED / f"{name}.txt") for name in (gold.city, gold.county))
    above, below = Quotes([city]), Quotes([county])
    pairs = [(g.city_quote, g.county_quote) for g in gold.targets]
    pairs += [(g.city_quote, g.county_quote) for g in gold.alignments]
    assert all(above.places(here) and below.places(there) for here, there in pairs)
    assert all(above.places(g.city_quote) for g in gold.missing)
    assert all(below.places(g.county_quote) for g in gold.extra)
    assert all(below.places(i.quote_a) and below.places(i.quote_b) for i in gold.internal)
    assert county.fictional
    assert not city.fictional


def test_no_gold(tmp_path: Path) -> None:
    with pytest.raises(TestsetInvalid, match="读不出对照的标准答案"):
        load_gold(tmp_path / "none.json")
