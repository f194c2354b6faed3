"""Why a hit stands where it stands: one sentence in text, JSON and on the page."""

import html
import re
from pathlib import Path

import pytest

from app_pages.card import cards
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index
from search.engine import Searcher
from search.model import Explanation, Inferred
from search.query import Lexicon, read_query
from search.render import as_json, as_text
from search.same import folded_hits
from search.terms import Expansion
from search.why import explain, inferred, phrases_hit, words_hit


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The real plan in an index made without a model."""
    index: Path = tmp_path_factory.mktemp("why")
    build_index(index, load_plans([SHIPPED / "kaifeng.txt"]).plans, HashEncoder())
    return Searcher(open_index(index), HashEncoder())


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        # neighbours in both are one; 率 goes with 治理
        ("农村生活污水治理率是多少", "8 农村生活污水治理率（%）", ("农村生活污水治理率",)),
        # neighbours in the text alone stay two words
        ("企业违法记录", "公开违法企业名单", ("违法", "企业")),
        # bigrams across words are no words: 染治, 理水
        ("污染治理水平", "感染治疗与地理水文", ()),
        # what stands inside another one is left out
        ("湿地公园与湿地", "湿地公园和湿地", ("湿地公园",)),
        # figures whole: no 5% in 15%
        ("比例5%", "比例15%", ("比例",)),
        ("比例15%", "比例达到15%", ("比例", "15%")),
        ("2025年目标", "到2025年，目标为", ("2025年", "目标")),
        # as printed
        ("pm2.5浓度", "PM2.5 年均浓度", ("PM2.5", "浓度")),
        # words of questions and grammar say nothing
        ("怎么做，哪些什么", "怎么做，哪些什么", ()),
        # a quoted phrase is named once, as a phrase
        ("“黑臭水体整治”要求", "完成黑臭水体整治的要求", ("要求",)),
    ],
)
def test_words_are_whole(question: str, text: str, words: tuple[str, ...]) -> None:
    assert words_hit(read_query(question), text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("提高治理率", (Inferred("治理率", "覆盖率"),)),
        ("治理率也叫处理率", (Inferred("治理率", "覆盖率"), Inferred("处理率", "覆盖率"))),
        ("覆盖率", ()),
    ],
)
def test_what_the_plans_call_a_term(text: str, found: tuple[Inferred, ...]) -> None:
    lexicon = Lexicon(terms={"覆盖率": Expansion("覆盖率", ("治理率", "处理率"), "某标准")})
    assert inferred(read_query("污水覆盖率", lexicon), text) == found


def test_a_name_that_the_question_has_itself_is_no_inference() -> None:
    lexicon = Lexicon(terms={"危废": Expansion("危废", ("危险废物",), "某法")})
    assert inferred(read_query("危废也就是危险废物", lexicon), "危险废物") == ()


def test_phrases_are_found_across_white_space() -> None:
    query = read_query('"黑臭水体"怎么整治')
    assert phrases_hit(query, "黑臭\n水体") == ("黑臭水体",)
    assert phrases_hit(query, "黑臭的水体") == ()


TOLD = [
    (Explanation(None, None, 1, 1, ()), "指标表"),
    (Explanation(None, 1, 1, 1, ("污水", "治理率")), "指标表；命中“污水”“治理率”；语义第1"),
    (Explanation(3, None, 1, 1, ()), "指标表；字词第3"),
    (Explanation(3, 1, 1, 1, ()), "指标表；字词第3；语义第1；两者都在前10"),
    (Explanation(10, 11, 1, 1, ()), "指标表；字词第10；语义第11"),
    (
        Explanation(None, 2, 1, 1, ("污水",), (Inferred("治理率", "覆盖率"),)),
        "指标表；命中“污水”“治理率（由‘覆盖率’推知）”；语义第2",
    ),
    (Explanation(1, None, 1, 1, (), (), ("绿色会展",)), "指标表；含引文“绿色会展”；字词第1"),
    (Explanation(None, None, 1, 1, (), (), (), "listed"), "指标表；目录所列"),
    (Explanation(40, 5, 1, 1, (), (), (), "within"), "指标表；在所问的章节里；字词第40；语义第5"),
    (
        Explanation(None, None, 1, 1, tuple("一二三四五六七")),
        "指标表；命中“一”“二”“三”“四”“五”“六”",
    ),
]


@pytest.mark.parametrize(("why", "sentence"), TOLD)
def test_the_sentence(why: Explanation, sentence: str) -> None:
    assert explain(why, "table_row") == sentence


@pytest.mark.parametrize(
    ("question", "has"),
    [
        ("农村生活污水治理率", "命中“农村生活污水治理率”"),
        ("汽车尾气", "机动车尾气（由‘尾气’推知）"),
        ("第九章主要讲什么", "目录所列"),
        ("第六章里农村污水怎么治", "在所问的章节里"),
        ('"黑臭水体"整治', "含引文“黑臭水体”"),
    ],
)
def test_text_json_and_page_say_the_same(searcher: Searcher, question: str, has: str) -> None:
    hits = searcher.find(question, 5)
    first = [hit for hit, _ in folded_hits(hits)]
    told = [explain(hit.explanation, hit.passage.kind) for hit in first]
    assert has in "".join(told)
    assert re.findall(r"   （(.*)）\n", "\n".join(as_text(hits)) + "\n") == told
    assert [as_json(hit)["why"] for hit in first] == told
    page = re.findall(r'<p class="why">(.*?)</p>', cards(hits))
    assert [html.unescape(words) for words in page] == told
