"""The registry as JSON, as text and as tables. JSON is a contract with scripts."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.model import Plan
from search.entries import Entry
from search.findings import Finding
from search.registry import Registry
from search.render import FICTIONAL
from search.sheets import write_csv, write_xlsx
from search.statements import Statement

COLUMNS = (
    "指标", "规划", "基准", "基准年", "目标", "目标年",
    "单位", "性质", "范围", "类型", "出处", "原文", "备注",
)  # fmt: skip
FINDING_COLUMNS = ("比较", "规划", "指标", "一处", "一处出处", "另一处", "另一处出处")


def as_json(registry: Registry) -> dict[str, Any]:
    """The registry in the form of the contract; see ARCHITECTURE.md."""
    return {
        "entries": [_entry(entry) for entry in registry.entries],
        "findings": [
            {"title": f.title, "aspects": list(f.aspects), "a": _place(f.a), "b": _place(f.b)}
            for f in registry.findings
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "plan_id": entry.plan.id,
        "plan": entry.plan.title,
        "fictional": entry.plan.fictional,
        "name": entry.name,
        "names": list(entry.names),
        "scope": entry.scope,
        "baseline": entry.baseline.text if entry.baseline else None,
        "baseline_text": entry.baseline_text,
        "baseline_year": entry.baseline_year,
        "target": entry.target.text if entry.target else None,
        "target_text": entry.target_text,
        "year": entry.year,
        "deadline": entry.deadline,
        "unit": entry.unit,
        "nature": entry.nature,
        "operator": entry.operator,
        "cumulative": entry.cumulative,
        "achieved": entry.achieved,
        "places": [_place(statement) for statement in entry.statements],
    }


def _place(statement: Statement) -> dict[str, Any]:
    place = statement.clause
    return {
        "plan_id": statement.plan.id,
        "name": statement.name,
        "value": statement.printed,
        "quote": statement.quote,
        "start": place.start,
        "end": place.end,
        "chapter": statement.chapter,
        "citation": statement.citation,
    }


def as_text(registry: Registry) -> Iterator[str]:
    """The registry for a terminal, a line at a time."""
    if not registry.entries:
        yield "没有符合条件的指标或目标。"
    for entry in registry.entries:
        yield f"{mark(entry.plan)}{entry.name}：{change(entry)}{_remarks(entry)}"
        yield from (f"   {citation}" for citation in entry.citations)
    for finding in registry.findings:
        yield f"\n{mark(finding.a.plan)}{finding.title}："
        for statement in (finding.a, finding.b):
            yield f"   “{spoken(statement)}” {statement.citation}"


def change(entry: Entry) -> str:
    """“25%（2020年）→ 40%（2025年）”; one side alone where there is no other."""
    before = entry.baseline_text + _year(entry.baseline_year)
    after = entry.target_text + (_year(entry.year) if entry.target else "")
    return " → ".join(side for side in (before * bool(entry.baseline), after) if side) or "—"


def _year(year: int | None) -> str:
    return "" if year is None else f"（{year}年）"


def _remarks(entry: Entry) -> str:
    return "".join(f"，{word}" for word in (entry.nature, kind(entry)) if word)


def kind(entry: Entry) -> str:
    """Whether an entry is a target or a result of the past."""
    return "已完成" if entry.achieved else "目标"


def spoken(statement: Statement) -> str:
    """A place's words on one line; the cells of a table's row with a bar between."""
    words = (" ".join(line.split()) for line in statement.quote.splitlines())
    return ("｜" if statement.row is not None else "").join(filter(None, words))


def mark(plan: Plan) -> str:
    """What stands before an invented sample's words; empty for a real plan."""
    return f"【{FICTIONAL}】" if plan.fictional else ""


def rows(registry: Registry) -> list[Sequence[str]]:
    """The entries as a table, its header first; values as printed."""
    return [COLUMNS, *map(_row, registry.entries)]


def _row(entry: Entry) -> Sequence[str]:
    return (
        entry.name,
        mark(entry.plan) + entry.plan.title,
        entry.baseline_text,
        str(entry.baseline_year or "") if entry.baseline else "",
        entry.target_text,
        str(entry.year or ""),
        entry.unit or "",
        entry.nature or "",
        entry.scope,
        kind(entry),
        "\n".join(entry.citations),
        "\n".join(dict.fromkeys(map(spoken, entry.statements))),
        "\n".join(note.text for note in entry.notes),
    )


def finding_rows(findings: Sequence[Finding]) -> list[Sequence[str]]:
    """The findings as a table, its header first."""
    return [FINDING_COLUMNS, *map(_finding, findings)]


def _finding(finding: Finding) -> Sequence[str]:
    a, b = finding.a, finding.b
    plan = mark(a.plan) + a.plan.title
    return (finding.title, plan, a.name, spoken(a), a.citation, spoken(b), b.citation)


def as_xlsx(registry: Registry) -> bytes:
    """A workbook: the entries, and the places that state one target."""
    return write_xlsx({"指标与目标": rows(registry), "多处表述": finding_rows(registry.findings)})


def as_csv(registry: Registry) -> bytes:
    """The entries alone."""
    return write_csv(rows(registry))
