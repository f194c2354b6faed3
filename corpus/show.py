"""A parsed plan as JSON and as text, for `python -m corpus show`."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.model import Indicator, Plan, Section, Target
from corpus.store import Outcome


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan in the form that scripts outside the project rely on; see ARCHITECTURE.md."""
    return {
        "id": plan.id,
        "title": plan.title,
        "issuer": plan.issuer,
        "number": plan.number,
        "date": plan.date,
        "region": plan.region,
        "within": plan.within,
        "level": plan.level,
        "period": plan.period,
        "fictional": plan.fictional,
        "text": plan.text,
        "sections": [_section(section) for section in plan.sections],
        "indicators": [_indicator(indicator) for indicator in plan.indicators],
        "targets": [_target(target) for target in plan.targets],
        "glossary": {d.short: d.full for d in plan.glossary},
        "warnings": [
            {"code": w.code, "message": w.message, "start": w.start, "end": w.end}
            for w in plan.warnings
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "number": section.number,
        "title": section.title,
        "depth": section.depth,
        "start": section.start,
        "end": section.end,
    }


def _indicator(row: Indicator) -> dict[str, Any]:
    return {
        "ordinal": row.ordinal,
        "category": row.category,
        "name": row.name,
        "unit": row.unit,
        "baseline": row.baseline.text if row.baseline else None,
        "baseline_year": row.baseline_year,
        "target": row.target.text if row.target else None,
        "target_year": row.target_year,
        "nature": row.nature,
        "cumulative": row.cumulative,
        "notes": [note.text for note in row.notes],
        "start": row.start,
        "end": row.end,
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "subject": target.subject,
        "scope": target.scope,
        "operator": target.operator,
        "value": target.value.text if target.value else None,
        "unit": target.unit,
        "year": target.year,
        "deadline": target.deadline,
        "achieved": target.achieved,
        "cumulative": target.cumulative,
        "nature": target.nature,
        "start": target.start,
        "end": target.end,
    }


def as_text(plan: Plan) -> Iterator[str]:
    """The plan at a glance, line by line: outline, indicators, targets, short forms, warnings."""
    mark = "（虚构示例）" if plan.fictional else ""
    yield f"《{plan.title}》{mark}  编号 {plan.id}，{len(plan.text)} 字"
    yield from (f"  {name}：{value}" for name, value in _facts(plan) if value)
    yield ""
    yield from ("  " * s.depth + s.label for s in plan.sections)
    if plan.indicators:
        yield f"\n指标 {len(plan.indicators)} 项"
        yield from ("  " + _indicator_line(row) for row in plan.indicators)
    if plan.targets:
        yield f"\n正文里的目标和数字 {len(plan.targets)} 条"
        yield from ("  " + _target_line(target) for target in plan.targets)
    if plan.glossary:
        yield "\n简称"
        yield from (f"  {d.short} = {d.full}" for d in plan.glossary)
    yield from warning_lines(plan)


def _facts(plan: Plan) -> Iterator[tuple[str, str | None]]:
    yield "发文机关", plan.issuer
    yield "文号", plan.number
    yield "日期", plan.date
    yield "地区", plan.region
    yield "上级地区", plan.within
    yield "层级", plan.level
    yield "规划期", None if plan.period is None else f"{plan.period[0]}–{plan.period[1]}年"


def _indicator_line(row: Indicator) -> str:
    values = [
        f"{year}年 {value.text if value else '—'}"
        for year, value in ((row.baseline_year, row.baseline), (row.target_year, row.target))
        if year
    ]
    unit = f"（{row.unit}）" if row.unit else ""
    total = "（累计）" if row.cumulative else ""
    return (
        f"{row.ordinal}. {row.name}{unit}：{' → '.join(values)}{total} {row.nature or ''}".rstrip()
    )


def _target_line(target: Target) -> str:
    value = f"{target.value.text}{target.unit or ''}" if target.value else "—"
    year = f"{target.year}年 " if target.year else ""
    kind = "已完成" if target.achieved else "目标"
    total = "（累计）" if target.cumulative else ""
    due = f"（{target.deadline}）" if target.deadline else ""
    return f"{kind} {year}{target.subject}：{target.operator} {value}{total}{due}"


def warning_lines(plan: Plan) -> Iterator[str]:
    """The warnings, each with the line of the canonical text that it is about."""
    yield f"\n提醒 {len(plan.warnings)} 条" if plan.warnings else "\n没有提醒"
    for warning in plan.warnings:
        line = plan.text.count("\n", 0, warning.start) + 1
        yield f"  第 {line} 行：{warning.message}"


def check_lines(plan: Plan, seconds: float) -> Iterator[str]:
    """A parsed file in one line of figures, and its warnings."""
    yield (
        f"{plan.source.file}：标题 {_headings(plan)} 个，表格 {len(plan.tables)} 张，"
        f"指标 {len(plan.indicators)} 项，目标 {len(plan.targets)} 处，"
        f"{len(plan.text)} 字，{seconds:.2f} 秒"
    )
    yield from warning_lines(plan)


def totals(outcomes: Sequence[Outcome]) -> str:
    """The sums over a batch."""
    plans = [outcome.result for outcome in outcomes if isinstance(outcome.result, Plan)]
    counts = (
        ("标题", sum(_headings(plan) for plan in plans), "个"),
        ("表格", sum(len(plan.tables) for plan in plans), "张"),
        ("指标", sum(len(plan.indicators) for plan in plans), "项"),
        ("目标", sum(len(plan.targets) for plan in plans), "处"),
        ("提醒", sum(len(plan.warnings) for plan in plans), "条"),
        ("正文", sum(len(plan.text) for plan in plans), "字"),
    )
    figures = "，".join(f"{name} {count} {unit}" for name, count, unit in counts)
    seconds = sum(outcome.seconds for outcome in outcomes)
    refused = len(outcomes) - len(plans)
    files = f"共 {len(outcomes)} 个文件：读入 {len(plans)} 个，读不了 {refused} 个"
    return f"\n{files}；{figures}；{seconds:.1f} 秒"


def _headings(plan: Plan) -> int:
    return sum(section.kind != "preamble" for section in plan.sections)
