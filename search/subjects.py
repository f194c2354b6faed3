"""What the name of a target says: what is measured, where, and as a share of what.

Only general words of Chinese planning language are listed; see GB/T 50280 for the settlements.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import OSA, Indel

from corpus.model import Definition
from corpus.text import fold

_STANDARD = (
    ("pm2.5", "细颗粒物"),
    ("pm10", "可吸入颗粒物"),
    ("so2", "二氧化硫"),
    ("nox", "氮氧化物"),
    ("vocs", "挥发性有机物"),
    ("cod", "化学需氧量"),
    ("gdp", "生产总值"),
)
"""Short forms that plans use undefined: GB 3095-2012, GB 3838-2002, national accounts."""

_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_SIGNS = re.compile(r"[\s\"'、，,；;：:·\-]+")
_TERRITORY = re.compile(r"(?:全|我|本)(?:省|市|县|区)(?:域|内)?|[省市县]域|辖区内?")
"""The whole territory of whoever plans; bounds nothing."""

_SCOPE = re.compile(
    r"(?:(?:县级|市级|地级|省级)(?:及)?以上|县级|市级|乡镇级?|建制镇|行政村|中心城区|建成区|市区|"
    r"城镇|城市|县城|农村|乡村|国省控|国控|省控|国考|省考|跨界|出境|入境)+"
)
"""Settlements and monitoring sections (断面) that bound a measure."""

_INSIDE = re.compile(r"[内中里的]+$")
_SHARE = re.compile(r"(.{2,}?)占(.{2,})")
_MEASURE = re.compile(r"(?:的)?(?:百分比|占比|比例|比率|比重|率|水平|任务|目标)$")
_MEAN = re.compile(r"年(?:平)?均(?=值|浓度)")
_NEGATIONS = frozenset("非不未无")
_TOKEN = re.compile(r"[a-z0-9.]+|.")
_LEAST_CORE = 4
"""Shorter names (产值, 总投资) have their subject elsewhere in the sentence."""

_LEAST_END = 0.5
"""Share of the longer name from which the shorter one, its end, may mean the same."""

_LEAST_ALIKE = 0.8
"""The same for a name whose characters all stand in the longer one, in order."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A name taken apart, folded: `core` is measured within `scope`, as a share of `whole`.

    `scope` and `whole` are empty for the whole territory and for what is no share.
    """

    core: str
    scope: str
    whole: str


def plain(text: str, glossary: Iterable[Definition] = ()) -> str:
    """Folded, Latin short forms written out, without brackets, quotes and signs."""
    folded = fold(text)
    own = ((fold(d.short), fold(d.full)) for d in glossary if d.short.isascii())
    for short, full in (*own, *_STANDARD):
        whole = rf"(?<![a-z0-9]){re.escape(short)}(?![a-z0-9])"
        folded = re.sub(whole, full.replace("\\", ""), folded)
    return _SIGNS.sub("", _BRACKETS.sub("", folded))


def read_subject(name: str, scope: str = "", glossary: Iterable[Definition] = ()) -> Subject:
    """The parts of a name as printed; `scope` are words that bound it and stand elsewhere.

    “县级城市建成区黑臭水体比例” → 黑臭水体 in 县级城市建成区.
    """
    part, whole = plain(name, glossary), ""
    if share := _SHARE.fullmatch(part):
        part, whole = share[1], _MEASURE.sub("", _TERRITORY.sub("", share[2])).rstrip("的")
    part = _MEAN.sub("", _MEASURE.sub("", _TERRITORY.sub("", part)))
    around = _TERRITORY.sub("", plain(scope))
    if around and around in part:
        part = part.replace(around, "", 1)
    bounds = [_INSIDE.sub("", around), *_SCOPE.findall(part)]
    core = _SCOPE.sub("", part).replace("的", "").lstrip("级内")
    return Subject(core or part, "、".join(filter(None, bounds)), whole)


def bounds(text: str) -> bool:
    """Whether a plain text names a settlement or a monitoring section."""
    return bool(_SCOPE.search(text))


def unbounded(text: str) -> str:
    """A plain text without the settlements and sections that it names."""
    return _SCOPE.sub("", _TERRITORY.sub("", text))


def one_measure(a: Subject, b: Subject) -> bool:
    """Whether two names of one plan may state the same target.

    The scopes must overlap (县级城市建成区, 建成区). Equal cores may; so may two
    neighbouring characters in the wrong order (a misprint), a name that ends with
    the other (地表水劣V类水体, 劣V类水体), and one that only puts words in
    (国四货车, 国四及以下货车). A negation parts them.
    """
    short, long = sorted((a.core, b.core), key=len)
    if len(short) < _LEAST_CORE or _apart(a.scope, b.scope):
        return False
    if len(short) == len(long):
        swapped = sorted(short) == sorted(long) and OSA.distance(short, long) == 1
        return short == long or swapped
    inserted = Indel.distance(short, long) == len(long) - len(short)
    negated = sum(map(long.count, _NEGATIONS)) != sum(map(short.count, _NEGATIONS))
    least = _LEAST_END if long.endswith(short) else _LEAST_ALIKE
    return inserted and not negated and len(short) >= least * len(long)


def _apart(a: str, b: str) -> bool:
    return a != b and bool(a) and bool(b) and pieces(a).isdisjoint(pieces(b))


def pieces(text: str) -> frozenset[str]:
    """What plain texts can have in common: pairs of characters, Latin words and numbers whole."""
    tokens = _TOKEN.findall(text)
    return frozenset(a + b for a, b in pairwise(tokens)) | {t for t in tokens if len(t) > 1}


def one_character_apart(a: Subject, b: Subject) -> bool:
    """Whether two names within the same bounds differ in one character (污水治理率, 污水处理率).

    They may state one target or two: who asks for one is shown both.
    """
    if len(a.core) != len(b.core) or len(a.core) < _LEAST_CORE or a.scope != b.scope:
        return False
    return OSA.distance(a.core, b.core) == 1
