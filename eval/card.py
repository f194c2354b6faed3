"""One query of the report: what should have come, where it stood and what came instead."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from eval.explain import RIGHT, Cited, Explainer
from eval.markup import paragraph
from eval.model import GRADES, TestQuery
from eval.names import mode_name, type_name
from eval.runs import DEPTH

_SHORT = 110  # characters of a passage; enough to see what it is about


def card(
    query: TestQuery, value: float, ranks: Mapping[str, int | None], explainer: Explainer
) -> str:
    """As HTML; `ranks` are where each mode has the first right passage."""
    expected = explainer.expected(query.id)
    right = [one for one in expected if one.grade == RIGHT]
    wanted = _quotes("ul", expected[:1]) or paragraph("测试集里没有可用的判断。")
    standing = _standing(ranks) if right else paragraph("没有评为3级的段落。")
    came = _quotes("ol", explainer.hits(query.id, 3)) or paragraph("没有结果。")
    return (
        f'<article class="card"><h3>{escape(query.query)}</h3>'
        f'<p class="facts">{escape(query.id)} · {escape(type_name(query.type))}'
        f" · nDCG@10 {value:.3f}</p>"
        f"<h4>应找到{_others(expected)}</h4>{wanted}"
        f"<h4>首条正确结果的名次</h4>{standing}<h4>排在最前的</h4>{came}</article>"
    )


def _others(expected: Sequence[Cited]) -> str:
    return f"（共 {len(expected)} 处，这是最相关的一处）" if len(expected) > 1 else ""


def _standing(ranks: Mapping[str, int | None]) -> str:
    items = "".join(
        f"<li>{escape(mode_name(mode))} <b>{f'第{rank}' if rank else f'前{DEPTH}名以外'}</b></li>"
        for mode, rank in ranks.items()
    )
    return f'<ul class="legs">{items}</ul>'


def _quotes(tag: str, cited: Iterable[Cited]) -> str:
    items = "".join(
        f"<li>{escape(_shortened(one.text))}<cite>{escape(one.citation)}"
        f' <span class="grade g{one.grade or 0}">{_grade(one.grade)}</span></cite></li>'
        for one in cited
    )
    return items and f'<{tag} class="quotes">{items}</{tag}>'


def _grade(grade: int | None) -> str:
    return "没有评过" if grade is None else f"{grade} {GRADES[grade]}"


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else words[:_SHORT] + "……"
