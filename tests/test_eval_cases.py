"""Behavioural cases: every kind passing and failing on a made-up plan, bad lines, the shipped file."""

import json
from pathlib import Path

import pytest
from conftest import plan_file

from corpus.errors import QueryInvalid, TestsetInvalid
from corpus.model import Plan
from corpus.parse import parse
from eval.cases import CaseResult, load_cases, run_cases, summary
from eval.kinds import Above, Case, Contains, Excludes, Figure, Same
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from indexer.split import split
from search.engine import Searcher

SHIPPED_CASES = Path(__file__).parents[1] / "eval/testsets/kaifeng/cases.jsonl"

# What the cases are to cover; each has at least four.
CATEGORIES = {
    "abbreviation",
    "chinese_numeral",
    "english",
    "exact_quote",
    "full_width",
    "negative",
    "note",
    "paraphrase",
    "phrasings",
    "project",
    "section",
    "table",
    "traditional",
    "twice",
    "typo",
}

PLAN = """第一章 水
到2025年，再生水利用率 达到25%，比基准年提高15%。
优先保障生活用水，适度压减生产用水，开展节约用水行动。
大型规模化养殖场大气氨排放总量削减5%，优化饲料结构。
第二章 田
分作物制定化肥施用限量标准，依法落实总量控制的要求。
湿地保护率提高到68%，加强湿地公园建设和水系的连通。
再次强调：分作物制定化肥施用限量标准，鼓励测土配方施肥。
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The made-up plan, six passages, in an index made without a model."""
    folder = tmp_path_factory.mktemp("cases")
    build_index(folder / "index", [parse(plan_file(folder, PLAN))], HashEncoder())
    return Searcher(open_index(folder / "index"), HashEncoder())


def tried(searcher: Searcher, case: Case) -> CaseResult:
    (result,) = run_cases(searcher, [case])
    return result


def contains(query: str, *quotes: str, k: int = 1, places: int = 1) -> Case:
    return Contains(
        id="c", category="x", query=query, why="w", quotes=quotes, k=k, places=places
    )  # fmt: skip


def excludes(query: str, *quotes: str, k: int = 1) -> Case:
    return Excludes(id="e", category="x", query=query, why="w", quotes=quotes, k=k)


def above(query: str, quote: str, below: str, k: int = 5) -> Case:
    return Above(id="a", category="x", query=query, why="w", quote=quote, below=below, k=k)


def same(query: str, other: str, k: int = 1, overlap: float = 1) -> Case:
    return Same(id="s", category="x", query=query, why="w", other=other, k=k, overlap=overlap)


def figure(query: str, figure: str, subject: str, k: int = 1) -> Case:
    return Figure(id="f", category="x", query=query, why="w", figure=figure, subject=subject, k=k)


FERTILISER = "分作物制定化肥施用限量标准"


@pytest.mark.parametrize(
    "case",
    [
        contains("再生水利用率", "再生水利用率达到25%"),  # a space in the plan does not count
        contains("湿地保护率", "湿地保护率提高到68%", "湿地公园"),
        contains("化肥施用限量标准", FERTILISER, k=2, places=2),
        excludes("湿地保护率", "再生水利用率"),
        above("湿地保护率", "湿地保护率", "再生水利用率"),
        same("湿地保护率", "湿地保护率？"),
        same("化肥施用限量标准", "限量标准 化肥施用", k=2),
        same("湿地", "化肥", k=6),  # all six passages, in another order
        same("湿地", "化肥", k=50),  # no more than six to share
        figure("大气氨排放总量削减5%", "5%", "大气氨排放总量"),
        figure("大气氨排放总量削减５％", "５％", "大气氨排放总量"),
    ],
)
def test_a_case_that_holds(searcher: Searcher, case: Case) -> None:
    assert tried(searcher, case) == CaseResult(case, passed=True, diagnosis="")


WETLAND = "首条是第二章 田“湿地保护率提高到68%，加强湿地公园建设和水系的连通。”"
REUSE = "首条是第一章 水“到2025年，再生水利用率 达到25%，比基准年提高15%。”"
AGAIN = "首条是第二章 田“再次强调：分作物制定化肥施用限量标准，鼓励测土配方施肥。”"

RULE = "首条是第二章 田“分作物制定化肥施用限量标准，依法落实总量控制的要求。”"


@pytest.mark.parametrize(
    ("case", "diagnosis"),
    [
        (  # only what is missing is named
            contains("湿地保护率", "大气氨排放总量", "湿地公园"),
            f"前 1 条里应有“大气氨排放总量”（排在第 5 位）；{WETLAND}",
        ),
        (
            contains("测土配方施肥", FERTILISER, places=2),
            f"前 1 条里应有 2 处“{FERTILISER}”（排在第 1、2 位）；{AGAIN}",
        ),
        (
            contains("湿地保护率", "这句话哪里都没有"),
            f"前 1 条里应有“这句话哪里都没有”（没有找到）；{WETLAND}",
        ),
        (
            excludes("湿地保护率", "湿地公园", "化肥", k=5),
            "前 5 条里不应有“湿地公园”（排在第 1 位）；前 5 条里不应有“化肥”（排在第 4 位）",
        ),
        (
            above("湿地保护率", "大气氨", "湿地公园"),
            f"“大气氨”（排在第 5 位）应在前 5 条里，并在“湿地公园”（排在第 1 位）之前；{WETLAND}",
        ),
        (  # in the right order, yet too late
            above("湿地保护率", "大气氨", "测土配方", k=4),
            f"“大气氨”（排在第 5 位）应在前 4 条里，并在“测土配方”（排在第 6 位）之前；{WETLAND}",
        ),
        (  # one hit with both is not before itself
            above("湿地保护率", "湿地保护率", "湿地公园"),
            f"“湿地保护率”（排在第 1 位）应在前 5 条里，并在“湿地公园”（排在第 1 位）之前；{WETLAND}",
        ),
        (
            same("湿地", "化肥", k=2, overlap=0.6),
            f"两种问法的前 2 条应有 60% 相同，2 条里相同的有 1 条；“湿地”{WETLAND}；“化肥”{RULE}",
        ),
        (  # 25% and 15% are no 5%
            figure("再生水利用率", "5%", "再生水利用率"),
            f"前 1 条里应有一条写着“再生水利用率”和 5%（没有找到）；首条里的 5% 只是另一个数的一部分；{REUSE}",
        ),
        (  # the right one is there, but a look-alike stands first
            figure("再生水利用率", "5%", "大气氨排放总量", k=6),
            f"首条里的 5% 只是另一个数的一部分；{REUSE}",
        ),
        (  # too late
            figure("15%", "68%", "湿地保护率", k=2),
            f"前 2 条里应有一条写着“湿地保护率”和 68%（排在第 3 位）；{REUSE}",
        ),
        (  # the figure is there, of another subject
            figure("再生水利用率", "25%", "湿地保护率"),
            f"前 1 条里应有一条写着“湿地保护率”和 25%（没有找到）；{REUSE}",
        ),
    ],
)
def test_a_case_that_does_not_hold(searcher: Searcher, case: Case, diagnosis: str) -> None:
    assert tried(searcher, case) == CaseResult(case, passed=False, diagnosis=diagnosis)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("削减5%", True),
        ("削减５％，", True),
        ("5%和15%", True),
        ("15%", False),
        ("0.5%", False),
        ("5.5%", False),
        ("5", False),
    ],
)
def test_a_figure_is_a_whole_number(text: str, says: bool) -> None:
    case = figure("q", "5%", "s")
    assert ("规划里没有这个数：5%" not in case.problems([text])) is says


@pytest.mark.parametrize(("text", "says"), [("13", True), ("13%", True), ("13.0", False), ("8.13", False)])  # fmt: skip
def test_a_figure_without_a_unit(text: str, says: bool) -> None:
    assert ("规划里没有这个数：13" not in figure("q", "13", "s").problems([text])) is says


def test_a_case_finds_no_fewer_hits_than_it_speaks_of(searcher: Searcher) -> None:
    assert tried(searcher, contains("湿地", "再生水利用率", k=200)).passed


def test_an_error_of_the_search_is_no_failed_case(searcher: Searcher) -> None:
    with pytest.raises(QueryInvalid):
        run_cases(searcher, [excludes("？", "湿地公园")])


def test_progress_and_summary(searcher: Searcher) -> None:
    moved: list[tuple[int, int]] = []
    cases = [contains("湿地保护率", "湿地公园"), contains("湿地保护率", "大气氨")]
    results = run_cases(searcher, cases, lambda done, total: moved.append((done, total)))
    assert moved == [(1, 2), (2, 2)]
    assert [line.split() for line in summary(results)] == [
        ["x", "1", "/", "2"],
        ["all", "1", "/", "2"],
    ]


def written(folder: Path, *lines: object) -> Path:
    path = folder / "cases.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def line(id_: str, kind: str, **given: object) -> dict[str, object]:
    shared = {"id": id_, "category": "x", "kind": kind, "query": "湿地", "why": "w"}
    return shared | given


GOOD = line("good", "contains", quotes=["湿地 公园"])


def test_every_kind_is_read(tmp_path: Path, searcher: Searcher) -> None:
    path = written(
        tmp_path,
        GOOD,
        line("e", "excludes", quotes=["测土配方"], k=3),
        line("a", "above", quote="湿地", below="化肥"),
        line("s", "same", other="湿地？", overlap=0.5),
        line("f", "figure", figure="5%", subject="大气氨"),
    )
    cases, problems = load_cases(path, searcher.index.plans)
    assert problems == ()
    assert [type(case) for case in cases] == [Contains, Excludes, Above, Same, Figure]
    assert (cases[0].k, cases[1].k) == (5, 3)


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("{", "第 2 行读不出来"),
        ("[]", "第 2 行读不出来"),
        (line("b", "near"), "kind 应为 contains、excludes、above、same、figure 之一"),
        (line("b", "contains", quotes=["湿地"], place=2), "不认识的字段 place"),
        (line("b", "contains", quotes=[]), "第 2 行读不出来"),
        (line("b", "contains", quotes=[" "]), "第 2 行读不出来"),
        (line("b", "contains", quotes=["湿地"], k=0), "第 2 行读不出来"),
        (line("b", "same", other="湿地", overlap=1.5), "第 2 行读不出来"),
        (line("b", "contains"), "missing required field `quotes`"),
        (line("b", "contains", quotes=["湿地"], why=""), "第 2 行读不出来"),
        (line("good", "contains", quotes=["湿地"]), "用例 good：这个编号已经用过"),
        (line("b", "contains", quotes=["没有"]), "用例 b：引文应在规划里有 1 处，实有 0 处：没有"),
        (
            line("b", "contains", quotes=["测土配方"], places=2),
            "用例 b：引文应在规划里有 2 处，实有 1 处：测土配方",
        ),
        (line("b", "excludes", quotes=["没有"]), "实有 0 处：没有"),
        (line("b", "above", quote="湿地", below="没有"), "实有 0 处：没有"),
        (line("b", "figure", figure="35%", subject="湿地"), "用例 b：规划里没有这个数：35%"),
        (line("b", "figure", figure="5%", subject="没有"), "实有 0 处：没有"),
    ],
)
def test_a_line_that_cannot_be_used_is_reported_and_the_rest_kept(
    tmp_path: Path, searcher: Searcher, bad: object, problem: str
) -> None:
    cases, problems = load_cases(written(tmp_path, GOOD, bad), searcher.index.plans)
    assert [case.id for case in cases] == ["good"]
    assert len(problems) == 1
    assert problem in problems[0]
    assert "第 2 行" in problems[0]


def test_a_file_without_cases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TestsetInvalid, match="第 1 行读不出来"):
        load_cases(written(tmp_path, "{"), {})
    with pytest.raises(TestsetInvalid, match="没有可用的用例"):
        load_cases(written(tmp_path, ""), {})
    with pytest.raises(TestsetInvalid, match="无法读取用例"):
        load_cases(tmp_path / "none.jsonl", {})


@pytest.fixture(scope="module")
def shipped(kaifeng: Plan) -> tuple[Case, ...]:
    cases, problems = load_cases(SHIPPED_CASES, {"kaifeng": kaifeng})
    assert problems == ()
    return cases


def test_the_shipped_cases(shipped: tuple[Case, ...]) -> None:
    counts = {name: sum(case.category == name for case in shipped) for name in CATEGORIES}
    assert sum(counts.values()) == len(shipped) >= 60
    assert [name for name, count in counts.items() if count < 4] == []


def test_the_shipped_cases_are_not_the_test_set_again(shipped: tuple[Case, ...]) -> None:
    path = SHIPPED_CASES.with_name("queries.jsonl")
    judged = {json.loads(row)["query"] for row in path.read_text(encoding="utf-8").splitlines()}
    assert [case.id for case in shipped if case.query in judged] == []


def test_every_shipped_case_can_hold(shipped: tuple[Case, ...], kaifeng: Plan) -> None:
    """What a passage is to say stands in one, and no one passage holds both sides of `above`."""
    passages = ["".join(kaifeng.text[p.start : p.end].split()) for p in split(kaifeng)]

    def holding(*quotes: str) -> int:
        return sum(all("".join(q.split()) in text for q in quotes) for text in passages)

    for case in shipped:
        if isinstance(case, Contains):
            assert all(holding(quote) >= case.places for quote in case.quotes), case.id
        elif isinstance(case, Above):
            assert holding(case.quote), case.id
            assert not holding(case.quote, case.below), case.id
        elif isinstance(case, Figure):
            assert holding(case.figure, case.subject), case.id
