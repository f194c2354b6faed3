"""The HTML report and its charts: complete, self-contained, safe, and to scale."""

import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from conftest import plan_file

from corpus.parse import parse
from eval.charts import bars, histogram
from eval.explain import Explainer, first_right
from eval.html import WORST, report
from eval.measures import score
from eval.model import Judgement, Place, Run, TestQuery, Testset
from eval.stats import Interval
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import Index, open_index

EVIL = "<script>alert(1)</script><img src=x onerror='a()'>\"&"
TEXT = f"""第一章 目标
到2025年，农村生活污水治理率达到40%。
再生水利用率达到25%，促进节约用水工作。
湿地保护率提高到68%，加强湿地公园建设{EVIL}。
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Three passages, the last of them hostile."""
    folder = tmp_path_factory.mktemp("html")
    build_index(folder / "index", [parse(plan_file(folder, TEXT))], HashEncoder())
    return open_index(folder / "index")


def places(index: Index) -> tuple[Place, ...]:
    return tuple(Place(p.plan_id, p.start, p.end) for p in index.passages)


def queries_on(index: Index, count: int = 2) -> Testset:
    """Every query's right passage is the second; the last one in the plan is grade 1."""
    _, right, other = places(index)
    queries = [TestQuery(f"q{n}", f"问题{n}{EVIL}", f"甲{EVIL}", True) for n in range(count)]
    queries.append(TestQuery("none", f"没有答案{EVIL}", "unanswerable", False))
    judgements = [
        Judgement(f"q{n}", place.plan, place.start, place.end, grade, "", EVIL, "")
        for n in range(count)
        for place, grade in ((other, 1), (right, 3))
    ]
    return Testset(f"集{EVIL}", tuple(queries), tuple(judgements), (f"坏行{EVIL}",))


def run(index: Index, name: str = "hybrid", **found: list[int]) -> Run:
    hits = {q: tuple((p, -float(i)) for i, p in enumerate(ps)) for q, ps in found.items()}
    return Run(name, places(index), hits)


def made(index: Index, given: Testset, found: Run, **others: Run) -> str:
    return report(given, found, score(given, found), first_right(given, others), index)


class Page(HTMLParser):
    """Tags, attributes and text; fails on a tag closed out of order."""

    VOID = ("meta",)

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_hostile_test_set_and_plan_are_only_words(index: Index) -> None:
    html = made(index, queries_on(index), run(index, f"跑{EVIL}", q0=[2, 1, 0], q1=[0], none=[2]))
    page = Page(html)
    for words in ("集", "问题0", "问题1", "没有答案", "坏行", "跑", "公园建设"):
        assert f"{words}{EVIL}" in page.text
    assert not page.tags & {"script", "img", "link", "iframe", "base", "object"}
    assert not page.attributes & {"src", "href", "onerror", "srcset"}


def test_nothing_comes_from_outside(index: Index) -> None:
    clean = replace(queries_on(index), name="集", problems=())
    html = made(index, clean, run(index, q0=[1]))
    outside = re.findall(r"https?:|//|@import|url\(|<link|\bsrc=", html.replace(escape(EVIL), ""))
    assert outside == []


def test_every_query_is_there(index: Index) -> None:
    count = WORST + 5
    given = queries_on(index, count)
    page = Page(
        made(
            index, given, Run("hybrid", places(index), {f"q{n}": ((1, 0.0),) for n in range(count)})
        )
    )
    table = page.text[page.text.index("全部查询") :]
    assert [q.id for q in given.queries if q.query not in table] == []
    assert f"最差的 {WORST} 条" in page.text


def test_the_worst_query_says_what_should_have_come_and_why(index: Index) -> None:
    found = run(index, q0=[2, 0, 1], q1=[1])
    legs = {"hybrid": found, "keyword": run(index, q0=[0]), "vector": run(index, q0=[1])}
    text = Page(made(index, queries_on(index), found, **legs)).text
    worst = text[text.index("最差的") : text.index("全部查询")]
    first, second = worst.split("问题")[1:]
    assert first.startswith("0")
    wanted, came = first.split("排在最前的")
    assert "共 2 处" in wanted
    assert "再生水利用率达到25%" in wanted
    assert "3 直接回答" in wanted
    assert "本次 第3字词 前50名以外语义 第1" in wanted
    assert came.index("湿地保护率") < came.index("1 略有关系") < came.index("农村生活污水")
    assert "没有评过" in came
    assert second.startswith("1")


def test_where_the_first_right_passage_is(index: Index) -> None:
    runs = {"keyword": run(index, q0=[0, 2, 1]), "late": run(index, q0=[2], q1=[1])}
    assert first_right(queries_on(index), runs) == {
        "q0": {"keyword": 3, "late": None},
        "q1": {"keyword": None, "late": 1},
    }


def test_unanswerable_queries_stand_apart(index: Index) -> None:
    text = Page(made(index, queries_on(index), run(index, q0=[1], none=[0]))).text
    apart = text[text.index("无答案的查询") :]
    assert "没有拒答" in apart
    assert "拒答率：0%" in apart
    assert "3 条查询，其中 2 条有答案" in text


def test_no_answerable_query_is_said_and_not_nan(index: Index) -> None:
    given = Testset("集", (TestQuery("none", "没有", "unanswerable", False),), ())
    text = Page(made(index, given, run(index))).text
    assert "没有有答案的查询，无法打分" in text
    assert "nan" not in text
    assert "没有结果" in text


def test_a_run_of_another_index_is_marked_and_still_cited(index: Index) -> None:
    other = Run("旧", (Place("p", 8, 12), Place("gone", 0, 5)), {"q0": ((0, 1.0), (1, 0.5))})
    text = Page(made(index, queries_on(index), other)).text
    assert "这份检索结果出自另一个索引" in text
    assert "索引里没有编号为 gone 的规划" in text
    assert "另一个索引" not in Page(made(index, queries_on(index), run(index, q0=[1]))).text
    explainer = Explainer(queries_on(index), other, index)
    assert explainer.hits("q0", 1)[0].citation == "《p》第一章"


def test_the_index_is_named(index: Index) -> None:
    text = Page(made(index, queries_on(index), run(index, q0=[1]))).text
    for fact in (index.manifest.encoder, index.manifest.built, index.manifest.tokeniser, "p.txt"):
        assert fact in text


def rects(svg: str) -> list[dict[str, str]]:
    return [dict(rect.attrib) for rect in ET.fromstring(svg).iter("rect")]


def test_bars_are_to_scale() -> None:
    rows = [("一", Interval(0.25, 0.2, 0.3)), ("<二>", Interval(0.5, 0.4, 1.0))]
    svg = bars([*rows, ("三", Interval(0, 0, 0))])
    quarter, half, none = (float(rect["width"]) for rect in rects(svg))
    assert [half, none] == pytest.approx([2 * quarter, 0])
    assert "&lt;二&gt;" in svg
    whisker = [path.attrib["d"] for path in ET.fromstring(svg).iter("path")][1]
    low, high = (float(x) for x in re.findall(r"[MH]([\d.]+)", whisker))
    left = float(rects(svg)[1]["x"])
    assert [low - left, high - left] == pytest.approx([half * 0.8, half * 2])


def test_columns_are_to_scale_and_one_counts() -> None:
    svg = histogram([0, 0.05, 0.5, 1, 1, 0.95, 0.9])
    heights = [float(rect["height"]) for rect in rects(svg)]
    assert heights == [pytest.approx(heights[2] * share / 4) for share in (2, 1, 4)]
    assert len({float(rect["y"]) + float(rect["height"]) for rect in rects(svg)}) == 1


def test_a_long_type_name_does_not_run_out_of_the_chart() -> None:
    assert "法律责任与…" in bars([("法律责任与处罚规定", Interval(1, 1, 1))])
