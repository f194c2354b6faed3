"""A target as it is compared, whether it stands in a table or in prose."""

import re
from dataclasses import dataclass

from corpus.model import Nature, Plan
from corpus.text import fold
from search.compare import names
from search.compare.model import Side
from search.compare.sides import side

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PREFIX = re.compile(r"^(?:万亿|亿|万|千|百)(?=.)")
_RATIO = re.compile(r"[%‰/]|百分|分贝|个月")
_PER = re.compile(r"人均|单位|万元|平均|每|浓度|密度|指数")
_ASSIGNED = re.compile(
    r"(?:完成|达到|落实|控制在)[^，。]{0,4}(?:国家|省|市|上级)[^，。]{0,4}(?:目标|任务|指标|要求)"
)
_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}


@dataclass(frozen=True, slots=True)
class Statement:
    """A target wherever it stands. `name` is plain (see `names.plain`), with its scope words.

    `said` is what is compared for likeness, `clause` all that is said of it, both plain.

    `number` is the value in `unit`'s base (万吨 → 吨), None when it is a word. `due` is
    (year, month); the month of a whole year is 12. `threshold` bounds whom it meets.
    A plan that lacks a `firm` statement of the other lacks something; the rest only finds its
    counterpart. `project` marks what the list of projects says.
    """

    plan_id: str
    start: int
    end: int
    name: str
    said: str
    clause: str
    value: str | None
    number: float | None
    unit: str | None
    due: tuple[int, int] | None
    nature: Nature | None
    cumulative: bool
    ceiling: bool
    assigned: bool
    threshold: tuple[float, str] | None
    in_table: bool
    printed: str
    firm: bool = True
    project: bool = False

    @property
    def is_rate(self) -> bool:
        """A share, a concentration, a value per head: of a county as of its city."""
        return bool(_RATIO.search(self.unit or "") or _PER.search(self.name))

    @property
    def falling(self) -> bool:
        """Whether a lower value promises more."""
        return not self.is_change and (self.ceiling or names.less_is_better(self.name))

    @property
    def is_aside(self) -> bool:
        """Whether neither a figure nor a date makes it a target: 散煤全部清零."""
        return self.number is None and self.due is None and not (self.in_table or self.assigned)

    @property
    def is_change(self) -> bool:
        """Whether the value is by how much something falls."""
        return names.is_change(self.clause)

    def is_of_kind(self, other: "Statement") -> bool:
        """Whether both values are figures in one unit, or both words."""
        worded = self.number is None and other.number is None
        figures = self.number is not None and other.number is not None
        return worded or (figures and self.unit == other.unit)

    def side(self, plan: Plan) -> Side:
        """The place of the statement with what it says."""
        place = side(plan, self.start, self.end, self.printed)
        year = self.due[0] if self.due else None
        return Side(
            place.plan_id, place.start, place.end, place.quote, place.citation,
            name=self.printed, value=self.value, year=year, nature=self.nature,
        )  # fmt: skip


def is_assigned(words: str) -> bool:
    """Whether the target is the one that the level above hands down (完成省下达目标)."""
    return bool(_ASSIGNED.search(words))


def quantity(value: str, unit: str | None) -> tuple[float | None, str | None]:
    """A value as number and unit without 万, 亿; no number where the value is a word."""
    folded = fold(value).replace(",", "")
    base = fold(unit).replace(" ", "") if unit else None
    if base is None and "%" in folded:
        base = "%"
    found = _NUMBER.search(folded)
    scale = _PREFIX.match(base) if base else None
    if base and scale:
        base = base[scale.end() :]
    if found is None:
        return None, base
    return float(found[0]) * (_SCALES[scale[0]] if scale else 1), base


def printed_value(value: str, unit: str | None, number: float | None) -> str:
    """A value with its unit behind a figure: “40%”, but “基本消除”."""
    return value + (unit or "" if number is not None and unit and unit not in value else "")
