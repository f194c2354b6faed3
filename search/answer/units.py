"""Whether a question asks for a figure, of what unit, and whether words give one."""

import re

_UNITS = {
    "年": r"年",
    "%": r"%|百分之|个?百分点|[:：][0-9]",
    "立方米": r"立方米|方(?![面案式向法])",
    "平方米": r"平方米|平米",
    "平方公里": r"平方公里",
    "公里": r"公里|千米",
    "浓度": r"微克|毫克",
    "吨": r"吨",
    "亩": r"亩|公顷",
    "千瓦": r"千瓦",
    "元": r"元|块(?!地)|钱",
    "辆": r"辆|台",
    "人": r"人(?!均)|名",
    "分贝": r"分贝",
    "天": r"天",
    "次": r"次|起",
    "户": r"户",
    "个": r"[个家座处项条所套口类期大]",
}
"""Units by what they measure: a figure answers only in one of the same kind. General counters
and units, after GB 3100—1993 and GB/T 15835—2011."""

_SCALE = "[万亿千百]*"
_FEW = "(?<![哪好这那十])几"
_HOW_MANY = re.compile(rf"多少|{_FEW}(?!乎)|百分之|how (?:many|much)")
_ASKED = re.compile(rf"(?:多少|{_FEW}){_SCALE}(?P<unit>[^\W\d]{{1,4}})")
_WHEN = re.compile(r"哪一?年|什么时候|啥时候|何时|几时|最晚|最迟|期限|\bwhen\b")
_LIST = re.compile("哪些|哪几|列[出举]|怎[么样]|如何")
_MONEY = re.compile(
    r"(?:投资|投入|资金|经费|财政|造价|花费?)[^,，。;；]{0,6}(?:多少|几)个?[百千万亿]*(?![百千万亿\w])"
)
"""“总投资多少亿”: of money people leave the unit out."""

_SHARE = re.compile(r"百分之|几成|几个(?:百分)?点|[^功效频速生]率|比例|比重|占比|盖度")
_MEASURE = re.compile(
    r"(?:率|比例|比重|占比|面积|浓度|总量|增速|幅度|系数|盖度|目标值?|指标值?|数量|红线)"
    r"(?:是|为|要求|目标|指标|[0-9]{4}年?|年)*[?？。]?$|\b(?:target|rate|coverage|share)\b"
)
_NUMBER = "(?:[0-9][0-9.,]*|[一二两三四五六七八九十百]+)"
_YEAR = re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?= ?年|年)|十[一二三四五]?五")
_NO_FIGURE = re.compile(r"pm ?2\.5|pm ?10|[a-z]+[0-9]+|[0-9]{4} ?年|第[0-9]+|[0-9]+[.、](?=[^0-9])")


def asks_figure(folded: str) -> bool:
    """Whether a question asks for a figure or a date; “哪几个” asks for names."""
    if _LIST.search(folded):
        return bool(_HOW_MANY.search(folded))
    return any(pattern.search(folded) for pattern in (_HOW_MANY, _MEASURE, _WHEN))


def asked_unit(folded: str) -> str | None:
    """The kind of unit that a question wants its figure in; None when it leaves that open."""
    if _WHEN.search(folded):
        return "年"
    match = _ASKED.search(folded)
    if match is not None and not _SHARE.match(match[0]):
        for unit, pattern in _UNITS.items():
            if re.match(pattern, match["unit"]):
                return unit
    if _MONEY.search(folded):
        return "元"
    return "%" if _SHARE.search(folded) else None


def has_figure(folded: str, unit: str | None) -> bool:
    """Whether words give a figure, of that unit unless it is None."""
    if unit == "年":
        return bool(_YEAR.search(folded))
    bare = _NO_FIGURE.sub(" ", folded)
    if unit is None:
        return any(char.isdigit() for char in bare)
    wanted = _UNITS[unit]
    if re.search(rf"{_NUMBER}\s*{_SCALE}余?多?(?:{wanted})", bare):
        return True
    # a table's row has the unit in its name: “用水总量（亿立方米） 13.30”
    return bool(re.search(rf"\({_SCALE}(?:{wanted})", bare) and re.search("[0-9]", bare))
