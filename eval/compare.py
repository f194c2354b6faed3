"""Two runs against each other, query by query, in words that need no statistics."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from unicodedata import east_asian_width

from corpus.errors import TestsetInvalid
from eval.measures import HEADLINE, MEASURES, Scores, score
from eval.model import Run, TestQuery, Testset
from eval.stats import ALPHA, Difference, differences

Outcome = Literal["win", "loss", "tie"]

_WIDTHS = (11, 7, 7, 25, 16, 8, 12)  # columns of a terminal; a Chinese character takes two


@dataclass(frozen=True, slots=True)
class QueryChange:
    """One query in both runs: (A, B) of nDCG@10 and of MRR@10."""

    query: TestQuery
    ndcg: tuple[float, float]
    mrr: tuple[float, float]

    @property
    def change(self) -> float:
        """How much better B's nDCG@10 is."""
        return self.ndcg[1] - self.ndcg[0]

    @property
    def outcome(self) -> Outcome:
        """Whether B wins on nDCG@10."""
        return "win" if self.change > 0 else "loss" if self.change < 0 else "tie"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Run B against run A over the answerable queries that both ran.

    `changes` are by the size of the change, largest first. `missing_a` and `missing_b` are ids of
    answerable queries that a run does not have; `unknown` are ids that the test set does not have.
    """

    testset: str
    a: str
    b: str
    differences: tuple[Difference, ...]
    changes: tuple[QueryChange, ...]
    missing_a: tuple[str, ...]
    missing_b: tuple[str, ...]
    unknown: tuple[str, ...]


def compare(testset: Testset, a: Run, b: Run) -> Comparison:
    """Compare by query; the runs may come from different indexes.

    Raises TestsetInvalid when no answerable query is in both.
    """
    answerable = [query for query in testset.queries if query.answerable]
    shared = [query for query in answerable if query.id in a.found and query.id in b.found]
    if not shared:
        raise TestsetInvalid(
            f"检索结果 {a.name} 和 {b.name} 没有共同的查询属于测试集 {testset.name}",
            "请在同一个测试集上用 python -m eval run … --save 重新生成两份结果。",
        )
    scores_a, scores_b = (_only(shared, score(testset, run)) for run in (a, b))
    changes = [_change(query, scores_a, scores_b) for query in shared]
    known = {query.id for query in testset.queries}
    return Comparison(
        testset=testset.name,
        a=a.name,
        b=b.name,
        # the headline measures carry the verdict: they are corrected among themselves, so that
        # measures printed beside them take nothing from it
        differences=(
            *differences(scores_a, scores_b, HEADLINE),
            *differences(scores_a, scores_b, [m for m in MEASURES if m not in HEADLINE]),
        ),
        changes=tuple(sorted(changes, key=lambda c: (-abs(c.change), c.query.id))),
        missing_a=tuple(query.id for query in answerable if query.id not in a.found),
        missing_b=tuple(query.id for query in answerable if query.id not in b.found),
        unknown=tuple(sorted((a.found.keys() | b.found.keys()) - known)),
    )


def as_text(comparison: Comparison) -> Iterator[str]:
    """The comparison for a terminal, a line at a time."""
    count = len(comparison.changes)
    yield f"测试集 {comparison.testset}，{count} 条查询。A：{comparison.a}　B：{comparison.b}\n"
    yield from _table(comparison.differences)
    yield ""
    yield from verdicts(comparison)
    for outcome, title in (("win", "B 胜"), ("loss", "B 负")):
        chosen = [change for change in comparison.changes if change.outcome == outcome]
        yield f"\n{title} {len(chosen)} 条（按 nDCG@10，变化大的在前）"
        yield from (_line(change) for change in chosen)
    yield from left_out(comparison)


def verdicts(comparison: Comparison) -> Iterator[str]:
    """One sentence a headline measure, and what the number of queries allows to be said."""
    chosen = [one for one in comparison.differences if one.measure in HEADLINE]
    for one in chosen:
        yield _verdict(one, f"A（{comparison.a}）", f"B（{comparison.b}）")
    if not all(one.is_evident for one in chosen):
        yield (
            f"这里只有 {len(comparison.changes)} 条查询，查询少时只看得出较大的差别；"
            "没有证据不等于两者一样好。"
        )
    judged = next(one for one in comparison.differences if one.measure == "Judged@10")
    yield (
        f"前10条结果中评过等级的：A {judged.a:.0%}，B {judged.b:.0%}。"
        "没评过的按无关计，低的一方可能被低估。"
    )


def left_out(comparison: Comparison) -> Iterator[str]:
    """Which queries could not be compared, by name."""
    for what, ids in (
        (f"A（{comparison.a}）里没有", comparison.missing_a),
        (f"B（{comparison.b}）里没有", comparison.missing_b),
        ("测试集里没有", comparison.unknown),
    ):
        if ids:
            yield f"\n未参加比较：{what}查询 {'、'.join(ids)}"


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Everything that the text says, as plain values."""
    return {
        "testset": comparison.testset,
        "a": comparison.a,
        "b": comparison.b,
        "differences": [
            asdict(one) | {"is_evident": one.is_evident} for one in comparison.differences
        ],
        "queries": [
            {
                "id": one.query.id,
                "query": one.query.query,
                "type": one.query.type,
                "nDCG@10": list(one.ndcg),
                "MRR@10": list(one.mrr),
                "outcome": one.outcome,
            }
            for one in comparison.changes
        ],
        "missing_a": list(comparison.missing_a),
        "missing_b": list(comparison.missing_b),
        "unknown": list(comparison.unknown),
    }


def _only(queries: Sequence[TestQuery], scores: Scores) -> Scores:
    return {query.id: scores[query.id] for query in queries}


def _change(query: TestQuery, a: Scores, b: Scores) -> QueryChange:
    left, right = a[query.id], b[query.id]
    return QueryChange(
        query, (left["nDCG@10"], right["nDCG@10"]), (left["MRR@10"], right["MRR@10"])
    )


def _table(rows: Sequence[Difference]) -> Iterator[str]:
    yield _columns("measure", "A", "B", "差 [95%区间]", "p（校正后）", "效应量", "胜/负/平")
    for one in rows:
        yield _columns(
            one.measure,
            f"{one.a:.3f}",
            f"{one.b:.3f}",
            f"{one.interval.mean:+.3f} [{one.interval.low:+.3f}, {one.interval.high:+.3f}]",
            f"{one.p:.3f}（{one.corrected:.3f}）",
            f"{one.effect:+.2f}",
            f"{one.wins}/{one.losses}/{one.ties}",
        )


def _columns(*cells: str) -> str:
    return "  ".join(
        cell + " " * (width - sum(1 + (east_asian_width(c) in "FW") for c in cell))
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ).rstrip()


def _verdict(one: Difference, a: str, b: str) -> str:
    span = f"95% 区间 {one.interval.low:+.3f} 到 {one.interval.high:+.3f}"
    if one.is_evident:
        better, worse = (b, a) if one.interval.mean > 0 else (a, b)
        return (
            f"{one.measure}：{better}比 {worse}好（高 {abs(one.interval.mean):.3f}；"
            f"B 减 A 的 {span}，校正后 {_p(one.corrected)}，小于 {ALPHA}）"
        )
    alone = f"单看这一项 {_p(one.p)}，但一次比较了多项，" if one.p < ALPHA else ""
    return (
        f"{one.measure}：没有证据表明两者有差别"
        f"（B 减 A 为 {one.interval.mean:+.3f}，{span}；{alone}校正后 {_p(one.corrected)}）"
    )


def _p(value: float) -> str:
    return "p<0.001" if value < 0.001 else f"p={value:.3f}"


def _line(change: QueryChange) -> str:
    before, after = change.ndcg
    return (
        f"{change.change:+.3f}  {before:.3f} → {after:.3f}  "
        f"{change.query.id:<6} {change.query.query}"
    )
