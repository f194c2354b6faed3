"""The answer card: nothing is left out, everything leads to its proof, nothing runs."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import plan_file
from test_app_markup import HOSTILE, Seen, squeeze

from app_pages.answer_card import NOT_AN_ANSWER, answer_card, wanted
from corpus.model import Indicator, Plan
from corpus.parse import parse
from indexer.split import split
from search.answer.model import Answer, Cited, Claim, Kind, Status
from search.answer.wording import Worded
from search.cite import citation
from search.model import Explanation, Hit
from search.query import read_query

QUESTION = "2025年农村生活污水治理率目标是多少"
PROSE = "到2025年，农村生活污水治理率达到40%"


def hit_at(plan: Plan, start: int, rank: int) -> Hit:
    passage = next(p for p in split(plan) if p.start <= start < p.end and p.kind != "outline")
    return Hit(rank, 1.0, plan, passage, Explanation(1, 1, 1, 1, ()), (), passage.sentences[0])


def row_named(plan: Plan, name: str) -> Indicator:
    return next(i for i in plan.indicators if name in squeeze(i.name))


def answered(plan: Plan, *cited: tuple[str, int, int]) -> Answer:
    """An answer with a claim for each text and place; each cites a hit of its own."""
    hits = tuple(hit_at(plan, start, at + 1) for at, (_, start, _) in enumerate(cited))
    claims = tuple(Claim(text, (), (Cited(at, *p),)) for at, (text, *p) in enumerate(cited))
    text = "".join(claim.text for claim in claims)
    return Answer(read_query(QUESTION), "figure", "answered", text, claims, (), hits)


@pytest.fixture(scope="module")
def two_places(kaifeng: Plan) -> Answer:
    """The target from its row and from the prose."""
    row = row_named(kaifeng, "农村生活污水治理率")
    start = kaifeng.text.index(PROSE)
    return answered(
        kaifeng,
        ("到2025年为40%（2020年为25%），预期性指标。", row.start, row.end),
        (f"{PROSE}。", start, start + len(PROSE)),
    )


def seen(answer: Answer, sentences: tuple[Claim, ...] = (), note: str = "") -> Seen:
    return Seen(answer_card(Worded(answer, sentences, note)))


def hrefs(answer: Answer) -> list[str]:
    """The readers' addresses of the cited places, in order."""
    cited = [cited for claim in answer.claims for cited in claim.cited]
    return [f"plan?plan={answer.hits[c.hit].plan.id}&start={c.start}&end={c.end}" for c in cited]


def test_every_claim_leads_to_its_hit_and_to_its_words(two_places: Answer) -> None:
    card = seen(two_places)
    for claim, number in zip(two_places.claims, (1, 2), strict=True):
        assert squeeze(claim.text) + f"[{number}]" in card.text("li")
    assert card.values("data-hit") == ["1", "2"]
    assert card.values("href") == hrefs(two_places) * 2
    for at, hit in enumerate(two_places.hits, 1):
        assert f"[{at}]{citation(hit.plan, hit.passage)}" in card.text("li")


def test_a_claim_of_several_places_cites_each_hit_once(two_places: Answer) -> None:
    (row,), (prose,) = (claim.cited for claim in two_places.claims)
    claim = Claim("甲。", (), (prose, row, replace(row, end=row.end - 1)))
    card = seen(replace(two_places, claims=(claim,), text="甲。"))
    assert card.text("ul").startswith("甲。[1][2]")
    assert card.values("data-hit") == ["1", "2"]


def test_a_row_shows_baseline_target_and_nature(two_places: Answer) -> None:
    card = seen(two_places).text("div")
    assert card == squeeze("农村生活污水治理率 25%2020年基准 → 40%2025年目标 预期性")


@pytest.mark.parametrize("ordinal", [str(n) for n in range(1, 27)])
def test_facts_keep_the_print(kaifeng: Plan, ordinal: str) -> None:
    row = next(i for i in kaifeng.indicators if i.ordinal == ordinal)
    card = seen(answered(kaifeng, ("甲", row.start, row.end))).text("div")
    for value, year in ((row.baseline, row.baseline_year), (row.target, row.target_year)):
        if value is not None:
            in_words = not any(c.isdigit() for c in value.text)
            unit = "" if in_words else row.unit or ""
            assert squeeze(f"{value.text}{unit}{year}年") in card
    assert ("→" in card) == (row.baseline is not None and row.target is not None)
    assert (row.nature or "") in card
    assert ("规划期累计" in card) == row.cumulative


def test_a_long_list_has_no_large_figures_and_folds_its_sources(kaifeng: Plan) -> None:
    rows = [(f"{i.name}。", i.start, i.end) for i in kaifeng.indicators]
    markup = answer_card(Worded(answered(kaifeng, *rows)))
    card = Seen(markup)
    assert 'class="fact"' not in markup
    assert card.text("li").count("[26]") == 2
    assert "ol" in card.tags
    assert "出处（26处）" in card.text("summary")


def test_prose_alone_shows_no_figure_without_its_words(kaifeng: Plan) -> None:
    start = kaifeng.text.index(PROSE)
    assert 'class="fact"' not in answer_card(Worded(answered(kaifeng, ("甲", start, start + 9))))


def test_notes_qualify(two_places: Answer, kaifeng: Plan) -> None:
    note = kaifeng.tables[0].notes[0]
    hits = (*two_places.hits, hit_at(kaifeng, note.start, 3))
    notes = (Claim(note.text, (), (Cited(2, note.start, note.end),)),)
    card = seen(replace(two_places, hits=hits, notes=notes))
    assert squeeze(note.text) + "[3]" in card.text("li")
    assert "备注" in card.text("cite")


def test_an_answer_beyond_its_claims_is_told(two_places: Answer) -> None:
    card = seen(replace(two_places, text="规划里有两处表述。"))
    assert card.text("p").startswith("规划里有两处表述。")
    assert squeeze(two_places.claims[1].text) in card.text("li")


def test_worded_sentences_stand_above_the_claims_and_are_marked(two_places: Answer) -> None:
    said = Claim("目标是40%。", (), two_places.claims[0].cited)
    card = seen(two_places, (said,), "有 1 句因无出处或数字不符被略去。")
    words = card.text()
    assert words.startswith(
        "模型改写由模型改写，数字和出处已逐句核对；依据见下。目标是40%。[1]有1句"
    )
    for claim in two_places.claims:
        assert words.index(squeeze(claim.text)) > words.index("目标是40%。")
    assert "模型改写" not in seen(two_places, (), "模型服务返回 HTTP 500。").text()


def test_a_failure_of_the_model_is_noted(two_places: Answer) -> None:
    assert "模型服务返回HTTP500。" in seen(two_places, (), "模型服务返回 HTTP 500。").text("p")


@pytest.mark.parametrize("status", ["not_in_plans", "other_year", "other_plan", "no_figure"])
def test_a_refusal_is_a_sentence_and_no_answer(two_places: Answer, status: Status) -> None:
    words = "规划给的是2025年，没有2030年的。"
    card = seen(replace(two_places, status=status, text=words, claims=()))
    assert card.text() == words + NOT_AN_ANSWER
    assert card.values("href") == []
    assert card.values("class")[0] == "answer refused"


def test_a_refusal_without_passages_announces_none(two_places: Answer) -> None:
    card = seen(replace(two_places, status="not_in_plans", text="没有。", claims=(), hits=()))
    assert card.text() == "没有。"


def test_a_row_is_drawn_once(two_places: Answer) -> None:
    twice = replace(two_places, claims=two_places.claims[:1] * 2)
    assert seen(twice).text("div").count("2020年基准") == 1


def test_each_plan_is_named_where_several_answer(two_places: Answer, tmp_path: Path) -> None:
    plan_file(tmp_path, '{"title": "某县规划", "fictional": true}', "p.meta.json")
    plan = parse(plan_file(tmp_path, "第一章 目标\n到2025年，治理率达到36%。"))
    theirs = Claim("治理率36%。", (), (Cited(2, 7, 20),))
    hits = (*two_places.hits, hit_at(plan, 8, 3))
    both = replace(two_places, claims=(*two_places.claims, theirs), hits=hits)
    assert "治理率36%。[3]《某县规划》虚构示例" in seen(both).text("li")
    assert f"[2]《{squeeze(two_places.hits[0].plan.title)}》" in seen(both).text("li")
    assert seen(replace(both, claims=(theirs,))).text("li").startswith("治理率36%。[3]虚构示例")


# (what is typed, kind, status, whether there is a card)
TYPED: list[tuple[str, Kind, Status, bool]] = [
    ("污水", "measures", "answered", False),
    ("秸秆 禁烧", "measures", "not_in_plans", False),
    ("再生水利用率 2030", "figure", "other_year", True),
    ("再生水利用率", "figure", "answered", True),
    ("VOCs 全称", "definition", "answered", True),
    ("秸秆能不能在地里烧", "measures", "answered", True),
    ("黄河滩区湿地怎么修复保护", "measures", "answered", True),
    ("2030年再生水利用率是多少", "figure", "other_year", True),
    ("规划实施情况由谁来评估", "who", "not_in_plans", True),
    ("2025年治理率60%对吗", "check", "answered", True),
    ("what is the 2025 rural sewage target", "figure", "no_figure", True),
    ("whatsapp", "measures", "answered", False),
]


@pytest.mark.parametrize(("typed", "kind", "status", "expected"), TYPED)
def test_keywords_for_a_topic_get_passages_only(
    two_places: Answer, typed: str, kind: Kind, status: Status, expected: bool
) -> None:
    answer = replace(two_places, query=read_query(typed), kind=kind, status=status)
    assert wanted(answer) is expected


def test_nothing_of_a_plan_a_model_or_a_refusal_runs(tmp_path: Path) -> None:
    plan_file(tmp_path, '{"title": "恶<script>x</script>县规划", "fictional": true}', "p.meta.json")
    plan = parse(plan_file(tmp_path, HOSTILE))
    evil = '<img src=x onerror="alert(1)">&lt;b&gt;'
    start = plan.text.index("到2025年")
    answer = answered(plan, (evil, start, start + 40))
    said = Claim(evil, (), answer.claims[0].cited)
    whole = replace(answer, text=f"先{evil}", notes=answer.claims)
    refusal = replace(answer, status="no_figure", text=evil)
    for card in (seen(whole, (said,), evil), seen(refusal)):
        assert evil.replace(" ", "") in card.text()
        assert card.tags.isdisjoint({"script", "img"})
        assert {name for _, name, _ in card.attributes} <= {
            "class", "lang", "href", "aria-label", "data-hit",
        }  # fmt: skip
        assert all(href.startswith("plan?plan=p&start=") for href in card.values("href"))
    assert "虚构示例" in seen(whole).text()
