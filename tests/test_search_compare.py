"""Two small plans beside each other: provisions, gaps, contradictions, drafts, the command."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import plan_file
from hypothesis import given, settings
from hypothesis import strategies as st
from test_search_compare_relation import said as stated

from corpus.errors import DocumentEmpty, QueryInvalid
from corpus.model import Plan
from corpus.parse import parse
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.__main__ import main
from search.compare import Side, compare, draft_of, pairing, review
from search.compare.align import links, repeated, shared_words
from search.compare.coverage import coverage
from search.compare.encoded import Encoded, Reader, encoded, joined
from search.compare.internal import contradictions
from search.compare.likeness import _late, likeness
from search.compare.model import Comparison
from search.compare.sentences import looks_back, of_draft
from search.engine import Searcher

CITY = """云城市“十四五”环境规划
第一章  规划背景
第一节  面临形势
大气治理压力仍然很大，重点行业工业炉窑排放偏高，需要继续治理。
第二章  主要任务
第一节  改善大气环境
深化工业炉窑综合治理，建立并动态更新工业炉窑清单，实行一炉一策管理。
加强餐饮油烟污染治理，规范餐饮油烟净化设施运行维护。
第二节  防治噪声污染
严格夜间施工审批并向社会公开，强化夜间施工噪声管理。
表1  主要指标
	序号
	指标
	2020年
	2025年
	指标性质

	1
	全市PM2.5浓度（微克/立方米）
	50
	40
	约束性

	2
	农村生活污水治理率（%）
	20
	45
	预期性

	3
	全市用水总量（亿立方米）
	10
	12
	约束性

	4
	湿地保护率（%）
	50
	55
	预期性
"""

COUNTY = """月溪县“十四五”环境规划
第一章  主要任务
第一节  守护蓝天
建立并动态更新工业炉窑清单，实行一炉一策管理，今年全部完成。
管好餐饮油烟，餐饮油烟净化设施定期清洗。
第二章  重点工程
实施三大类重点工程，滚动推进。
一、蓝天工程
二、碧水工程
三、净土工程
四、降碳工程
表1  主要指标
	序号
	指标
	2020年
	2025年
	指标性质

	1
	全县PM2.5浓度（微克/立方米）
	48
	39
	约束性

	2
	农村生活污水治理率（%）
	18
	40
	预期性

	3
	全县用水总量（亿立方米）
	1.0
	1.1
	约束性

	4
	病死畜禽无害化处理率（%）
	90
	100
	预期性
"""


def parsed(folder: Path, name: str, text: str, level: str) -> Plan:
    meta = {"level": level, "period": [2021, 2025], "fictional": True}
    (folder / f"{name}.meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return parse(plan_file(folder, text, f"{name}.txt"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city and two counties that differ in name only, indexed without a model."""
    folder = tmp_path_factory.mktemp("compare")
    county = parsed(folder, "county", COUNTY, "县")
    other = parsed(folder, "other", COUNTY.replace("月溪", "星谷"), "县")
    build_index(folder / "i", [parsed(folder, "city", CITY, "市"), county, other], HashEncoder())
    return folder / "i"


@pytest.fixture(scope="module")
def searcher(index: Path) -> Searcher:
    return Searcher(open_index(index), HashEncoder())


@pytest.fixture(scope="module")
def compared(searcher: Searcher) -> Comparison:
    return compare(searcher, "city", ["county"])


def test_every_place_is_verbatim(searcher: Searcher, compared: Comparison) -> None:
    places: list[Side] = [s for t in compared.targets for s in (t.city, t.county)]
    places += [s for a in compared.alignments for s in (a.city, a.county)]
    places += [s for c in compared.internal for s in (c.a, c.b)]
    places += [s for c in compared.copied for s in (c.city, c.county)]
    places += [s for c in compared.coverage for s in (c.section, *c.passages)]
    places += [m.city for m in compared.missing] + [e.county for e in compared.extra]
    assert places
    for place in places:
        plan = searcher.plan(place.plan_id)
        assert place.quote == plan.text[place.start : place.end] != ""
        assert place.citation.startswith(f"《{plan.title}》")


def test_targets(compared: Comparison) -> None:
    assert [(t.city.name, t.county.name, t.relation) for t in compared.targets] == [
        ("全市PM2.5浓度", "全县PM2.5浓度", "stricter"),
        ("农村生活污水治理率", "农村生活污水治理率", "looser"),
        ("全市用水总量", "全县用水总量", "different_scope"),
    ]
    assert [m.city.name for m in compared.missing] == ["湿地保护率"]
    assert [e.county.name for e in compared.extra] == ["病死畜禽无害化处理率"]
    assert compared.targets[0].county.citation.endswith("表1第1项")


def test_contradictions(compared: Comparison) -> None:
    (count,) = compared.internal
    assert count.a.quote == "三大类重点工程"
    assert count.b.quote == "四、降碳工程"
    assert "4 项" in count.what


def test_values_that_contradict(tmp_path: Path) -> None:
    text = COUNTY + "备注：1.按新口径统计。\n"
    plan = parsed(tmp_path, "p", text, "县")
    assert [c.what for c in contradictions(plan, ())] == ["前文写“三大类重点工程”，后面列出 4 项"]


def test_alignments_leave_out_what_looks_back(searcher: Searcher, compared: Comparison) -> None:
    city = searcher.plan("city")
    assert looks_back(city, 2)
    kilns = [a for a in compared.alignments if "工业炉窑清单" in a.county.quote]
    assert kilns
    assert "工业炉窑清单" in kilns[0].city.quote
    assert "动态更新工业炉窑清单" in "".join(kilns[0].words)
    assert not any("面临" in a.city.citation for a in compared.alignments)


def test_coverage(compared: Comparison) -> None:
    cells = {c.section.name: c for c in compared.coverage}
    assert list(cells) == ["第一节 改善大气环境", "第二节 防治噪声污染"]
    assert cells["第一节 改善大气环境"].strength != "none"
    assert cells["第二节 防治噪声污染"].strength == "none"
    assert cells["第二节 防治噪声污染"].query == "防治噪声污染"
    assert cells["第二节 防治噪声污染"].passages == ()


def test_several_counties(searcher: Searcher, compared: Comparison) -> None:
    done: list[tuple[int, int]] = []
    both = compare(searcher, "city", ["county", "other"], lambda *now: done.append(now))
    assert done == [(1, 2), (2, 2)]
    assert both.of("county") == compared
    assert len(both.of("other").targets) == len(compared.targets)


@pytest.mark.parametrize("counties", [[], ["city"]])
def test_nothing_to_compare(searcher: Searcher, counties: list[str]) -> None:
    with pytest.raises(QueryInvalid):
        compare(searcher, "city", counties)


def test_draft(searcher: Searcher) -> None:
    draft = draft_of("建立并动态更新工业炉窑清单，实行一炉一策管理。")
    found = review(searcher, draft)
    assert {a.city.plan_id for a in found.provisions} == {"city"}
    assert any("工业炉窑清单" in a.city.quote for a in found.provisions)
    with pytest.raises(QueryInvalid, match="没有国级以上"):
        review(searcher, draft, "国")


def test_a_paste_with_what_is_no_character() -> None:
    assert draft_of("新建\0管网\ud800。").text == "新建管网。"
    with pytest.raises(DocumentEmpty, match=r"^文件是空的：草稿\.txt$"):
        draft_of("\0 ")


def test_command(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "city", "county", "--index", str(index)]
    assert main([*asked, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"targets", "missing", "extra", "alignments", "internal"}
    assert set(found["targets"][0]) == {"city", "county", "relation", "why"}
    assert set(found["targets"][0]["city"]) >= {"quote", "start", "end", "value"}
    assert set(found["alignments"][0]) >= {"city", "county", "score"}
    assert set(found["internal"][0]) == {"a", "b", "what"}
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert "【宽于上级】农村生活污水治理率：上级 45%，本级 40%" in text
    assert "【虚构示例】《云城市“十四五”环境规划》" in text
    assert main(["compare", "--draft", "强化夜间施工噪声管理。", "--index", str(index)]) == 0
    assert "夜间施工" in capsys.readouterr().out


def test_command_writes_files(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ["compare", "city", "county", "--index", str(index)]
    for kind, starts in (("xlsx", b"PK"), ("docx", b"PK"), ("md", "# 规划".encode())):
        file = tmp_path / f"out.{kind}"
        assert main([*asked, "--format", kind, "--output", str(file)]) == 0
        assert file.read_bytes().startswith(starts)
    with pytest.raises(QueryInvalid, match="无法写入"):
        main([*asked, "--output", str(tmp_path)])
    with pytest.raises(QueryInvalid, match="草稿的对照不能存为 docx"):
        main(["compare", "--draft", "某句。", "--format", "docx", *asked[3:]])
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(QueryInvalid, match="不能显示在终端里"):
        main([*asked, "--format", "docx"])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("建立炉窑清单并更新", "编制炉窑清单", ("炉窑清单",)),
        ("到2025年，全部清零", "到2025年，基本消除", ()),
        ("甲乙", "丙丁", ()),
    ],
)
def test_shared_words(a: str, b: str, expected: tuple[str, ...]) -> None:
    assert shared_words(a, b) == expected


def test_repeated() -> None:
    assert repeated("未依法完成调查的地块不得开工", "凡未依法完成调查的地块不得开工") == 14 / 15
    assert repeated("完成调查，甲乙丙", "完成调查，丁戊己") == 0  # runs under six are set phrases


def vectors(*rows: list[float]) -> np.ndarray:
    made = np.array(rows, np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made.astype(np.float16)


def texts(*own: np.ndarray, groups: list[int] | None = None) -> Encoded:
    return encoded([""] * len(own), own, groups or list(range(len(own))), own[0].shape[1])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 4))
def test_one_product_equals_brute_force(seed: int, here: int, there: int) -> None:
    rng = np.random.default_rng(seed)

    def some(count: int) -> Encoded:
        own = [vectors(*rng.normal(size=(rng.integers(1, 4), 3)).tolist()) for _ in range(count)]
        return texts(*own, groups=sorted(rng.integers(0, 2, count).tolist()))

    city, county = some(here), some(there)
    sentences, passages = _late(city, county)

    def mean_max(a: np.ndarray, b: np.ndarray) -> float:
        return (float((a @ b.T).max(axis=1).mean()) + float((b @ a.T).max(axis=1).mean())) / 2

    def tokens(of: Encoded, chosen: list[int]) -> np.ndarray:
        ends = [*of.first.tolist(), len(of.tokens)]
        return np.concatenate([of.tokens[ends[i] : ends[i + 1]] for i in chosen])

    for row in range(there):
        for column in range(here):
            expected = mean_max(tokens(county, [row]), tokens(city, [column]))
            assert sentences[row, column] == pytest.approx(expected, abs=1e-5)
    for row in range(passages.shape[0]):
        for column in range(passages.shape[1]):
            mine = [i for i in range(there) if county.groups[i] == row]
            theirs = [i for i in range(here) if city.groups[i] == column]
            expected = mean_max(tokens(county, mine), tokens(city, theirs))
            assert passages[row, column] == pytest.approx(expected, abs=1e-5)


def test_background_changes_no_shape() -> None:
    city = texts(vectors([1, 0]), vectors([0, 1]))
    county = texts(vectors([1, 0.1]))
    more = joined(county, texts(*(vectors([1, 1]) for _ in range(40))))
    alone, beside = likeness(city, county), likeness(city, county, more)
    assert alone.shape == beside.shape == (1, 2)
    assert beside[0, 0] > beside[0, 1]


def test_neighbouring_sentences_make_one_link(tmp_path: Path) -> None:
    plan = parsed(tmp_path, "p", CITY, "市")
    city = of_draft(Reader(HashEncoder()), plan)
    scores = np.full((1, len(city)), -1.0, np.float32)
    scores[0, 0] = scores[0, 1] = 0.5
    same = city.group(0) == city.group(1)
    assert len(links(city, scores)) == (1 if same else 2)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        # what has no date finds a target of the other plan, and is missing from none
        ("确保散煤全部清零。", "到2024年，散煤全部清零。", ["same"]),
        ("确保散煤全部清零。", "", []),
        # but never stands before a target
        (
            "到2025年，散煤全部清零。\n确保散煤全部清零。",
            "到2024年，散煤全部清零。",
            ["different_year"],
        ),
        # nor is it one where neither plan makes it one
        ("确保散煤全部清零。", "散煤全部清零。", []),
    ],
)
def test_what_is_said_aside(tmp_path: Path, above: str, below: str, expected: list[str]) -> None:
    heading = "第二章  主要任务\n"
    city = parsed(tmp_path, "a", CITY.replace(heading, f"{heading}{above}\n"), "市")
    county = parsed(tmp_path, "b", COUNTY.replace("第二章", f"{below}\n第二章"), "县")
    build_index(tmp_path / "i", [city, county], HashEncoder())
    found = compare(Searcher(open_index(tmp_path / "i"), HashEncoder()), "a", ["b"])
    assert [t.relation for t in found.targets if "散煤" in t.city.quote] == expected
    assert not any("散煤" in m.city.quote for m in found.missing)
    assert not any("散煤" in e.county.quote for e in found.extra)


@pytest.mark.parametrize(("count", "contradicts"), [("4项", False), ("5项", True), ("五个", True)])
def test_a_count_of_indicators(tmp_path: Path, count: str, contradicts: bool) -> None:
    announced = f"规划设置{count}主要指标，其中约束性指标2项。\n表1"
    plan = parsed(tmp_path, "p", COUNTY.replace("表1", announced), "县")
    found = [c for c in contradictions(plan, ()) if "指标表" in c.what]
    assert [c.a.quote for c in found] == [f"{count}主要指标"] * contradicts


def test_sections_are_counted_too(tmp_path: Path) -> None:
    text = COUNTY
    for number in "一二三四":
        text = text.replace(f"\n{number}、", f"\n第{number}节  ")
    (count,) = contradictions(parsed(tmp_path, "p", text, "县"), ())
    assert count.b.quote == "第四节  降碳工程"


def test_a_project_asks_nothing_of_a_county(tmp_path: Path) -> None:
    """The city's project is not missing in the county; the county's own is more than the city's."""
    project = "第九章  重点工程\n到2025年，管网覆盖率达到90%。\n"
    plain = {"a": (CITY, "市"), "b": (COUNTY, "县")}
    with_project = {"c": (CITY + project, "市"), "d": (COUNTY + project, "县")}
    plans = [
        parsed(tmp_path, n, text, level) for n, (text, level) in (plain | with_project).items()
    ]
    build_index(tmp_path / "i", plans, HashEncoder())
    searcher = Searcher(open_index(tmp_path / "i"), HashEncoder())
    assert not any("管网" in m.city.quote for m in compare(searcher, "c", ["b"]).missing)
    assert any("管网" in e.county.quote for e in compare(searcher, "a", ["d"]).extra)


@pytest.mark.parametrize(
    ("score", "unit", "paired"),
    [(0.41, "%", True), (0.39, "%", False), (0.45, "个", False), (0.55, "个", True)],
)
def test_unlike_kinds_must_be_nearer(
    monkeypatch: pytest.MonkeyPatch, score: float, unit: str, paired: bool
) -> None:
    monkeypatch.setattr(pairing, "_scores", lambda *_: np.array([[score]], np.float32))
    city, county = stated("绿地率", "40", "%"), stated("绿地数", "40", unit)
    found, _ = pairing.pair(Reader(HashEncoder()), [city], [county])
    assert found == [(0, 0)] * paired


def test_what_repeats_a_pair_must_be_near_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three places of one measure the second joins the first's counterpart, the third is far."""
    monkeypatch.setattr(pairing, "_scores", lambda *_: np.array([[0.9, 0.4, 0.1]], np.float32))
    city = [replace(stated("绿地保有率", "40", "%"), start=at, end=at + 5) for at in (0, 50, 90)]
    found, _ = pairing.pair(Reader(HashEncoder()), city, [stated("绿地保有率", "38", "%")])
    assert found == [(0, 0), (1, 0)]


def test_links_are_near_the_best(tmp_path: Path) -> None:
    city = of_draft(Reader(HashEncoder()), parsed(tmp_path, "p", CITY, "市"))
    assert len(city) > 2
    scores = np.full((1, len(city)), 0.5, np.float32)
    scores[0, -1] = 0.37
    assert all(last < len(city) - 1 for _, _, last, _ in links(city, scores))
    scores[0, -1] = 0.39
    assert any(last == len(city) - 1 for _, _, last, _ in links(city, scores))


@pytest.mark.parametrize(("best", "strength"), [(0.119, "none"), (0.121, "weak")])
def test_not_found_shows_no_place(tmp_path: Path, best: float, strength: str) -> None:
    city, county = (
        of_draft(Reader(HashEncoder()), parsed(tmp_path, n, text, "县"))
        for n, text in (("a", CITY), ("b", COUNTY))
    )
    cells = coverage(city, county, np.full((len(county), len(city)), best, np.float32))
    assert {cell.strength for cell in cells} == {strength}
    assert all(bool(cell.passages) == (strength != "none") for cell in cells)


def test_headings_count() -> None:
    """Of two city sentences alike the one under a like heading is nearer."""
    own = [np.array(v, np.float16) for v in ([[1, 0]], [[1, 0]])]
    city = encoded(["甲乙", "丙丁"], own, [0, 1], 2, ["水环境治理", "大气污染防治"])
    county = encoded(["戊己"], own[:1], [0], 2, ["大气污染防治攻坚"])
    scores = likeness(city, county)
    assert scores[0, 1] > scores[0, 0]
