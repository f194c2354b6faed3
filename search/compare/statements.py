"""All that a plan states: rows of indicator tables, targets of prose."""

from collections.abc import Iterable

from corpus.model import Definition, Indicator, Plan, Value
from corpus.text import fold
from search.compare import names
from search.compare.prose import goals, reached
from search.compare.statement import Statement, is_assigned, printed_value, quantity

_CEILING = ("<", "≤", "不超过", "不高于")


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
    return (*rows, *goals(plan, terms))


def results(plan: Plan) -> tuple[Statement, ...]:
    """What the plan says was reached: baselines of tables, and prose."""
    rows = [
        _of_row(plan, row, row.baseline, row.baseline_year, plan.glossary)
        for row in plan.indicators
        if row.baseline is not None
    ]
    return (*rows, *reached(plan))


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
        clause=name + value,
        value=printed_value(value, row.unit, number) + ("（五年累计）" if row.cumulative else ""),
        number=number,
        unit=unit,
        due=(year, 12) if year else None,
        nature=row.nature,
        cumulative=row.cumulative,
        ceiling=fold(value).startswith(_CEILING),
        assigned=is_assigned(value),
        threshold=None,
        in_table=True,
        printed=row.name,
    )
