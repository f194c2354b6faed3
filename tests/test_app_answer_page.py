"""The find page answers: the card above the hits, with and without a model that words it."""

from pathlib import Path

import pytest
from app_driver import markup, run
from fake_endpoint import Behaviour, raw, says, serving
from test_app_markup import Seen
from test_app_pages import cards, open_at

from app_pages.answer_card import NOT_AN_ANSWER
from app_pages.request import Request
from corpus.model import Plan
from indexer.build import build_index
from indexer.encode import HashEncoder

QUESTION = "2025年农村生活污水治理率目标是多少"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, kaifeng: Plan) -> Path:
    folder = tmp_path_factory.mktemp("answers") / "index"
    build_index(folder, [kaifeng], HashEncoder())
    return folder


@pytest.fixture(autouse=True)
def _environment(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANSEARCH_INDEX", str(index))
    monkeypatch.delenv("PLANSEARCH_ANSWER_URL", raising=False)


def answer(page: str) -> Seen:
    """The card of a page's markup; nothing where there is none."""
    found = page.partition('<section class="answer')
    return Seen("".join(found[1:]).partition("</section>")[0] + "</section>" * bool(found[1]))


def test_a_question_is_answered_above_its_hits() -> None:
    page = markup(open_at(Request(QUESTION)))
    card = answer(page)
    assert "40%" in card.text()
    assert "25%2020年基准→40%2025年目标预期性" in card.text()
    assert page.index('class="answer"') < page.index('class="card"')
    assert set(card.values("data-hit")) <= {str(rank) for rank in range(1, 12)}


def test_every_cited_hit_is_shown_however_few_are_asked_for() -> None:
    at = open_at(Request(QUESTION, k=1))
    ranks = [card.partition('class="rank">')[2].partition("<")[0] for card in cards(at)]
    assert set(answer(markup(at)).values("data-hit")) <= set(ranks)


def test_keywords_for_a_topic_find_passages_without_a_card() -> None:
    at = open_at(Request("污水"))
    assert "<section" not in markup(at)
    assert len(cards(at)) == 10


def test_a_refusal_says_so_above_the_nearest_passages() -> None:
    at = open_at(Request("2030年农村生活污水治理率是多少"))
    card = answer(markup(at))
    assert card.values("class")[0] == "answer refused"
    assert card.text().endswith(NOT_AN_ANSWER)
    assert "40%" not in card.text()
    assert len(cards(at)) + markup(at).count('class="again"') == 10


def worded(behave: Behaviour, monkeypatch: pytest.MonkeyPatch) -> tuple[Seen, int]:
    """The card after two runs of the page with an endpoint, and how often that was asked."""
    with serving(behave) as fake:
        monkeypatch.setenv("PLANSEARCH_ANSWER_URL", fake.url)
        monkeypatch.setenv("PLANSEARCH_ANSWER_MODEL", "m")
        at = run(open_at(Request(QUESTION)))
        return answer(markup(at)), len(fake.asked)


def test_a_model_words_the_answer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rank = answer(markup(open_at(Request(QUESTION)))).values("data-hit")[0]
    text = f"农村生活污水治理率的目标是40%[{rank}]。农村生活污水治理率的目标是15%[{rank}]。"
    card, asked = worded(says(text), monkeypatch)
    assert "模型改写" in card.text()
    assert f"农村生活污水治理率的目标是40%。[{rank}]" in card.text()
    assert "15%" not in card.text()
    assert "有1句因无出处或数字不符被略去。" in card.text()
    assert "25%2020年基准→40%2025年目标预期性" in card.text()
    assert asked == 1


def test_a_model_that_fails_leaves_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    card, asked = worded(raw(b"no", 500), monkeypatch)
    assert "模型改写" not in card.text()
    assert "模型服务返回HTTP500，以下为直接摘录的回答。" in card.text()
    assert "25%2020年基准→40%2025年目标预期性" in card.text()
    assert asked == 1


def test_a_model_is_not_asked_about_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says("好[1]。")) as fake:
        monkeypatch.setenv("PLANSEARCH_ANSWER_URL", fake.url)
        for text in ("2030年农村生活污水治理率是多少", "污水"):
            open_at(Request(text))
    assert fake.asked == []
