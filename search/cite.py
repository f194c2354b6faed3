"""The official wording of a citation: 《规划名称》第六章第四节, and where it opens."""

from urllib.parse import urlencode

from corpus.model import Plan, Section, Span
from corpus.numerals import chinese_numeral
from indexer.model import Passage

_DIVISIONS = {"chapter": "章", "section": "节", "article": "条"}


def citation(plan: Plan, passage: Passage) -> str:
    """The plan and the place of a passage, from the outside in.

    Numbers of 章, 节 and 条 are written in Chinese whatever the print (第4节 →
    第四节); a numbered heading is quoted; a project and a table's row are 第N项.
    """
    return f"{_headings(plan, passage.section)}{_in_table(plan, passage.table, passage.row)}"


def citation_at(plan: Plan, offset: int) -> str:
    """The same for the code point at `offset` of the plan's text."""
    inside = [at for at, table in enumerate(plan.tables) if table.start <= offset < table.end]
    table = inside[-1] if inside else None
    rows = [i.row for i in plan.indicators if i.table == table and i.start <= offset < i.end]
    headings = _headings(plan, plan.section_at(offset))
    return f"{headings}{_in_table(plan, table, rows[0] if rows else None)}"


def _headings(plan: Plan, section: int) -> str:
    return f"《{plan.title}》" + "".join(_place(above) for above in plan.path(section))


def _place(section: Section) -> str:
    if section.ordinal is None:
        return section.label if section.kind == "preamble" else f"“{section.label}”"
    if section.kind in _DIVISIONS:
        return f"第{chinese_numeral(section.ordinal)}{_DIVISIONS[section.kind]}"
    if section.kind in ("part", "annex"):
        return section.number
    if section.inline:
        return f"第{section.ordinal}项"
    return f"“{section.label}”"


def _in_table(plan: Plan, table: int | None, row: int | None) -> str:
    if table is None:
        return ""
    name = plan.tables[table].number or "表"
    if row is None:
        return f"{name}备注"
    printed = [i.ordinal for i in plan.indicators if (i.table, i.row) == (table, row)]
    return f"{name}第{(printed or [''])[0] or row}项"


def address(plan_id: str, span: Span | None = None) -> str:
    """The address of a plan, or of a place in it, in the app; relative to any of its pages."""
    place = {} if span is None else {"start": span.start, "end": span.end}
    return "plan?" + urlencode({"plan": plan_id, **place})
