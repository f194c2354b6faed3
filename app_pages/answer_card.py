"""An answer as an HTML card above the hits: what, proved where, qualified by what (回答卡片)."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from app_pages.markup import element, fictional_badge
from app_pages.request import Place
from corpus.model import Indicator, Nature, Span, Value
from search.answer.model import Answer, Cited, Claim
from search.answer.wording import Worded
from search.cite import citation

NOT_AN_ANSWER = "以下是最接近的段落，不是答案。"
_WORDED = "由模型改写，数字和出处已逐句核对；依据见下。"

_FEW = 4
"""More claims than this are a list: it is numbered, and large figures no longer help."""

_SHORT = 80
"""A claim over this, in code points, is a passage to read, not a line to see at a glance."""

_MOST_SOURCES = 6
"""More sources than this are shown folded."""

_ASKS = re.compile(
    r"什么|怎|如何|咋|哪|谁|几|多少|何时|为何|吗|呢|吧[？?]?$|是否|有没有|(\w)不\1|[？?]|"
    r"\b(?:what|who|when|where|which|why|how|is|are|does|do|can|list)\b",
    re.IGNORECASE,
)
"""Words and forms of a question (吕叔湘《现代汉语八百词》: interrogatives, 吗, A不A)."""


def wanted(answer: Answer) -> bool:
    """Whether an answer or refusal is shown: whoever types words of a topic looks for passages.

    A figure, a date or a meaning may be asked for without a question's words (“再生水利用率 2030”).
    """
    return answer.kind != "measures" or bool(_ASKS.search(answer.query.text))


def answer_card(worded: Worded) -> str:
    """The card of an answer or of a refusal."""
    refused = worded.answer.status != "answered"
    content = _refusal(worded.answer) if refused else _answered(worded)
    class_ = "answer refused" if refused else "answer"
    return element("section", content, class_=class_, aria_label="回答", lang="zh-CN")


def _refusal(answer: Answer) -> str:
    nearest = element("p", NOT_AN_ANSWER, class_="why") if answer.hits else ""
    return element("p", element("b", escape(answer.text))) + nearest


def _answered(worded: Worded) -> str:
    answer = worded.answer
    return (
        _lead(worded)
        + _told(answer)
        + _listed("ul", [_claim(answer, note) for note in answer.notes], "notes")
        + _sources(answer, (*worded.sentences, *answer.claims, *answer.notes))
    )


def _lead(worded: Worded) -> str:
    """The model's sentences, marked as such, or the answer where its claims do not say it all."""
    answer = worded.answer
    note = element("p", escape(worded.note), class_="why") if worded.note else ""
    if worded.sentences:
        mark = element(
            "p", element("span", "模型改写", class_="badge") + f" {_WORDED}", class_="why"
        )
        said = " ".join(_claim(answer, claim) for claim in worded.sentences)
        return mark + element("p", said, class_="said") + note
    if _squeezed(answer.text) == _squeezed("".join(claim.text for claim in answer.claims)):
        return note
    return element("p", escape(answer.text), class_="said") + note


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _listed(tag: str, items: Sequence[str], class_: str) -> str:
    content = "".join(element("li", item) for item in items)
    return element(tag, content, class_=class_) if items else ""


def _told(answer: Answer) -> str:
    """Every claim, statements that differ among them; a table's row is drawn where first cited."""
    rows = [_rows(answer, claim) for claim in answer.claims]
    few = len(answer.claims) <= _FEW
    short = all(len(claim.text) <= _SHORT for claim in answer.claims)
    shown: set[Indicator] = set()
    items: list[str] = []
    for claim, own in zip(answer.claims, rows, strict=True):
        facts = "".join(_fact(row) for row in own if few and row not in shown)
        items.append(_claim(answer, claim) + facts)
        shown.update(own)
    return _listed("ul" if few else "ol", items, "claims large" if few and short else "claims")


def _claim(answer: Answer, claim: Claim) -> str:
    """Its words, its citations and, where it could be mistaken, its plan."""
    plans = {answer.hits[cited.hit].plan.id: answer.hits[cited.hit].plan for cited in claim.cited}
    several = len({answer.hits[c.hit].plan.id for one in answer.claims for c in one.cited}) > 1
    names = "、".join(f"《{plan.title}》" for plan in plans.values()) * several
    whose = element("small", escape(names), class_="whose") if names else ""
    badges = "".join(map(fictional_badge, plans.values()))
    return escape(claim.text) + "".join(_references(answer, claim.cited)) + whose + badges


def _references(answer: Answer, cited: Sequence[Cited]) -> Iterator[str]:
    """[1][2], once a hit: a click leads to the hit below, a new tab to the words in the plan."""
    for at, places in groupby(sorted(cited, key=_place), key=lambda one: one.hit):
        rank = answer.hits[at].rank
        first = next(places)
        href = _href(answer, first)
        yield element("a", f"[{rank}]", href=href, class_="ref", data_hit=rank)


def _place(cited: Cited) -> tuple[int, int, int]:
    return cited.hit, cited.start, cited.end


def _href(answer: Answer, cited: Cited) -> str:
    return Place(answer.hits[cited.hit].plan.id, Span(cited.start, cited.end)).href


def _rows(answer: Answer, claim: Claim) -> dict[Indicator, None]:
    """The indicators whose rows are cited, in order."""
    found: dict[Indicator, None] = {}
    for cited in claim.cited:
        hit = answer.hits[cited.hit]
        place = (hit.passage.table, hit.passage.row)
        for row in hit.plan.indicators:
            if (row.table, row.row) == place and row.start < cited.end and cited.start < row.end:
                found[row] = None
    return found


def _fact(row: Indicator) -> str:
    before = _value(row, row.baseline, row.baseline_year, "基准")
    after = _value(row, row.target, row.target_year, "目标")
    arrow = element("span", "→", class_="arrow", aria_hidden="true") if before and after else ""
    total = element("span", "规划期累计", class_="badge") if row.cumulative else ""
    name = element("span", escape(_squeezed(row.name)), class_="name")
    line = name + before + arrow + after + _nature(row.nature) + total
    return element("div", line, class_="fact")


def _value(row: Indicator, value: Value | None, year: int | None, role: str) -> str:
    """A value as printed; in words (基本消除) it has no unit."""
    if value is None:
        return ""
    unit = (row.unit or "") if any(c.isdigit() for c in value.text) else ""
    figure = escape(value.text) + (element("small", escape(unit)) if unit else "")
    when = f"{year}年{role}" if year else role
    return element("span", element("b", figure) + element("small", when), class_="value")


def _nature(nature: Nature | None) -> str:
    return element("span", nature, class_="badge") if nature else ""


def _sources(answer: Answer, claims: Sequence[Claim]) -> str:
    """Each cited hit with its official citation, leading to the first cited words."""
    cited = sorted((place for claim in claims for place in claim.cited), key=_place)
    groups = groupby(cited, key=lambda one: one.hit)
    items = [element("li", _source(answer, next(places))) for _, places in groups]
    listed = element("ul", "".join(items), class_="sources")
    if len(items) <= _MOST_SOURCES:
        return listed
    return element("details", element("summary", f"出处（{len(items)} 处）") + listed)


def _source(answer: Answer, first: Cited) -> str:
    hit = answer.hits[first.hit]
    words = escape(citation(hit.plan, hit.passage))
    link = element("a", words, href=_href(answer, first))
    return f"[{hit.rank}] " + element("cite", link) + fictional_badge(hit.plan)
