"""A comparison as JSON and as text. JSON is a contract with scripts; see ARCHITECTURE.md."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.model import Plan
from search.compare.model import (
    GRADE_NAMES,
    RELATION_NAMES,
    STRENGTH_NAMES,
    Alignment,
    Comparison,
    DraftReview,
    Side,
    TargetPair,
)
from search.render import FICTIONAL

Plans = Mapping[str, Plan]


def as_json(comparison: Comparison, plans: Plans) -> dict[str, Any]:
    """A comparison in the form of the contract; every place also says its plan and citation."""
    c = comparison
    return {
        "city": c.city_id,
        "counties": list(c.county_ids),
        "targets": [_target(t, plans) for t in c.targets],
        "missing": [
            _side(m.city, plans) | {"county": m.county_id, "nearest": _maybe(m.nearest, plans)}
            for m in c.missing
        ],
        "extra": [_side(e.county, plans) | {"nearest": _maybe(e.nearest, plans)} for e in c.extra],
        "alignments": [_aligned(a, plans) for a in c.alignments],
        "internal": [
            {"a": _side(i.a, plans), "b": _side(i.b, plans), "what": i.what} for i in c.internal
        ],
        "copied": [
            {"city": _side(d.city, plans), "county": _side(d.county, plans), "share": d.share}
            for d in c.copied
        ],
        "coverage": [
            {
                "section": _side(cell.section, plans),
                "county": cell.county_id,
                "strength": cell.strength,
                "query": cell.query,
                "passages": [_side(p, plans) for p in cell.passages],
            }
            for cell in c.coverage
        ],
    }


def review_as_json(review: DraftReview, plans: Plans) -> dict[str, Any]:
    """What a draft meets above it."""
    return {
        "text": review.text,
        "provisions": [_aligned(a, plans) for a in review.provisions],
        "targets": [_target(t, plans) for t in review.targets],
        "conflicts": [_target(t, plans) for t in review.conflicts],
    }


def _target(pair: TargetPair, plans: Plans) -> dict[str, Any]:
    sides = {"city": _side(pair.city, plans), "county": _side(pair.county, plans)}
    return {**sides, "relation": pair.relation, "why": pair.why}


def _aligned(pair: Alignment, plans: Plans) -> dict[str, Any]:
    sides = {"city": _side(pair.city, plans), "county": _side(pair.county, plans)}
    return {**sides, "score": pair.score, "grade": pair.grade, "words": list(pair.words)}


def _maybe(side: Side | None, plans: Plans) -> dict[str, Any] | None:
    return None if side is None else _side(side, plans)


def _side(side: Side, plans: Plans) -> dict[str, Any]:
    return {
        "plan_id": side.plan_id,
        "fictional": _fictional(side, plans),
        "quote": side.quote,
        "start": side.start,
        "end": side.end,
        "value": side.value,
        "name": side.name,
        "year": side.year,
        "nature": side.nature,
        "citation": side.citation,
    }


def as_text(comparison: Comparison, plans: Plans) -> Iterator[str]:
    """A comparison for a terminal, a line at a time."""
    c = comparison
    yield f"一、目标对照（{len(c.targets)} 对）"
    yield from (line for t in c.targets for line in _target_lines(t, plans))
    yield f"\n二、上级有、本级没有的目标（{len(c.missing)} 项）"
    yield from (f"  {_said(m.city, plans)}" for m in c.missing)
    yield f"\n三、本级新增的目标（{len(c.extra)} 项）"
    yield from (f"  {_said(e.county, plans)}" for e in c.extra)
    yield f"\n四、本级规划内部不一致（{len(c.internal)} 处）"
    for i in c.internal:
        yield f"  {i.what}"
        yield f"    {_where(i.a, plans)}；{_where(i.b, plans)}"
    yield f"\n五、条款对照（{len(c.alignments)} 对）"
    yield from _aligned_lines(c.alignments, plans)
    yield f"\n六、照抄的句子（{len(c.copied)} 句）"
    yield from (f"  {d.share:.0%} {_said(d.county, plans)}" for d in c.copied)
    yield "\n七、覆盖"
    for cell in c.coverage:
        yield f"  {STRENGTH_NAMES[cell.strength]}  {cell.county_id}  {cell.section.name}"


def review_as_text(review: DraftReview, plans: Plans) -> Iterator[str]:
    """What a draft meets above it, for a terminal."""
    yield f"一、冲突（{len(review.conflicts)} 处）"
    yield from (line for t in review.conflicts for line in _target_lines(t, plans))
    yield f"\n二、涉及的目标（{len(review.targets)} 项）"
    yield from (line for t in review.targets for line in _target_lines(t, plans))
    yield f"\n三、应当遵循的条款（{len(review.provisions)} 条）"
    yield from _aligned_lines(review.provisions, plans)


def _target_lines(pair: TargetPair, plans: Plans) -> Iterator[str]:
    yield f"  【{RELATION_NAMES[pair.relation]}】{pair.county.name or pair.city.name}：{pair.why}"
    yield f"    上级 {_said(pair.city, plans)}"
    yield f"    本级 {_said(pair.county, plans)}"


def _aligned_lines(pairs: Iterable[Alignment], plans: Plans) -> Iterator[str]:
    for pair in pairs:
        yield f"  【{GRADE_NAMES[pair.grade]}】{'、'.join(pair.words[:4])}"
        yield f"    上级 {_said(pair.city, plans)}"
        yield f"    本级 {_said(pair.county, plans)}"


def _said(side: Side, plans: Plans) -> str:
    return f"“{' '.join(side.quote.split())}”（{_where(side, plans)}）"


def _where(side: Side, plans: Plans) -> str:
    return f"【{FICTIONAL}】{side.citation}" if _fictional(side, plans) else side.citation


def _fictional(side: Side, plans: Plans) -> bool:
    plan = plans.get(side.plan_id)
    return plan is not None and plan.fictional
