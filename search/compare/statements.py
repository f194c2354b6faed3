"""Indicators of tables and targets of prose as one kind of statement."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Definition, Indicator, Nature, Plan, Target, Value
from corpus.text import fold
from search.compare import names
from search.compare.model import Side
from search.compare.sentences import looks_back
from search.compare.sides import side

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PREFIX = re.compile(r"^(?:万亿|亿|万|千|百)(?=.)")
_MONTH = re.compile(r"(?:年|[-.])\s*([0-9]{1,2})\s*月")
_ASSIGNED = re.compile(
    r"(?:完成|达到|落实|控制在)[^，。]{0,4}(?:国家|省|市|上级)[^，。]{0,4}(?:目标|任务|指标|要求)"
)
_RATIO = re.compile(r"[%‰/]|百分|分贝|个月")
_PER = re.compile(r"人均|单位|万元|平均|每|浓度|密度|指数")
_CEILING = (
    "以内",
    "以下",
    "不超过",
    "不高于",
    "不大于",
    "控制在",
    "降到",
    "降至",
    "低于",
    "<",
    "≤",
)
_FLOOR = re.compile(r"不低于|不少于")
_THRESHOLD = re.compile(
    r"(?:大于|超过|高于|不低于|不少于|达到)([0-9]+(?:\.[0-9]+)?)([^0-9，。；的]{1,6}?)(?:及?以上)?的"
    r"|([0-9]+(?:\.[0-9]+)?)([^0-9，。；的]{1,6}?)及?以上的"
)
"""A size that bounds whom a duty meets: 年销售量大于5000吨的加油站."""

_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}


@dataclass(frozen=True, slots=True)
class Statement:
    """A target wherever it stands. `name` is plain (see `names.plain`), with its scope words.

    `number` is the value in `unit`'s base (万吨 → 吨), None when it is a word. `due` is
    (year, month); the month of a whole year is 12. `threshold` bounds whom it meets.
    """

    plan_id: str
    start: int
    end: int
    name: str
    said: str
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

    @property
    def is_rate(self) -> bool:
        """A share, a concentration, a value per head: of a county as of its city."""
        return bool(_RATIO.search(self.unit or "") or _PER.search(self.name))

    @property
    def falling(self) -> bool:
        """Whether a lower value promises more."""
        return not self.is_change and (self.ceiling or names.less_is_better(self.name))

    @property
    def is_change(self) -> bool:
        """Whether the value is by how much something falls."""
        return names.is_change(self.said)

    def side(self, plan: Plan) -> Side:
        """The place of the statement with what it says."""
        place = side(plan, self.start, self.end, self.printed)
        year = self.due[0] if self.due else None
        return Side(
            place.plan_id, place.start, place.end, place.quote, place.citation,
            name=self.printed, value=self.value, year=year, nature=self.nature,
        )  # fmt: skip


def statements(plan: Plan, glossary: Iterable[Definition] = ()) -> tuple[Statement, ...]:
    """Every target that the plan sets, table rows first; results of the past are left out.

    `glossary` adds another plan's short forms to the plan's own.
    """
    terms = (*plan.glossary, *glossary)
    rows = [
        _of_row(plan, row, row.target, row.target_year, terms)
        for row in plan.indicators
        if row.target is not None
    ]
    prose = [
        _of_prose(plan, target, terms)
        for target in plan.targets
        if not target.achieved and not looks_back(plan, plan.section_at(target.start))
    ]
    return (*rows, *prose)


def results(plan: Plan) -> tuple[Statement, ...]:
    """What the plan says was reached: baselines of tables, and prose."""
    rows = [
        _of_row(plan, row, row.baseline, row.baseline_year, plan.glossary)
        for row in plan.indicators
        if row.baseline is not None
    ]
    prose = [_of_prose(plan, t, plan.glossary) for t in plan.targets if t.achieved]
    return (*rows, *prose)


def _of_row(
    plan: Plan, row: Indicator, cell: Value, year: int | None, terms: Iterable[Definition]
) -> Statement:
    value = cell.text
    number, unit = quantity(value, row.unit)
    name = names.plain(row.name, terms, plan.region)
    return Statement(
        plan_id=plan.id,
        start=row.start,
        end=row.end,
        name=name,
        said=name + (value if number is None else ""),
        value=_printed(value, row.unit, number) + ("（五年累计）" if row.cumulative else ""),
        number=number,
        unit=unit,
        due=(year, 12) if year else None,
        nature=row.nature,
        cumulative=row.cumulative,
        ceiling=fold(value).startswith(_CEILING),
        assigned=bool(_ASSIGNED.search(value)),
        threshold=None,
        in_table=True,
        printed=row.name,
    )


def _of_prose(plan: Plan, target: Target, terms: Iterable[Definition]) -> Statement:
    text = target.value.text if target.value else ""
    number, unit = quantity(text, target.unit)
    words = plan.text[target.start : target.end]
    printed = target.subject if target.scope in target.subject else target.scope + target.subject
    name = names.plain(printed, terms, plan.region)
    return Statement(
        plan_id=plan.id,
        start=target.start,
        end=target.end,
        name=name,
        said=name + names.plain(target.operator + ("" if number is not None else text)),
        value=_printed(text, target.unit, number) or target.deadline or target.operator or None,
        number=number,
        unit=unit,
        due=_due(target),
        nature=target.nature,
        cumulative=target.cumulative,
        ceiling=any(word in words for word in _CEILING) and not _FLOOR.search(words),
        assigned=bool(_ASSIGNED.search(words)),
        threshold=bound(words),
        in_table=False,
        printed=printed,
    )


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


def bound(words: str) -> tuple[float, str] | None:
    """The size that bounds whom a duty meets, and its unit; None where there is none."""
    match = _THRESHOLD.search(fold(words))
    return (float(match[1] or match[3]), match[2] or match[4]) if match else None


def _printed(value: str, unit: str | None, number: float | None) -> str:
    return value + (unit or "" if number is not None and unit and unit not in value else "")


def _due(target: Target) -> tuple[int, int] | None:
    if target.year is None:
        return None
    month = _MONTH.search(fold(target.deadline or ""))
    return target.year, int(month[1]) if month else 12
