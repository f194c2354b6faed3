"""The shipped sample beside its city, changed in ways whose effect is known: what must follow."""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Plan
from corpus.numerals import chinese_numeral
from corpus.parse import parse
from corpus.settings import Settings
from corpus.store import SHIPPED, load_plans
from eval.__main__ import QINGHE
from eval.alignment import GOLD, Figures, load_gold, measure
from indexer.build import add_plans, build_index, is_current
from indexer.encode import load_encoder
from search.compare import Comparison, compare
from search.compare.model import Relation
from search.engine import Searcher

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
COMPARED: tuple[Relation, ...] = ("same", "stricter", "looser")


def other_headings(text: str) -> str:
    """章 and 节 become 一、 and （一）, which is how a web page numbers."""
    numbers = {"章": 0, "节": 0}

    def numbered(match: re.Match[str]) -> str:
        kind = match[1]
        numbers[kind] += 1
        if kind == "章":
            numbers["节"] = 0
            return f"{chinese_numeral(numbers[kind])}、"
        return f"（{chinese_numeral(numbers[kind])}）"

    below = re.sub(r"^([一二三四五六七八])、(?=.+工程$)", r"（\1）", text, flags=re.MULTILINE)
    return re.sub(r"^第[一二三四五六七八九十0-9]+([章节])\s*", numbered, below, flags=re.MULTILINE)


def without_chapter(text: str) -> str:
    """Without 第七章, on ecology."""
    return text[: text.index("第七章")] + text[text.index("第八章") :]


def without_table(text: str) -> str:
    return text[: text.index("表1  ")] + text[text.index("第三章") :]


def other_values(text: str) -> str:
    """The county promises more straw used, and later clean water."""
    return text.replace("秸秆综合利用率达到93%", "秸秆综合利用率达到97%").replace(
        "2022年6月底前，完成县城", "2023年6月底前，完成县城"
    )


VARIED: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "headings": other_headings,
    "chapter": without_chapter,
    "table": without_table,
    "values": other_values,
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The city and every variant, each a plan of its own."""
    folder = tmp_path_factory.mktemp("varied")
    settings = replace(Settings.from_env(), models=ROOT / "var/models", index=folder / "index")
    encoder, plans = load_encoder(settings), load_plans([SHIPPED]).plans
    if is_current(ROOT / "var/index", plans, settings.model):
        shutil.copytree(ROOT / "var/index", settings.index)
    else:
        build_index(settings.index, plans, encoder)
    add_plans(settings.index, [variant(folder, name) for name in VARIED], encoder)
    return Searcher.open(settings)


def variant(folder: Path, name: str) -> Plan:
    text = (SHIPPED / "qinghe.txt").read_text(encoding="utf-8")
    bare = re.sub(r"\[bookmark: [^]]*]", "", text)
    (folder / f"{name}.txt").write_text(VARIED[name](bare), encoding="utf-8")
    meta = json.loads((SHIPPED / "qinghe.meta.json").read_text(encoding="utf-8"))
    kept = {key: meta[key] for key in ("title", "region", "level", "period", "fictional")}
    (folder / f"{name}.meta.json").write_text(json.dumps(kept), encoding="utf-8")
    return parse(folder / f"{name}.txt")


@pytest.fixture(scope="module")
def found(searcher: Searcher) -> dict[str, Comparison]:
    return {name: compare(searcher, "kaifeng", [name]) for name in VARIED}


def figures(searcher: Searcher, found: Comparison, name: str) -> Figures:
    gold = load_gold(QINGHE / GOLD)
    return measure(found, gold, searcher.plan(gold.city), searcher.plan(name))


def f1(share: tuple[float, float]) -> float:
    return 2 * share[0] * share[1] / sum(share)


def said(found: Comparison) -> list[tuple[str, str, str]]:
    return sorted((t.city.name, t.county.name, t.relation) for t in found.targets)


@pytest.mark.parametrize("name", ["plain", "headings"])
def test_the_aims_are_met(searcher: Searcher, found: dict[str, Comparison], name: str) -> None:
    measured = figures(searcher, found[name], name)
    assert measured.relation >= 0.9
    assert measured.unfair == 0
    assert f1(measured.missing) >= 0.85
    assert f1(measured.extra) >= 0.85
    assert measured.aligned[1] >= 0.85
    assert measured.aligned[0] >= 0.5


def test_headings_change_no_target(found: dict[str, Comparison]) -> None:
    plain, other = found["plain"], found["headings"]
    assert said(other) == said(plain)
    assert [m.city for m in other.missing] == [m.city for m in plain.missing]
    assert [e.county.name for e in other.extra] == [e.county.name for e in plain.extra]
    assert len(plain.internal) == 4
    assert [i.what for i in other.internal] == [i.what for i in plain.internal]


def test_what_is_taken_out_is_missing(found: dict[str, Comparison]) -> None:
    plain, less = found["plain"], found["chapter"]
    gone = {m.city.quote for m in less.missing} - {m.city.quote for m in plain.missing}
    for words in ("湿地保护率", "城市建成区绿地率", "国家重点保护野生动植物", "生态保护红线面积"):
        assert any(words in quote for quote in gone)
    # the rest stays as it was
    assert set(said(less)) <= set(said(plain))
    strength = {c.section.name: c.strength for c in less.coverage}
    before = {c.section.name: c.strength for c in plain.coverage}
    assert strength["第二节 加强生物多样性保护"] == "none"
    assert before["第二节 加强生物多样性保护"] == "strong"


@pytest.mark.parametrize("name", ["chapter", "table"])
def test_a_gap_is_filled_with_no_other_figure(found: dict[str, Comparison], name: str) -> None:
    """Without its counterpart a target is compared with none that it was not compared with."""
    plain = {pair[:2] for pair in said(found["plain"]) if pair[2] in COMPARED}
    less = {pair[:2] for pair in said(found[name]) if pair[2] in COMPARED}
    assert less <= plain | {("较大面积的农村黑臭水体", "面积较大的农村黑臭水体")}


def test_another_value_another_relation(found: dict[str, Comparison]) -> None:
    plain, other = set(said(found["plain"])), set(said(found["values"]))
    assert {(name, relation) for name, _, relation in plain - other} == {
        ("秸秆综合利用率", "looser"),
        ("县级城市建成区内黑臭水体排查并制定整治方案", "same"),
    }
    assert {(name, relation) for name, _, relation in other - plain} == {
        ("秸秆综合利用率", "stricter"),
        ("县级城市建成区内黑臭水体排查并制定整治方案", "different_year"),
    }
