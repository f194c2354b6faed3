"""Plans, tables and hits as HTML: nothing is lost, nothing runs, marks lie where they should."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import plan_file
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app_pages.card import cards, heading
from app_pages.document import document, surroundings
from app_pages.markup import element, inline, lines, notice
from app_pages.tables import table_rows
from corpus.model import Plan, Span
from corpus.parse import parse
from indexer.model import Passage
from indexer.split import split
from search.cite import citation
from search.model import Explanation, Hit

HOSTILE = """第一章  总则<script>alert(1)</script>
第一节  目标 <img src=x onerror="alert(2)"> **粗** $x$ :red[红]
到2025年，“污水”治理率<b onclick='x()'>达到</b>40%。[点](javascript:alert(3)) &lt;script&gt;
"""


class Seen(HTMLParser):
    """What a browser makes of markup: every character with the tags around it, and attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.characters: list[tuple[str, frozenset[str]]] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag != "wbr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.characters += [(character, frozenset(self.open)) for character in data]

    def text(self, tag: str | None = None) -> str:
        """The characters, or those inside a tag, without white space."""
        return squeeze("".join(c for c, tags in self.characters if tag is None or tag in tags))

    def values(self, name: str) -> list[str]:
        """The values of an attribute, in order."""
        return [value for _, found, value in self.attributes if found == name]


def squeeze(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def hit_of(plan: Plan, passage: Passage, *words: str) -> Hit:
    """A hit as search would give it for a question of these words."""
    text = plan.text
    starts = [(text.find(word, passage.start, passage.end), word) for word in words]
    marks = tuple(Span(at, at + len(word)) for at, word in starts)
    why = Explanation(1, 2, 0.9, 0.9, words)
    return Hit(3, 1.8, plan, passage, why, marks, passage.sentences[0])


def card_of(hit: Hit) -> Seen:
    """A hit's card without what is folded away."""
    return Seen(re.sub("<details>.*?</details>", "", cards([hit]), flags=re.DOTALL))


def passage_at(plan: Plan, words: str) -> Passage:
    """The passage that holds these words."""
    at = plan.text.index(words)
    return next(p for p in split(plan) if p.start <= at < p.end)


def row_of(plan: Plan, ordinal: str) -> Passage:
    """The passage of an indicator."""
    start = next(i.start for i in plan.indicators if i.ordinal == ordinal)
    return next(p for p in split(plan) if p.start == start and p.kind == "table_row")


@pytest.fixture
def hostile(tmp_path: Path) -> Plan:
    plan_file(tmp_path, '{"title": "恶<script>x</script>县规划", "fictional": true}', "p.meta.json")
    return parse(plan_file(tmp_path, HOSTILE))


spans = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda ends: Span(*sorted(ends)))


@given(
    st.lists(st.sampled_from(["<a>", "</em>", "&lt;", '"', "'", "污", "\n"]), min_size=20).map(
        "".join
    ),
    spans,
    st.lists(spans, max_size=4),
    st.lists(spans, max_size=4),
)
def test_inline_tags_exactly_the_characters_of_the_layers(
    text: str, place: Span, marks: list[Span], best: list[Span]
) -> None:
    seen = Seen(inline(text, place.start, place.end, {"mark": marks, "em": best}))
    expected = [
        (
            text[at],
            frozenset(
                tag
                for tag, layer in (("mark", marks), ("em", best))
                if any(span.start <= at < span.end for span in layer)
            ),
        )
        for at in range(place.start, place.end)
    ]
    assert seen.characters == expected


def test_inline_cuts_a_mark_at_the_edge_of_the_sentence() -> None:
    markup = inline("污水治理率", 0, 5, {"mark": [Span(1, 3)], "em": [Span(0, 2)]})
    assert markup == "<em>污</em><em><mark>水</mark></em><mark>治</mark>理率"


def test_lines_leave_out_white_space() -> None:
    text = "\t一、工程 \n \n　二"
    assert [text[s.start : s.end] for s in lines(text, 0, len(text))] == ["一、工程", "二"]


def test_element_escapes_attributes_and_leaves_out_none() -> None:
    markup = element("a", "x", href='"><script>', data_at=0, class_=None)
    assert markup == '<a href="&quot;&gt;&lt;script&gt;" data-at="0">x</a>'


def test_notice_escapes_message_and_hint() -> None:
    seen = Seen(notice("没有 <img>", "请运行 a && b"))
    assert seen.text() == "没有<img>请运行a&&b"
    assert "img" not in seen.tags


# reader


def test_document_shows_every_character_once(kaifeng: Plan) -> None:
    assert Seen(document(kaifeng, None)).text("article") == squeeze(kaifeng.text)


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.data())
def test_document_marks_exactly_the_place(kaifeng: Plan, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(kaifeng.text) - 1))
    end = data.draw(st.integers(start + 1, min(start + 600, len(kaifeng.text))))
    seen = Seen(document(kaifeng, Span(start, end)))
    assert seen.text("mark") == squeeze(kaifeng.text[start:end])
    assert seen.text("article") == squeeze(kaifeng.text)


def test_document_has_headings_as_headings(kaifeng: Plan) -> None:
    seen = Seen(document(kaifeng, None))
    for depth in (1, 2):
        heads = [s for s in kaifeng.sections if s.depth == depth and s.kind != "preamble"]
        expected = "".join(f"{s.number}{s.title}" for s in heads)
        assert seen.text(f"h{depth + 1}") == squeeze(expected)


def test_document_shows_the_whole_table(kaifeng: Plan) -> None:
    seen = Seen(document(kaifeng, None))
    cells = "".join(squeeze(cell.text) for cell in kaifeng.tables[0].cells)
    assert seen.text("table") == cells
    assert [int(value) for value in seen.values("rowspan")] == [8, 6, 4, 5, 3]


def test_outline_links_to_every_heading(kaifeng: Plan) -> None:
    seen = Seen(document(kaifeng, None))
    assert seen.values("data-jump") == seen.values("data-at")
    assert len(seen.values("data-jump")) == 1 + 12 + 50 + 10
    assert "plan?plan=kaifeng&start=176&end=185" in seen.values("href")


def test_outline_shows_where_the_place_is(kaifeng: Plan) -> None:
    at = kaifeng.text.index("农村生活污水治理率达到40%")
    markup = document(kaifeng, Span(at, at + 5))
    current = [part.split("</a>")[0] for part in markup.split('aria-current="true">')[1:]]
    assert current == [
        "第六章 推进系统防治，保障土壤和地下水安全",
        "第4节 深化农业面源环境整治",
    ]


def test_document_keeps_a_remark_between_rows(tmp_path: Path) -> None:
    text = "第一章 指标\n\n| 指标 | 2025年 |\n|---|---|\n| 甲 | 1 |\n| 注：乙不计 | |\n| 丙 | 3 |\n"
    plan = parse(plan_file(tmp_path, text, "p.md"))
    seen = Seen(document(plan, None))
    assert sorted(seen.text("article")) == sorted(squeeze(plan.text))


def test_document_shows_hostile_text_as_text(hostile: Plan) -> None:
    seen = Seen(document(hostile, Span(0, 30)))
    assert seen.text("article") == squeeze(hostile.text)
    assert seen.tags.isdisjoint({"script", "img"})
    assert "onclick" not in {name for _, name, _ in seen.attributes}
    assert all(value.startswith("plan?plan=p") for value in seen.values("href"))
    assert "虚构示例" in seen.text("header")


# hits


def test_card_shows_where_the_passage_stands(kaifeng: Plan) -> None:
    passage = passage_at(kaifeng, "农村生活污水治理率达到40%")
    seen = Seen(cards([hit_of(kaifeng, passage, "农村生活污水治理")]))
    path = "第六章 推进系统防治，保障土壤和地下水安全 › 第4节 深化农业面源环境整治"
    assert squeeze(f"3《{kaifeng.title}》 › {path}正文") in seen.text()
    assert f"《{kaifeng.title}》第六章第四节" in seen.values("data-copy")
    assert f"plan?plan=kaifeng&start={passage.start}&end={passage.end}" in seen.values("href")
    assert "正文；命中“农村生活污水治理”；字词第1；语义第2" in seen.text()


def test_card_marks_the_words_and_the_best_sentence(kaifeng: Plan) -> None:
    passage = passage_at(kaifeng, "农村生活污水治理率达到40%")
    seen = card_of(hit_of(kaifeng, passage, "农村生活污水治理"))
    assert seen.text("mark") == "农村生活污水治理"
    best = passage.sentences[0]
    assert seen.text("em") == squeeze(kaifeng.text[best.start : best.end])


def test_card_shows_a_row_under_its_header_with_its_category(kaifeng: Plan) -> None:
    seen = card_of(hit_of(kaifeng, row_of(kaifeng, "8"), "农村生活污水治理率"))
    header = "指标类别 序号 指标 2020（基准值） 2025年 指标性质"
    row = "环境质量改善 8 农村生活污水治理率（%） 25 40 预期性"
    assert seen.text("table") == squeeze(header + row)
    assert seen.text("mark") == "农村生活污水治理率"
    assert seen.text("em") == ""


def test_card_shows_the_notes_of_a_row(kaifeng: Plan) -> None:
    total = "[]内为五年累计数"
    assert total not in card_of(hit_of(kaifeng, row_of(kaifeng, "8"))).text()
    assert total in card_of(hit_of(kaifeng, row_of(kaifeng, "15"))).text()


def test_card_of_a_hostile_plan(hostile: Plan) -> None:
    seen = Seen(cards([hit_of(hostile, passage, "治理率") for passage in split(hostile)]))
    assert seen.tags.isdisjoint({"script", "img"})
    assert {name for _, name, _ in seen.attributes} <= {
        "class",
        "lang",
        "href",
        "type",
        "data-copy",
    }
    copied = [citation(hostile, passage) for passage in split(hostile)]
    assert seen.values("data-copy") == copied
    assert "虚构示例" in seen.text()


def test_heading_names_plans_and_marks_the_invented(kaifeng: Plan, hostile: Plan) -> None:
    seen = Seen(heading([kaifeng, hostile]))
    assert f"从2部规划里找出原文，附章节出处：《{kaifeng.title}》" in seen.text()
    assert "《恶<script>x</script>县规划（虚构示例）》" in seen.text()


@pytest.mark.parametrize("kind", ["paragraph", "project", "note", "table_row"])
def test_surroundings_mark_the_passage(kaifeng: Plan, kind: str) -> None:
    for passage in split(kaifeng):
        if passage.kind == kind:
            around = surroundings(kaifeng, passage)
            body = squeeze(kaifeng.text[passage.body : passage.end])
            assert around == "" or Seen(around).text("mark").endswith(body)
            assert around == "" or len(Seen(around).text()) > len(body)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("强化养殖业污染治理。", [0, 1]),
        ("加强种植业面源污染防治。", [0, 1, 2]),
        ("农村生活污水治理率达到40%", [1, 2]),
    ],
)
def test_surroundings_are_the_neighbours_in_the_section(
    kaifeng: Plan, words: str, shown: list[int]
) -> None:
    passage = passage_at(kaifeng, words)
    section = kaifeng.sections[passage.section]
    paragraphs = kaifeng.text[section.body : section.end].split("\n")
    expected = squeeze("".join(paragraphs[at] for at in shown))
    assert Seen(surroundings(kaifeng, passage)).text() == expected


def test_surroundings_of_the_only_paragraph_are_left_out(kaifeng: Plan) -> None:
    passage = passage_at(kaifeng, "依法向市人大常委会报告规划实施情况")
    assert surroundings(kaifeng, passage) == ""
    assert "上下文" not in cards([hit_of(kaifeng, passage)])


def test_surroundings_of_a_row_are_the_rows_beside_it(kaifeng: Plan) -> None:
    shown = Seen(surroundings(kaifeng, row_of(kaifeng, "8"))).text("tbody")
    numbers = [i.ordinal for i in kaifeng.indicators if squeeze(i.name) in shown]
    assert numbers == ["7", "8", "9"]


def test_rows_without_a_first_cell_share_the_one_above(kaifeng: Plan) -> None:
    seen = Seen(table_rows(kaifeng, kaifeng.tables[0], [8, 9, 10], {}))
    assert seen.values("rowspan") == ["2"]
    assert seen.text("tbody").startswith("环境质量改善8")
    assert "生态经济发展" in seen.text("tbody")


MERGED = """<html><body><p>第一章 目标</p><table>
<tr><td rowspan=2>指标名称</td><td colspan=2>规划目标</td><td rowspan=2>属性</td></tr>
<tr><td>2020年</td><td>2025年</td></tr>
<tr><td>治理率</td><td>25</td><td>30</td><td rowspan=2>预期性</td></tr>
<tr><td>覆盖率</td><td colspan=2>保持稳定</td></tr>
</table></body></html>"""


def test_merged_cells_are_shown_as_merged(tmp_path: Path) -> None:
    plan = parse(plan_file(tmp_path, MERGED, "p.html"))
    whole = table_rows(plan, plan.tables[0], plan.tables[0].rows, {})
    rows = [
        [(a or c, words) for a, c, words in re.findall(r"<t[hd]( [^>]*)?(>)(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", whole)
    ]
    assert rows == [
        [
            (' scope="col" rowspan="2"', "指标名称"),
            (' scope="colgroup" colspan="2"', "规划目标"),
            (' scope="col" rowspan="2"', "属性"),
        ],
        [(' scope="col"', "2020年"), (' scope="col"', "2025年")],
        [(">", "治理率"), (">", "25"), (">", "30"), (' rowspan="2"', "预期性")],
        [(">", "覆盖率"), (' colspan="2"', "保持稳定")],
    ]
    last = Seen(table_rows(plan, plan.tables[0], [3], {}))
    assert last.text("tbody") == "覆盖率保持稳定预期性"  # the merged cell holds for a row alone too
    assert last.values("rowspan") == ["2", "2"]
