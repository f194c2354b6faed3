"""The words around a value: what is measured, within which bounds, and how the value is meant."""

import re
from dataclasses import dataclass

from corpus.text import fold

# verbs of change, with what follows them (到, 至, 为) or without
_CHANGE = (
    "提高|提升|增加|增长|上升|升|扩大|扩展|发展|降低|下降|降|减少|减|削减|压减|压缩|缩减|缩小|缩短|控制|"
    "保持|稳定|维持|调整|优化|回升|回落|恢复|集中|拓展|上涨|增|翻"
)
# what states or bounds a value
_REACH = (
    "达到|达|实现|不低于|不少于|不小于|不高于|不超过|不大于|不多于|不足|低于|少于|小于|高于|超过|大于|多于|优于|"
    "突破|超|为|是|占到|占|由|从|有|居|位居|位列|排名|累计|共|共有|总计|合计|约|每年|<|>|≤|≥"
)
# verbs of works, whose object is what is counted
_WORKS = (
    "新建|新增|新开工|改建|扩建|改造|建成|建设|累计|完成|实施|创建|打造|培育|培训|引进|淘汰|取缔|整治|查封|关闭|"
    "关停|清理|修复|治理|建立|设立|布局|组建|种植|营造|造林|谋划|编制|开展|形成|压减|削减|减少|查处|办理|安排|投入|"
    "实现|划定|增加|提供|拥有|保持|推广|发放|发展|启动|推进|争取|支持|辖(?!区)"
)
_CHANGED = rf"(?:{_CHANGE})(?:幅度)?(?:到|至|为|在|了)?"
_OPERATOR = re.compile(
    r"(?P<lead>(?:均|都|各|分别|总体|已|将|要|应|须|必须|力争|争取|确保|努力|基本|累计|年均|平均|每年|\s"
    r")*)"
    rf"(?P<operator>(?:力争|确保|争取|累计|年均)*(?:{_CHANGED}|{_REACH}|(?:{_WORKS})+)"
    rf"(?:幅度)?(?:超过|超|达到|达|不低于|不超过|不少于|在|到)?)"
    r"(?:了|约|近|至|到|\s+的|每日|每天|每年|每万人|每百人|日均|年均|\s)*$"
)
_DOING = re.compile(f"(?:{_WORKS})+")
_LEADING = re.compile(
    r"(?:[、,:;。\s·]|-|并且?|且|同时|其中|以及|和|与|及|也|还|力争|争取|确保|努力|必须|使|将|把|对|按照|"
    r"原则上|初步|进一步|逐步|全面|我[省市县区]|(?:全[市县省国区]|全区域)?(?:累计|共计|合计|总计)|已经?|的|到(?=\s)|[0-9]+[.、])+"
)
_TRAILING = re.compile(
    r"(?:[、,:\s(]|均|都|也|已|分别|合计|总计|累计|共计|共|力争|争取|确保|要|应|须|将|原则上|得到|实现|基本|年均|和|与|及|且|并|的|近|约|超|仅|每日|每年|每天)+$"
)
_SCOPE = (
    r"(?:全[国省市县区域]|[省市县区镇]域|辖区|流域|(?:省|市|县|区|乡镇?|国家)级(?:以上)?|规模以上|"
    r"城市|县城|城镇|城乡|农村|乡镇|建制镇|建成区|中心城区|主城区|城区|市区|沿[\u4e00-\u9fff](?:地区)?)内?的?"
)
_SCOPES = re.compile(f"(?:{_SCOPE})+")
_MEASURE_TAIL = re.compile(
    r"(?:排放总量|排放量|排放|总量|比例|比重|占比|面积|规模|能力|浓度|强度|收入|产值|数量|[\u4e00-\u9fff]{2}[率量值度])$"
)
_PART = re.compile(r"、|以及|和|与|(?<!普)及")


@dataclass(frozen=True, slots=True)
class Part:
    """Words `[start, stop)` of a clause."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Operator:
    """How a value is meant: `words` (提高到); `[start, stop)` with what leads to it (均).

    `lead` is that lead. `works` marks a verb whose object is what is counted (新建).
    """

    start: int
    stop: int
    words: str
    lead: str = ""
    works: bool = False


def operator_before(clause: str, start: int, stop: int) -> Operator | None:
    """The operator that ends where a number begins: 达到 in “率均达到” + 90%."""
    match = _OPERATOR.search(fold(clause[:stop]), start)
    if match is None:
        return None
    words = clause[slice(*match.span("operator"))]
    return Operator(match.start(), stop, words, match["lead"], bool(_DOING.fullmatch(words)))


def doing(clause: str, start: int, stop: int) -> Operator | None:
    """The verb that begins the words before a number: 新建 in “全市新建湿地” + 12处."""
    lead = _LEADING.match(fold(clause), start, stop)
    begin = lead.end() if lead else start
    scope = _SCOPES.match(clause, begin, stop)
    match = _DOING.match(clause, scope.end() if scope else begin, stop)
    if match is None:
        return None
    return Operator(match.start(), match.end(), match[0], scope[0] if scope else "", works=True)


def trimmed(clause: str, start: int, stop: int) -> Part | None:
    """A subject without the adverbs around it; None when nothing is left."""
    lead = _LEADING.match(fold(clause), start, stop)
    start = lead.end() if lead else start
    tail = _TRAILING.search(fold(clause[:stop]), start)
    stop = tail.start() if tail else stop
    return Part(start, stop) if clause[start:stop].strip("“”") else None


def scope_of(subject: str) -> str:
    """The words that bound a subject: 全市, 县级以上城市建成区; empty when there are none."""
    found = _SCOPES.search(subject)
    return found[0].removesuffix("的").removesuffix("内") if found else ""


def parts_of(subject: str) -> int:
    """How many subjects are joined in one: 2 for 化肥、农药利用率."""
    return len(_PART.split(subject))


def shared(subject: str, count: int) -> list[str]:
    """“城市、县城供水普及率” for 2 values → 城市供水普及率, 县城供水普及率.

    The subject itself `count` times when it has not as many parts.
    """
    parts = _PART.split(subject)
    if len(parts) != count or count == 1:
        return [subject] * count
    tail = _common_tail(parts[-2], parts[-1])
    return [part if part.endswith(tail) else part + tail for part in parts]


def _common_tail(before: str, last: str) -> str:
    """What the last part shares with the one before it: 供水普及率 of 城市 and 县城供水普及率."""
    # 需氧量 is a substance's name, no measure of its own
    if _MEASURE_TAIL.search(before) and not before.endswith("需氧量"):
        return ""
    if before.endswith("）") and "）" in last:
        return last[last.index("）") + 1 :]
    rest = last[len(before) :]
    if len(rest) > len(before) and len(before) <= 3:
        return rest
    measure = _MEASURE_TAIL.search(last)
    return measure[0] if measure else ""
