"""What a question says of the outline: “第六章第四节”, “讲土壤的那一章分成哪几节”."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Plan, Section
from corpus.numerals import NUMERAL, parse_numeral

_NUMBERED = re.compile(
    rf"第({NUMERAL})(部分|[篇编章节条])的?|(?P<box>专栏)({NUMERAL})的?|最后一?个?(?P<last>[篇编章节])的?"
)

LAST = -1
"""The number of the last of its kind."""

_LEVEL = re.compile(
    r"(?:那|这|哪|几|哪几|哪一|那一|这一|某)个?(?P<level>[章节])|(?P<part>部分|板块|目录|提纲|框架结构)"
)
"""Words for parts of a document: who uses them asks for the outline."""

_COUNTED = r"(?:个?方面|个(?!百分|月|小时|工作日)|条|类|项(?!目)|大类|块|章|节|部分|种|点)"

_LISTING = re.compile(
    r"(?:一共|总共|共|都|各|具体|主要|下面|里面|其中|分别)*(?:"
    r"(?:列[了出]?|分[成为]?|包[括含]了?|安排了?|部署了?|提[到出]?了?|[确规]定了?|明确了?|设[了置]?|有)的?"
    rf"(?:哪|几|多少|什么|啥)(?:几|些|一些)?{_COUNTED}?|"
    rf"是(?:哪|什么|啥)(?:几|些|一些)?{_COUNTED}?|(?:哪几|(?:一共|总共)几|几(?!个)){_COUNTED}|哪些{_COUNTED}?|列(?:一下|出来|举|全))"
)
"""“列了哪几项”, “分成哪几节”, “一共几条”: they ask for what stands below a heading."""

_ABOUT = re.compile(
    r"(?:主要|都|大概)*(?:讲|写|说|规定|介绍)(?:的|了|些)*(?:是|了)*(?:什么|哪些|啥)?(?:内容)?"
)

_FILLERS = re.compile(
    r"[，。？！?!,.、\s]|规划(?:里|中)?(?:的|关于)?|^(?:请问|关于|有关|在|[列提]出?[了的]?)|"
    r"^(?:部署|安排|提出|确定|明确|实施|开展|要求)了?的|"
    r"(?:下面|里面|里头|其中|当中|内容|问题|情况)|"
    r"这[个部]|全文|总共|一共|每[篇编章节]?|标题|名称|(?:分别)?(?:是什么|是啥|叫什么|叫啥)|"
    r"(?:的|了|吗|呢|里|中|都|下|是|各|分别)$|^(?:讲|写|说)"
)

_CLAUSE = re.compile(r"[，。？！；?!,;]")

_TABLE_MARKS = re.compile(
    r"备注|附注|脚注|"
    r"表(?=.*(?:括号|括起|星号|打星|横杠|横线|符号|标记|注释|小字|\*))"
)
"""Who asks for the marks of a table asks for the notes below it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """第N章 or the like: the number, or `LAST`, and its unit (章, 节 …)."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class OutlineQuestion:
    """What a question asks of the outline.

    `references` run from the outermost inwards. `topic` is what is left of the
    question without its words for parts and listings; `level` (章, 节) what kind
    of part it names, `explicit` whether it names one at all. `counted` tells that it asks
    for all parts of that kind (有几章), `notes` that it asks for the remarks below a table.
    """

    references: tuple[Reference, ...]
    topic: str
    level: str | None
    explicit: bool
    lists: bool
    counted: bool = False
    notes: bool = False


def read_references(folded: str) -> OutlineQuestion | None:
    """What a folded question asks of the outline; None when it asks nothing of it."""
    references = tuple(
        Reference(LAST, match["last"])
        if match["last"]
        else Reference(parse_numeral(match[1] or match[4]), match[2] or match["box"])
        for match in _NUMBERED.finditer(folded)
    )
    rest = _NUMBERED.sub("", folded)
    level = _LEVEL.search(rest)
    lists = bool(_LISTING.search(rest)) or bool(level and _ABOUT.search(rest))
    notes = bool(_TABLE_MARKS.search(rest))
    if not references and not lists and level is None and not notes:
        return None
    return OutlineQuestion(
        references=references,
        topic=_topic(rest),
        level=level["level"] if level else None,
        explicit=level is not None,
        lists=lists,
        counted=bool(level and level[0].startswith(("几", "哪几"))),
        notes=notes,
    )


def _topic(rest: str) -> str:
    """Of the clause that asks for parts; where that has nothing else, of all the others."""
    clauses = _CLAUSE.split(rest)
    asking = [c for c in clauses if _LISTING.search(c) or _LEVEL.search(c)]
    return next((topic for c in asking if (topic := _bare(c))), "") or _bare(rest)


def _bare(words: str) -> str:
    """Words without those for parts and listings."""
    for pattern in (_LISTING, _LEVEL, _ABOUT):
        words = pattern.sub("", words)
    before = None
    while before != words:
        before, words = words, _FILLERS.sub("", words)
    return words


def referred(plan: Plan, references: Sequence[Reference]) -> list[int]:
    """The sections of a plan that the references name, in order; a lone 第四节 may be several."""
    return [at for at in range(len(plan.sections)) if _is_referred(plan, at, references)]


def _is_referred(plan: Plan, at: int, references: Sequence[Reference]) -> bool:
    *outer, inner = plan.path(at)
    *above, last = references
    if not _is(plan, inner, last):
        return False
    return all(any(_is(plan, section, reference) for section in outer) for reference in above)


def _is(plan: Plan, section: Section, reference: Reference) -> bool:
    if reference.unit not in section.number:
        return False
    if reference.number == LAST:
        beside = (s for s in plan.sections if s.parent == section.parent)
        return section == [s for s in beside if reference.unit in s.number][-1]
    return section.ordinal == reference.number
