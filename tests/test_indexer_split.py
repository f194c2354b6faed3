"""Passages: nothing lost, nothing twice, never a bare heading, never too long."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import plan_file
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Plan
from corpus.parse import parse
from indexer.model import Passage
from indexer.sentences import LONG_SENTENCE, sentences
from indexer.split import MAX_LENGTH, TARGET_LENGTH, split

TABLE = "表1 指标\n\t指标\n\t2020年\n\t2025年\n\n\t治理率（%）\n\t25\n\t40\n\n\t备注：按户计。\n"
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["第一章 总则", "第2节 目标", "一、重大工程", "1、低碳工程。实施。", TABLE, "短行"]
        ),
        st.text("治理率达到，。；”2%", min_size=1, max_size=900),
    ),
    min_size=1,
    max_size=12,
)


def plan_of(text: str) -> Plan:
    """Parse a text."""
    with TemporaryDirectory() as folder:
        return parse(plan_file(Path(folder), "标题\n" + text))


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_every_character_outside_headings_is_in_one_passage(lines: list[str]) -> None:
    plan = plan_of("\n".join(lines))
    passages = [p for p in split(plan) if p.kind != "outline"]
    covered = [i for p in passages for i in range(p.body, p.end)]
    assert len(covered) == len(set(covered))
    headings = {i for s in plan.sections if not s.inline for i in range(s.start, s.body)}
    tables = {i for t in plan.tables for i in range(t.start, t.end)}
    lost = set(range(len(plan.text))) - set(covered) - headings - tables
    assert "".join(plan.text[i] for i in sorted(lost)).strip() in ("", "标题")


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_passages_keep_their_form(lines: list[str]) -> None:
    plan = plan_of("\n".join(lines))
    headings = {plan.text[s.start : s.body].strip() for s in plan.sections if not s.inline}
    for passage in split(plan):
        words = plan.text[passage.start : passage.end]
        assert 0 <= passage.start <= passage.body < passage.end
        assert len(words) <= MAX_LENGTH
        is_heading = plan.text[passage.body : passage.end].strip() in headings - {""}
        assert is_heading == (passage.kind == "outline")
        for parts in (passage.sentences, passage.windows):
            assert (parts[0].start, parts[-1].end) == (passage.body, passage.end)
            for left, right in pairwise(parts):
                assert left.end == right.start
        section = plan.sections[passage.section]
        assert section.start <= passage.body < section.end


def test_sentences() -> None:
    parts = [
        "保障供水安全。定期开展环境状况调查评估。",  # a short lead stays with the next
        "实现全市饮用水水源地动态、实时管理！”",  # a closing mark stays with its sentence
        "按照“取缔一批、合并一批、规范一批”原则；",
        "到2025年，完成所有排污口的排查。\n最后。",  # nothing follows a short rest
    ]
    text = "".join(parts)
    found = [text[s.start : s.end] for s in sentences(text, 0, len(text))]
    assert found == parts


def test_a_long_sentence_is_cut_between_clauses() -> None:
    long = "因地制宜采用减量化、生态化、资源化的治理模式，科学推进农村生活污水治理，以饮用水水源保护区等为重点，到2025年，农村生活污水治理率达到40%。"
    found = [long[s.start : s.end] for s in sentences(long, 0, len(long))]
    assert len(long) > LONG_SENTENCE
    assert found == [
        "因地制宜采用减量化、生态化、资源化的治理模式，科学推进农村生活污水治理，",
        "以饮用水水源保护区等为重点，到2025年，农村生活污水治理率达到40%。",
    ]


def passages_of(plan: Plan, kind: str) -> list[Passage]:
    """The plan's passages of a kind."""
    return [p for p in split(plan) if p.kind == kind]


def test_the_real_plan(kaifeng: Plan) -> None:
    assert len(passages_of(kaifeng, "table_row")) == 26
    assert len(passages_of(kaifeng, "project")) == 38
    assert len(passages_of(kaifeng, "note")) == 1
    windows = [w for p in passages_of(kaifeng, "paragraph") for w in p.windows]
    longest = max(w.end - w.start for w in windows)
    assert longest <= TARGET_LENGTH + 30  # a short rest stays with the piece before it


def test_a_long_paragraph_is_one_passage_in_several_windows() -> None:
    sentence = "加强水资源节约集约利用，推进再生水回用于工业生产和生态补水。"
    (passage,) = passages_of(plan_of("第一章 总则\n" + sentence * 15), "paragraph")
    assert (passage.end - passage.body) == 15 * len(sentence)
    assert [w.end - w.start for w in passage.windows] == [9 * len(sentence), 6 * len(sentence)]


def test_a_heading_is_read_with_those_below_it(kaifeng: Plan) -> None:
    outline = passages_of(kaifeng, "outline")
    assert len(outline) == 12 + 10  # chapters and classes of projects
    chapter = outline[5]
    assert kaifeng.text[chapter.start : chapter.end].startswith("第六章  推进系统防治")
    assert chapter.reading == (
        "推进系统防治，保障土壤和地下水安全：加强土壤污染源头防治；保障耕地和建设用地安全利用；"
        "实施地下水污染风险管控；深化农业面源环境整治"
    )


def test_an_indicator_is_read_as_a_sentence(kaifeng: Plan) -> None:
    row = passages_of(kaifeng, "table_row")[7]
    assert kaifeng.text[row.start : row.end].split() == [
        "8",
        "农村生活污水治理率（%）",
        "25",
        "40",
        "预期性",
    ]
    assert row.reading == "2025年农村生活污水治理率目标40%，2020年基准值25%，预期性"
    assert "表1" in row.headings


def test_readings_of_other_rows(kaifeng: Plan) -> None:
    readings = [row.reading for row in passages_of(kaifeng, "table_row")]
    assert readings[14] == "2025年氮氧化物重点工程减排量目标2807吨累计，约束性"
    assert readings[24] == "2025年生态保护红线面积目标不减少，约束性"
    plan = plan_of("\t名称\t\n\t责任单位\n\n\t污水处理厂扩建\n\t住建局\n")
    assert [p.reading for p in passages_of(plan, "table_row")] == ["污水处理厂扩建：责任单位住建局"]


def test_headings_lead_the_first_passage_of_their_section(kaifeng: Plan) -> None:
    text = kaifeng.text
    prose = passages_of(kaifeng, "paragraph")
    first = next(p for p in prose if "严格土壤污染空间管控" in text[p.start : p.end])
    assert text[first.start : first.body].split("\n")[:2] == [
        "第六章  推进系统防治，保障土壤和地下水安全",
        "第1节 加强土壤污染源头防治",
    ]
    second = next(p for p in prose if text[p.body :].startswith("强化重点监管单位监管"))
    assert second.start == second.body


def test_projects_carry_their_class(kaifeng: Plan) -> None:
    project = passages_of(kaifeng, "project")[0]
    assert project.headings == "第十一章 重大工程 一、结构调整重大工程 1、产业体系提升工程"
    assert project.chapter == "第十一章 重大工程"


def test_a_box_title_is_no_passage_of_its_own(kaifeng: Plan) -> None:
    bodies = [kaifeng.text[p.body : p.end].strip() for p in passages_of(kaifeng, "paragraph")]
    assert "重大工程" not in bodies
    assert any(body.endswith("科学动态调整。\n\t重大工程") for body in bodies)
