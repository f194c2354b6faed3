"""Administrative regions by the form of their names, and which plans belong together.

Level and order follow 宪法 article 30: 省/自治区, 市/自治州, 县/自治县/市辖区. No list of
places: a municipality (直辖市) reads as 市 unless a plan's metadata says otherwise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.model import Plan

Level = Literal["国", "省", "市", "县"]
Relation = Literal["above", "same", "below"]
Within = Mapping[str, Set[str]]

_HAN = "[\u3400-\u9fff]"
# lazy, so that the first suffix ends the name
_PROVINCE = rf"{_HAN}{{2,3}}?省|{_HAN}{{2,6}}?自治区|{_HAN}{{2}}特别行政区"
_CITY = rf"{_HAN}{{2,12}}?自治州|{_HAN}{{2,5}}?市|{_HAN}{{2,5}}?盟"
_COUNTY = rf"{_HAN}{{2,12}}?自治[县旗]|{_HAN}{{1,5}}?县|{_HAN}{{2,5}}?[区旗市]"
_REGION = re.compile(rf"({_PROVINCE})?({_CITY})?({_COUNTY})?")
# have the form, but name no place: 城市, 智慧城市 (not 运城市), 全市, 自然保护区, 主城区, 区县
_COMMON = re.compile(
    r"(?:|.{2,})城市|.*城市.+|.*(?:县级市|[市区]县|联盟|[主老新县]城区|中心城区|建成区)"
    r"|(?:[各全本我该]|直辖|关于).*|.*的.*"
    r"|.*(?:保护|风景|园|社|灌|库|矿|示范|试验|开发|功能|流域|农村地|民族地|贫困地)区"
)
_LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(("省", "自治区"), "省"),
    **dict.fromkeys(("市", "州", "盟"), "市"),
    **dict.fromkeys(("县", "区", "旗"), "县"),
}
_NATIONAL = re.compile(
    rf"中华人民共和国|国务院|中共中央|全国|国家|{_HAN}{{2,8}}部(?:办公厅|关于|$)"
)


def region_parts(words: str) -> tuple[tuple[str, Level], ...]:
    """The regions that words begin with, outermost first: 河南省, 开封市, 尉氏县."""
    match = _REGION.match(words.strip().lstrip("《（("))
    found: list[tuple[str, Level]] = []
    levels: tuple[Level, ...] = ("省", "市", "县")
    for name, level in zip(match.groups() if match else (), levels, strict=False):
        if name is not None and _COMMON.fullmatch(name):
            break
        if name is not None:
            found.append((name, level))
    return tuple(found)


def level_of(words: str) -> Level | None:
    """The level of a region that is not named: of “我代表市人民政府”, 市."""
    return _LEVELS.get(words)


def is_national(words: str) -> bool:
    """Whether a title or an issuing body speaks for the whole country."""
    return _NATIONAL.match(words.strip()) is not None


@dataclass(frozen=True, slots=True)
class Related:
    """A plan of the same years whose region is `above`, `below` or the `same`."""

    plan: Plan
    relation: Relation


def related_plans(plan: Plan, plans: Sequence[Plan]) -> tuple[Related, ...]:
    """The plans that a plan must be read with, in their order.

    Their periods overlap (an unknown one overlaps with any) and one region belongs to the other.
    """
    within = _within(plans)
    found = [
        Related(other, relation)
        for other in plans
        if other.id != plan.id
        and _overlap(plan.period, other.period)
        and (relation := _relation(plan, other, within)) is not None
    ]
    return tuple(found)


def _relation(plan: Plan, other: Plan, within: Within) -> Relation | None:
    own, its = region_name(plan), region_name(other)
    if own is None or its is None:
        return None
    if own == its:
        return "same"
    if its in _above(plan, within):
        return "above"
    return "below" if own in _above(other, within) else None


def region_name(plan: Plan) -> str | None:
    """The region's last part; 国 for the country; None when unknown."""
    if plan.region is None:
        return "国" if plan.level == "国" else None
    parts = region_parts(plan.region)
    return parts[-1][0] if parts else plan.region


def _within(plans: Sequence[Plan]) -> Within:
    """Each region's next outer ones, by any of the plans."""
    within: dict[str, set[str]] = {}
    for one in plans:
        for inner, outer in _links(one):
            within.setdefault(inner, set()).add(outer)
    return within


def _above(plan: Plan, within: Within) -> set[str]:
    """Every region that a plan's region is known to belong to."""
    found = {"国"}
    reached = {outer for _, outer in _links(plan)}
    while reached - found:
        found |= reached
        reached |= {outer for inner in found for outer in within.get(inner, set())}
    return found


def _links(plan: Plan) -> Iterator[tuple[str, str]]:
    """Region and the one around it, for each step that a plan states."""
    names = [name for name, _ in region_parts(plan.region or "")] or [region_name(plan) or ""]
    outer = [name for name, _ in region_parts(plan.within or "")] or [plan.within or ""]
    chain = [*outer, *names] if outer != names[: len(outer)] else names
    yield from ((b, a) for a, b in pairwise(chain) if a and b and a != b)


def _overlap(a: tuple[int, int] | None, b: tuple[int, int] | None) -> bool:
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])
