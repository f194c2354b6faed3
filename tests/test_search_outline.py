"""Questions that the outline answers, complete and in order; and which plans answer at all."""

from pathlib import Path

import pytest
from conftest import plan_file

from corpus.model import Plan
from corpus.parse import parse
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.engine import Searcher
from search.model import Filters, Hit


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Searcher:
    folder = tmp_path_factory.mktemp("index")
    build_index(folder, [kaifeng], HashEncoder())
    return Searcher(open_index(folder), HashEncoder())


def openings(hits: list[Hit]) -> list[str]:
    """The first line of each hit."""
    return [hit.text.split("\n")[0].strip() for hit in hits]


def test_a_chapter_by_its_subject(searcher: Searcher) -> None:
    hits = searcher.find("讲土壤和地下水的那一章分成哪几节", 5)
    # its first section begins under the chapter's heading; the heading alone comes last
    assert openings(hits)[0] == openings(hits)[4] == "第六章  推进系统防治，保障土壤和地下水安全"
    assert [line[:3] for line in openings(hits)[1:4]] == ["第2节", "第3节", "第4节"]


def test_a_section_by_its_number_in_order(searcher: Searcher) -> None:
    hits = searcher.find("第六章第四节", 3)
    assert openings(hits)[0] == "第4节 深化农业面源环境整治"
    assert [h.passage.body for h in hits] == sorted(h.passage.body for h in hits)


def test_a_subject_within_a_section_comes_first(searcher: Searcher) -> None:
    (hit,) = searcher.find("第十章第二节里的绿色金融", 1)
    assert "绿色租赁、绿色信贷" in hit.text


def test_all_classes_of_projects(searcher: Searcher) -> None:
    hits = searcher.find("重大工程有哪几类", 12)
    assert "等10类重大工程" in hits[0].text  # the paragraph that names them all
    assert hits[11].passage.kind == "outline"
    classes = [hit for hit in hits if hit.passage.headings.startswith("第十一章")]
    assert len(classes) == 12  # the heading, the chapter's first paragraph, ten classes


def test_headings_are_hits_only_when_asked_for(searcher: Searcher) -> None:
    hits = searcher.find("推进系统防治，保障土壤和地下水安全", 50)
    assert "outline" not in {hit.passage.kind for hit in hits}


def test_a_quoted_phrase_must_stand_in_every_hit(searcher: Searcher) -> None:
    hits = searcher.find('"绿色信贷"', 50)
    assert hits
    assert all("绿色信贷" in hit.text for hit in hits)
    assert searcher.find('"此处没有的话"', 5)  # which stands nowhere: no condition


def test_a_fictional_plan_answers_only_when_asked_for(tmp_path: Path) -> None:
    names = {"real": ("甲市", False), "made": ("乙县", True)}
    plans = []
    for name, (region, fictional) in names.items():
        path = plan_file(tmp_path, "污水治理率达到40%。", f"{name}.txt")
        meta = f'{{"region": "{region}", "fictional": {str(fictional).lower()}}}'
        path.with_suffix(".meta.json").write_text(meta, encoding="utf-8")
        plans.append(parse(path))
    build_index(tmp_path / "index", plans, HashEncoder())
    searcher = Searcher(open_index(tmp_path / "index"), HashEncoder())

    def asked(question: str, filters: Filters = Filters()) -> set[str]:  # noqa: B008
        return {hit.plan.id for hit in searcher.find(question, 10, filters)}

    assert asked("污水治理率") == {"real"}
    assert asked("乙县污水治理率") == {"real", "made"}
    assert asked("污水治理率", Filters(plans=("made",))) == {"made"}


@pytest.mark.parametrize(
    ("question", "head", "items"),
    [
        ("规划提了几条基本原则，标题分别是什么", "第二节 基本原则（共五项）", 5),
        ("第二章的战略行动有哪几个？写材料要用", "第四节 战略行动（共五项）", 5),
        ("土壤那一章分几节", "第六章 推进系统防治，保障土壤和地下水安全（共四节）", 4),
        ("碧水保卫战重大工程一共几项，列一下", "四、碧水保卫战重大工程（共六项）", 6),
        ("约束性指标有几个", "约束性指标（共十七项）", 17),
        ("生态环境规划有几章", "《开封市“十四五”生态环境保护和生态经济发展规划》（共十二章）", 12),
    ],
)
def test_a_list_is_told_whole_with_its_number(
    searcher: Searcher, question: str, head: str, items: int
) -> None:
    first, *rest = searcher.ask(question).claims
    assert (first.text, len(rest)) == (head, items)
    assert all(claim.cited for claim in rest)


def test_what_is_listed_comes_before_its_introduction(searcher: Searcher) -> None:
    found = openings(searcher.find("战略行动有哪几个", 6))
    assert [line[:2] for line in found] == ["——"] * 5 + ["第四"]


def test_a_number_that_the_plan_gives_is_the_answer(searcher: Searcher) -> None:
    (figure,) = searcher.ask("重大工程总共几大类").claims[0].values
    assert figure.value == "10"


def test_notes_answer_questions_about_the_marks_of_a_table(searcher: Searcher) -> None:
    question = "主要指标表里有的数用中括号括起来，什么意思"
    assert searcher.find(question, 1)[0].passage.kind == "note"
    (claim,) = searcher.ask(question).claims
    assert claim.text == "3.[  ]内为五年累计数。"
    assert len(searcher.ask("表的备注写了啥").claims) == 4
