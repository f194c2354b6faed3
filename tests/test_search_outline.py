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
    assert openings(hits)[0] == openings(hits)[1] == "第六章  推进系统防治，保障土壤和地下水安全"
    assert [line[:3] for line in openings(hits)[2:]] == ["第2节", "第3节", "第4节"]


def test_a_section_by_its_number_in_order(searcher: Searcher) -> None:
    hits = searcher.find("第六章第四节", 3)
    assert openings(hits)[0] == "第4节 深化农业面源环境整治"
    assert [h.passage.body for h in hits] == sorted(h.passage.body for h in hits)


def test_a_subject_within_a_section_comes_first(searcher: Searcher) -> None:
    (hit,) = searcher.find("第十章第二节里的绿色金融", 1)
    assert "绿色租赁、绿色信贷" in hit.text


def test_all_classes_of_projects(searcher: Searcher) -> None:
    hits = searcher.find("重大工程有哪几类", 12)
    assert hits[0].passage.kind == "outline"
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
