"""What is said about a plan: a form to fill in, and its words as metadata."""

import re
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from corpus.errors import MetadataInvalid
from corpus.library import checked_id
from corpus.metadata import Metadata, iso_date
from corpus.model import Plan
from corpus.regions import Level

LEVELS = ("", *get_args(Level))
_LONGEST = 200
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LABELS = {
    "title": ("标题", ""),
    "issuer": ("发文机关", "例如：某某市人民政府"),
    "number": ("文号", "例如：某政〔2022〕12号"),
    "date": ("成文日期", "例如：2022-05-17"),
    "period": ("规划期", "例如：2021-2025"),
    "region": ("地区", "例如：某某省某某市"),
    "within": ("上级地区", "例如：某某省"),
}
_FICTIONAL = "虚构示例（不是真实的规划）"


@dataclass(frozen=True, slots=True)
class Entered:
    """A form's fields as typed; an empty one says that there is none."""

    title: str
    issuer: str
    number: str
    date: str
    period: str
    region: str
    within: str
    level: str
    fictional: bool

    @classmethod
    def of(cls, plan: Plan) -> "Entered":
        """What a plan says of itself."""
        return cls(
            title=plan.title,
            issuer=plan.issuer or "",
            number=plan.number or "",
            date=plan.date or "",
            period="" if plan.period is None else f"{plan.period[0]}-{plan.period[1]}",
            region=plan.region or "",
            within=plan.within or "",
            level=plan.level or "",
            fictional=plan.fictional,
        )


def metadata(plan_id: str, entered: Entered, plan: Plan) -> Metadata:
    """What a form says of a document that reads as `plan`.

    Raises MetadataInvalid, which names the field.
    """
    if not entered.title.strip():
        raise MetadataInvalid("标题没有填。", "请填规划的全称。")
    for name, (label, _) in _LABELS.items():
        if len(getattr(entered, name)) > _LONGEST:
            raise MetadataInvalid(f"{label}太长。", f"请写在 {_LONGEST} 个字以内。")
    return Metadata(
        id=checked_id(plan_id.strip()),
        title=entered.title.strip().strip("《》"),
        region=entered.region.strip(),
        within=entered.within.strip(),
        level=entered.level,
        issuer=entered.issuer.strip(),
        number=entered.number.strip(),
        date=_date(entered.date.strip()),
        period=_period(entered.period),
        source_file=plan.source.file,
        sha256=plan.source.sha256,
        fictional=entered.fictional,
    )


def _date(words: str) -> str:
    found = iso_date(words)
    if words and found is None:
        raise MetadataInvalid(f"成文日期看不懂：{words}", "请写成 2022-05-17 或 2022年5月17日。")
    return found or ""


def _period(words: str) -> tuple[int, int] | None:
    years = [int(year) for year in _YEAR.findall(words)]
    if not words.strip():
        return None
    if len(years) != 2 or years[0] > years[1]:
        raise MetadataInvalid(f"规划期看不懂：{words}", "请写起止两年，例如 2021-2025。")
    return years[0], years[1]


def form(key: str, plan: Plan, *, fictional: bool = False) -> Entered:
    """The fields, filled with what the plan says; `key` tells one form's widgets from another's.

    `fictional` suggests that it is an invented sample.
    """
    said = Entered.of(plan)

    def text(name: str) -> str:
        label, example = _LABELS[name]
        value: str = getattr(said, name)
        return st.text_input(label, value, key=f"{key}-{name}", placeholder=example) or ""

    title = text("title")
    with st.container(horizontal=True):
        issuer, number, date = text("issuer"), text("number"), text("date")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        region, within = text("region"), text("within")
        level = st.selectbox(
            "层级", LEVELS, LEVELS.index(said.level) if said.level in LEVELS else 0,
            format_func=lambda one: one or "未写明", key=f"{key}-level", filter_mode=None,
        )  # fmt: skip
        period = text("period")
    invented = st.checkbox(_FICTIONAL, said.fictional or fictional, key=f"{key}-fictional")
    return Entered(title, issuer, number, date, period, region, within, level, invented)
