"""Scores, comparisons and hits as HTML; whatever stands in them is escaped."""

from collections.abc import Iterator, Sequence
from html import escape

from app_pages.markup import element
from eval.compare import Comparison, left_out, verdicts
from eval.explain import Cited
from eval.markup import paragraph, table
from eval.measures import HEADLINE, MEASURES, Scores
from eval.model import GRADES, Run, Testset
from eval.names import MEANINGS, mode_name, type_name
from eval.report import types
from eval.runs import DEPTH
from eval.stats import interval


def scores_html(testset: Testset, runs: Sequence[Run], scores: Sequence[Scores]) -> str:
    """All measures with their intervals, then the headline measures by type of question."""
    names = [mode_name(run.name) for run in runs]
    rows = [
        (measure, *(_mean([s[measure] for s in one.values()]) for one in scores), MEANINGS[measure])
        for measure in sorted(MEASURES, key=lambda m: m not in HEADLINE)
    ]
    words = "各项都在 0 到 1 之间，越高越好。括号里是 95% 区间：问题越少，范围越宽。"
    return (
        element("h2", "成绩")
        + paragraph(words)
        + table(("指标", *names, "含义"), rows)
        + element("h2", "各类问题")
        + paragraph("每格是 nDCG@10 的平均和 95% 区间。")
        + table(("类型", "条数", *names), _by_type(testset, scores))
    )


def _by_type(testset: Testset, scores: Sequence[Scores]) -> Iterator[tuple[str, ...]]:
    for name, ids in types(testset, scores[0]).items():
        means = (_mean([one[query]["nDCG@10"] for query in ids]) for one in scores)
        yield type_name(name), str(len(ids)), *means


def _mean(values: Sequence[float]) -> str:
    found = interval(values)
    return f"{found.mean:.3f}（{found.low:.2f}–{found.high:.2f}）"


def comparison_html(comparison: Comparison) -> str:
    """What the numbers allow to be said, then every query, the largest change first."""
    rows = [
        (
            one.query.id,
            one.query.query,
            f"{one.ndcg[0]:.2f}",
            f"{one.ndcg[1]:.2f}",
            f"{one.change:+.2f}",
            {"win": "B 胜", "loss": "B 负", "tie": "平"}[one.outcome],
        )
        for one in comparison.changes
    ]
    names = f"A：{comparison.a}　B：{comparison.b}"
    said = [names, *verdicts(comparison), *left_out(comparison)]
    return (
        element("h2", "比较")
        + "".join(paragraph(line) for line in said)
        + element("h3", "逐条比较（nDCG@10，变化大的在前）")
        + table(("编号", "问题", "A", "B", "B 减 A", "胜负"), rows)
    )


def side_html(name: str, hits: Sequence[Cited], rank: int | None) -> str:
    """What one configuration found for a query, with grades."""
    standing = f"首条正确结果排第 {rank}。" if rank else f"前 {DEPTH} 条里没有 3 级的段落。"
    items = "".join(element("li", _hit(hit)) for hit in hits)
    return (
        element("h3", escape(mode_name(name)))
        + paragraph(standing)
        + (element("ol", items, class_="hits") if hits else paragraph("没有结果。"))
    )


def _hit(hit: Cited) -> str:
    grade = "没有评过" if hit.grade is None else f"{hit.grade} {GRADES[hit.grade]}"
    badge = element("span", grade, class_=f"badge g{hit.grade or 0}")
    text = " ".join(hit.text.split())
    return element("p", escape(text[:160]) + ("……" if len(text) > 160 else "")) + element(
        "p", f"{badge} {escape(hit.citation)}", class_="why"
    )
