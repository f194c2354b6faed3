"""The evaluator's page as Streamlit runs it: a set made, judged, settled, run, compared."""

import re
from pathlib import Path

import msgspec
import pytest
from app_driver import markup
from streamlit.testing.v1 import AppTest

from corpus.model import Plan
from eval.measures import SETTLED
from eval.model import Judgement, TestQuery, Testset
from eval.runs import load_run
from eval.sheet import export_csv
from eval.testset import append, load_testset, save_queries
from indexer.build import build_index
from indexer.encode import HashEncoder

APP = Path(__file__).parents[1] / "app.py"
QUESTIONS = (
    "2025年农村生活污水治理率目标是多少", "秸秆能不能在地里烧", "氮氧化物五年要减排多少吨",
    "兰考县有哪些重点工程", "规划实施情况由谁来评估", "黄河滩区湿地怎么修复",
    "森林覆盖率目标", "危险废物怎么处置", "噪声污染怎么管", "<b>**土壤**</b>污染地块怎么管",
)  # fmt: skip
HOSTILE = "<img src=x onerror=alert(1)> **粗** 污水"


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Path:
    folder = tmp_path_factory.mktemp("evaluate") / "index"
    build_index(folder, [kaifeng], HashEncoder())
    return folder


@pytest.fixture(autouse=True)
def home(index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's sets and runs lie."""
    monkeypatch.setenv("PLANSEARCH_INDEX", str(index_folder))
    monkeypatch.setenv("PLANSEARCH_TESTSETS", str(tmp_path / "testsets"))
    monkeypatch.setenv("PLANSEARCH_RUNS", str(tmp_path / "runs"))
    return tmp_path


def start(testset: str = "", section: str = "") -> AppTest:
    """The page opened, at a test set and a section of the work."""
    at = AppTest.from_file(str(APP), default_timeout=120)
    at.switch_page("app_pages/evaluate.py")
    run(at)
    if testset:
        at.selectbox(key="testset").set_value(testset)
        run(at)
    return go(at, section) if section else at


def go(at: AppTest, section: str) -> AppTest:
    at.segmented_control(key="section").set_value(section)
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    assert not at.markdown  # what others wrote is never read as markdown
    return at


def notice(at: AppTest) -> str:
    """The words of the only notice."""
    (found,) = re.findall(r'<div class="notice".*?</div>', markup(at))
    return re.sub("<[^>]+>", "", str(found))


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return run(at)


def make(at: AppTest, name: str, questions: str) -> AppTest:
    at.text_input(key="new-name").set_value(name)
    at.text_area(key="new-questions").set_value(questions)
    return press(at, "建立测试集")


def begin(at: AppTest, judge: str, depth: int = 2) -> AppTest:
    go(at, "判断")
    at.text_input[0].set_value(judge)
    at.number_input[0].set_value(depth)
    return press(at, "开始判断")


def stored(home: Path, plan: Plan, name: str = "十问") -> Testset:
    return load_testset(home / "testsets" / name, {plan.id: plan})


def small_set(home: Path, *graded: tuple[str, int], question: str = "污水") -> Path:
    """A set of one question with these judges' grades of the plan's first ten characters."""
    folder = home / "testsets" / "小"
    save_queries(folder, [TestQuery("q1", question, "topic", answerable=True)])
    append(
        folder,
        [
            Judgement("q1", "kaifeng", 0, 10, g, "", j, "2026-01-01T00:00:00+00:00")
            for j, g in graded
        ],
    )
    return folder


def test_the_whole_job(home: Path, kaifeng: Plan) -> None:
    at = make(start(), "十问", "\n".join([*QUESTIONS, "", QUESTIONS[0]]))
    assert at.selectbox(key="testset").value == "十问"
    assert "已建立测试集 十问：10 条问题" in markup(at)
    assert "有 1 行与前面的问题重复" in markup(at)
    assert tuple(q.query for q in stored(home, kaifeng).queries) == QUESTIONS

    begin(at, "王")
    for number, grade in enumerate(("3 直接回答", "0 无关", "2 明显相关"), 1):
        press(at, grade)
        assert [j.grade for j in stored(home, kaifeng).judgements][-1] == int(grade[0])
        assert len(stored(home, kaifeng).judgements) == number
    begin(at, "李")
    for grade in ("3 直接回答", "3 直接回答", "1 略有关系"):
        press(at, grade)
    judgements = stored(home, kaifeng).judgements
    assert [j.judge for j in judgements] == ["王"] * 3 + ["李"] * 3
    assert {(j.query, j.start) for j in judgements[:3]} == {
        (j.query, j.start) for j in judgements[3:]
    }

    go(at, "一致性")
    assert "<td>3 处</td>" in markup(at)
    assert "共 2 处，已裁定 0 处" in markup(at)
    press(at, "裁定为 1")
    assert "共 2 处，已裁定 1 处" in markup(at)
    last = stored(home, kaifeng).judgements[-1]
    assert (last.judge, last.grade) == (SETTLED, 1)
    assert (last.query, last.start) == (judgements[1].query, judgements[1].start)  # 0 against 3

    go(at, "运行与比较")
    press(at, "运行")
    shown = markup(at)
    assert "没有证据表明两者有差别" in shown
    assert "这里只有 10 条查询" in shown
    assert "A：字词　B：综合" in shown
    assert shown.count('<ol class="hits">') == 2
    saved = sorted((home / "runs" / "十问").glob("*.json"))
    assert [file.name.split("-")[0] for file in saved] == ["hybrid", "keyword"]
    assert all(len(load_run(file).found) == 10 for file in saved)
    press(at, "生成报告")
    assert "下载报告" in [button.proto.label for button in at.get("download_button")]
    assert "生成报告" in [button.label for button in at.button]  # the other one's

    at.selectbox(key="run-a").set_value(f"saved:{saved[1].stem}")
    at.selectbox(key="run-b").set_value("不比较")
    press(at, "运行")
    assert markup(at).count('<ol class="hits">') == 1
    assert len(list((home / "runs" / "十问").glob("*.json"))) == 2  # a saved run is not saved anew


def test_two_judges_get_the_same_passages_and_no_configuration_is_named() -> None:
    at = begin(make(start(), "十问", "\n".join(QUESTIONS)), "王")
    first = re.findall('<article class="card".*?</article>', markup(at), re.DOTALL)
    begin(at, "李")
    assert re.findall('<article class="card".*?</article>', markup(at), re.DOTALL) == first
    assert not re.search("hybrid|keyword", first[0])


def test_skip_and_back(home: Path, kaifeng: Plan) -> None:
    at = begin(make(start(), "十问", QUESTIONS[0]), "王")
    first = markup(at)
    press(at, "跳过")
    assert markup(at) != first
    second = markup(at)
    press(at, "0 无关")
    press(at, "改上一条")
    assert markup(at) == second
    press(at, "3 直接回答")
    (only,) = stored(home, kaifeng).judgements
    assert only.grade == 3
    while "判断完了" not in markup(at):
        press(at, "1 略有关系")
    assert at.get("progress")[0].proto.text.split("/")[0] == str(
        len(stored(home, kaifeng).judgements)
    )


@pytest.mark.parametrize(
    ("name", "questions", "words"),
    [
        ("../evil", "污水", "测试集的名称不能用：../evil"),
        ("a/b", "污水", "测试集的名称不能用：a/b"),
        ("..", "污水", "测试集的名称不能用：.."),
        ("", "污水", "测试集的名称不能用：（空）"),
        ("<b>", "污水", "测试集的名称不能用：&lt;b&gt;"),
        ("字" * 41, "污水", "测试集的名称不能用"),
        ("kaifeng", "污水", "已经有名为 kaifeng 的测试集"),
        ("空", " \n\n", "还没有写问题。"),
    ],
)
def test_a_set_that_cannot_be_made_is_explained(
    name: str, questions: str, words: str, home: Path
) -> None:
    assert words in notice(make(start(), name, questions))
    assert not (home / "testsets").exists()
    assert not (home / "evil").exists()


def test_a_sheet_is_imported_and_its_bad_rows_are_told(home: Path, kaifeng: Plan) -> None:
    quote = "到2025年，农村生活污水治理率达到40%"
    rows = f"问题,原文,等级\n{HOSTILE},{quote},3\n好问题,没有这句话,2\n第三题,{quote},9\n"
    at = start()
    at.text_input(key="sheet-name").set_value("导来的")
    at.file_uploader(key="sheet").upload("题.csv", rows.encode(), "text/csv")
    press(at, "导入")
    assert "题.csv 第 3 行：原文不在任何规划里：没有这句话" in markup(at)
    assert "题.csv 第 4 行" in markup(at)
    assert "<img" not in markup(at)
    made = stored(home, kaifeng, "导来的")
    assert made.queries[0].query == HOSTILE
    assert [(j.quote, j.grade, j.judge) for j in made.judgements] == [(quote, 3, "导入")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK not a workbook", "题.xlsx 不是可读的 Excel 工作簿"),
        ("名字,年龄\n王,3\n".encode(), "题.xlsx 的表头缺少：问题"),
        (b"", "题.xlsx 是空表"),
        ("问题\n".encode(), "题.xlsx 里没有问题"),
        (None, "还没有选文件"),
    ],
)
def test_a_wrong_sheet_is_explained(data: bytes | None, words: str, home: Path) -> None:
    at = start()
    at.text_input(key="sheet-name").set_value("导来的")
    if data is not None:
        at.file_uploader(key="sheet").upload("题.xlsx", data)
    press(at, "导入")
    assert words in notice(at)
    assert not (home / "testsets").exists()


def test_what_was_downloaded_can_be_imported(home: Path, kaifeng: Plan) -> None:
    small_set(home, ("王", 2), question=HOSTILE)
    at = start()
    at.text_input(key="sheet-name").set_value("又一个")
    at.file_uploader(key="sheet").upload("小.csv", export_csv(stored(home, kaifeng, "小")))
    press(at, "导入")
    before, after = stored(home, kaifeng, "小"), stored(home, kaifeng, "又一个")
    assert (before.queries, before.judgements[0].at) == (after.queries, after.judgements[0].at)


def test_an_empty_set_is_explained_in_every_section(home: Path) -> None:
    (home / "testsets" / "空").mkdir(parents=True)
    (home / "testsets" / "空" / "queries.jsonl").write_text("\n")
    at = start("空")
    for section in ("测试集", "判断", "一致性", "运行与比较"):
        assert notice(go(at, section)).startswith("测试集里没有查询")


def test_problems_of_a_set_are_listed(home: Path) -> None:
    folder = small_set(home, ("王", 2))
    with (folder / "judgements.jsonl").open("a") as file:
        file.write("{broken\n")
    at = start("小")
    assert "judgements.jsonl 第 2 行读不出来" in markup(at)
    assert "<td>1</td>" in markup(at)


@pytest.mark.parametrize("name", ["", "  ", SETTLED])
def test_a_judge_needs_a_name(name: str, home: Path) -> None:
    small_set(home)
    assert notice(begin(start("小"), name)).startswith("判断人的名字不能用")


def test_judging_needs_a_configuration(home: Path) -> None:
    small_set(home)
    at = go(start("小"), "判断")
    at.multiselect[0].set_value([])
    assert notice(press(at, "开始判断")).startswith("还没有选检索方式")


def test_a_question_that_finds_nothing_is_no_error(home: Path) -> None:
    small_set(home, question="？！")
    assert notice(begin(start("小"), "王")).startswith("没有找到任何段落")


def test_agreement_needs_two_who_judged_the_same(home: Path) -> None:
    folder = small_set(home, ("王", 2))
    at = start("小", "一致性")
    assert notice(at).startswith("不到两位判断人")
    append(folder, [Judgement("q1", "kaifeng", 50, 60, 1, "", "李", "2026-01-01T00:00:00+00:00")])
    assert notice(run(at)).startswith("两人没有判断过同一处")
    append(folder, [Judgement("q1", "kaifeng", 0, 10, 2, "", "李", "2026-01-01T00:00:00+00:00")])
    assert "算不出（只有一种等级）" in markup(run(at))


def test_a_set_without_answers_or_judgements_is_explained(home: Path) -> None:
    small_set(home)
    at = press(start("小", "运行与比较"), "运行")
    assert notice(at).startswith("这个测试集还没有判断")
    go(at, "测试集").multiselect[0].set_value(["q1"])
    press(at, "保存")
    assert notice(go(at, "运行与比较")).startswith("测试集里没有有答案的问题")


def test_a_damaged_saved_run_is_explained(home: Path) -> None:
    small_set(home)
    (home / "runs" / "小").mkdir(parents=True)
    (home / "runs" / "小" / "hybrid-1.json").write_bytes(msgspec.json.encode({"name": 1}))
    at = start("小", "运行与比较")
    at.selectbox(key="run-a").set_value("saved:hybrid-1")
    assert notice(press(at, "运行")).startswith("读不出检索结果文件")


def test_hostile_questions_are_text_everywhere(home: Path) -> None:
    small_set(home, ("王", 2), ("李", 0), question=HOSTILE)
    at = start("小")
    for section in ("测试集", "判断", "一致性", "运行与比较"):
        go(at, section)
        if section == "判断":
            begin(at, "赵")
        if section == "运行与比较":
            press(at, "运行")
        assert "<img" not in markup(at)
        assert "&lt;img" in markup(at)


def test_without_an_index_the_page_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(tmp_path / "none"))
    assert "python -m indexer build" in notice(start())
