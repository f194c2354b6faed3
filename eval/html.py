"""A run as one HTML file that opens anywhere and prints: no script, nothing from outside."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from eval.card import card
from eval.charts import bars, histogram
from eval.explain import Explainer, FirstRight, first_right
from eval.markup import page, paragraph, section, table
from eval.measures import HEADLINE, MEASURES, Scores, refusal_rate
from eval.model import Run, TestQuery, Testset
from eval.names import MEANINGS, mode_name, type_name
from eval.report import types
from eval.runs import DEPTH
from eval.stats import Interval, interval
from indexer.index import Index

WORST = 15
"""How many of the worst queries are shown with what came instead."""

_OWN = "本次"  # what the run's own rank is called beside the other modes'


def report(
    testset: Testset,
    run: Run,
    scores: Scores,
    why: FirstRight,
    index: Index,
) -> str:
    """The report of a run; `why` is `first_right` of one run a mode.

    Whatever stands in the test set, the run or the plans is escaped. A test set
    without answerable queries has no scores, and the report says so.
    """
    explainer = Explainer(testset, run, index)
    legs = _with_own(first_right(testset, {_OWN: run}), why, run.name)
    title = f"检索评测报告：{testset.name}"
    return page(
        title,
        [
            _opening(title, testset, run),
            *_scored(testset, scores, legs, explainer),
            _unanswerable(testset, run, explainer),
            _problems(testset),
            _made_with(run, explainer, index),
        ],
    )


def _with_own(own: FirstRight, why: FirstRight, name: str) -> FirstRight:
    """The run's own ranks before those of the other modes."""
    others = {
        query: {mode: rank for mode, rank in ranks.items() if mode != name}
        for query, ranks in why.items()
    }
    return {query: {**ranks, **others.get(query, {})} for query, ranks in own.items()}


def _scored(
    testset: Testset,
    scores: Scores,
    why: FirstRight,
    explainer: Explainer,
) -> Iterator[str]:
    if not scores:
        yield section("总的成绩", paragraph("测试集里没有有答案的查询，无法打分。"))
        return
    queries = [query for query in testset.queries if query.id in scores]
    yield _overall(scores)
    yield _by_type(testset, scores)
    yield _distribution(scores)
    yield _worst(queries, scores, why, explainer)
    yield _every_query(queries, scores, why)


def _opening(title: str, testset: Testset, run: Run) -> str:
    answerable = sum(query.answerable for query in testset.queries)
    judges = "、".join(sorted({one.judge for one in testset.judgements})) or "无"
    facts = (
        f"检索方式：{mode_name(run.name)}。"
        f"{len(testset.queries)} 条查询，其中 {answerable} 条有答案；"
        f"{len(testset.judgements)} 条判断，判断人：{judges}。"
        f"生成于 {datetime.now().astimezone():%Y年%m月%d日 %H:%M}。"
    )
    return f"<header><h1>{escape(title)}</h1>{paragraph(facts)}</header>"


def _overall(scores: Scores) -> str:
    found = {m: interval([one[m] for one in scores.values()]) for m in MEASURES}
    tiles = [
        f'<div class="{"tile" if name in HEADLINE else "tile minor"}"><h3>{name}</h3>'
        f'<p class="figure">{one.mean:.3f}</p><p class="span">95% 区间 {_span(one)}</p>'
        f"{paragraph(MEANINGS[name])}</div>"
        for name, one in sorted(found.items(), key=lambda item: item[0] not in HEADLINE)
    ]
    return section(
        "总的成绩",
        paragraph(
            "各项都在0到1之间，越高越好。95% 区间：换一批同样的查询再测，"
            "平均分大致会落在这个范围里；查询越少，范围越宽。"
        ),
        f'<div class="tiles">{"".join(tiles)}</div>',
    )


def _by_type(testset: Testset, scores: Scores) -> str:
    rows, chart = [], []
    for name, ids in types(testset, scores).items():
        found = {m: interval([scores[query][m] for query in ids]) for m in HEADLINE}
        values = (f"{found[m].mean:.2f}（{_span(found[m], 2)}）" for m in HEADLINE)
        rows.append((type_name(name), str(len(ids)), *values))
        chart.append((type_name(name), found["nDCG@10"]))
    return section(
        "各类查询",
        paragraph(
            "条形是 nDCG@10 的平均，横线是 95% 区间。横线彼此重叠很多的两类，不能说谁好谁差。"
        ),
        f'<figure class="chart">{bars(chart)}</figure>',
        table(("类型", "条数", *HEADLINE), rows),
    )


def _distribution(scores: Scores) -> str:
    values = [one["nDCG@10"] for one in scores.values()]
    best, none = sum(value > 1 - 1e-9 for value in values), sum(value == 0 for value in values)
    words = f"横轴是 nDCG@10，柱上是查询条数。满分 {best} 条，0 分 {none} 条，共 {len(values)} 条。"
    return section(
        "得分分布", paragraph(words), f'<figure class="chart">{histogram(values)}</figure>'
    )


def _worst(
    queries: Sequence[TestQuery],
    scores: Scores,
    why: FirstRight,
    explainer: Explainer,
) -> str:
    worst = sorted(queries, key=lambda q: (scores[q.id]["nDCG@10"], scores[q.id]["MRR@10"], q.id))
    cards = [
        card(query, scores[query.id]["nDCG@10"], why[query.id], explainer)
        for query in worst[:WORST]
    ]
    return section(
        f"最差的 {len(cards)} 条",
        paragraph("按 nDCG@10 从低到高。应找到什么，找到了什么。"),
        *cards,
    )


def _every_query(queries: Sequence[TestQuery], scores: Scores, why: FirstRight) -> str:
    rows = [
        (
            query.id,
            query.query,
            type_name(query.type),
            *(f"{scores[query.id][m]:.2f}" for m in HEADLINE),
            *(str(rank or "—") for rank in why[query.id].values()),
        )
        for query in queries
    ]
    names = [f"{mode_name(mode)}名次" for mode in next(iter(why.values()))]
    return section(
        "全部查询",
        paragraph(f"名次是第一条 3 级段落排在第几；“—”是不在前 {DEPTH} 名。"),
        table(("编号", "查询", "类型", *HEADLINE, *names), rows),
    )


def _unanswerable(testset: Testset, run: Run, explainer: Explainer) -> str:
    refused = refusal_rate(testset, run)
    queries = [query for query in testset.queries if not query.answerable]
    if refused is None:
        return section("无答案的查询", paragraph("测试集里没有无答案的查询，拒答率：—。"))
    rows = [
        (q.id, q.query, *(("没有拒答", first[0].citation) if first else ("拒答", "没有结果")))
        for q in queries
        for first in [explainer.hits(q.id, 1)]
    ]
    return section(
        "无答案的查询",
        paragraph(
            f"{len(queries)} 条，规划里没有答案，不计入得分。拒答率：{refused:.0%}。"
            "检索总是列出最近的段落，本身不作拒答。"
        ),
        table(("编号", "查询", "拒答情况", "排在第一的"), rows),
    )


def _problems(testset: Testset) -> str:
    if not testset.problems:
        return section("测试集的问题", paragraph("没有发现问题。"))
    items = "".join(f"<li>{escape(problem)}</li>" for problem in testset.problems)
    return section("测试集的问题", paragraph("下列内容没有用上，请改正。"), f"<ul>{items}</ul>")


def _made_with(run: Run, explainer: Explainer, index: Index) -> str:
    made = index.manifest
    rows = [
        ("检索结果", f"{run.name}，{len(run.passages)} 个段落"),
        ("模型", f"{made.encoder}（{made.dimension} 维，指纹 {made.encoder_fingerprint[:12]}）"),
        ("分词与切分", f"{made.tokeniser}；{made.splitter}"),
        ("索引", f"{made.passages} 个段落，建于 {made.built}"),
        *(("规划", f"{p.title}（{p.source_file}，{p.passages} 个段落）") for p in made.plans),
    ]
    other = "这份检索结果出自另一个索引；出处和下面的模型、规划取自写报告时的索引。"
    return section(
        "索引与模型",
        "" if explainer.is_of_index else paragraph(other),
        table(("项目", "内容"), rows),
    )


def _span(one: Interval, digits: int = 3) -> str:
    return f"{one.low:.{digits}f}–{one.high:.{digits}f}"
