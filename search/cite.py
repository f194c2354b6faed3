"""The official wording of a citation: 《规划名称》第六章第四节."""

from corpus.model import Plan, Section
from corpus.numerals import chinese_numeral
from indexer.model import Passage

_DIVISIONS = {"chapter": "章", "section": "节", "article": "条"}


def citation(plan: Plan, passage: Passage) -> str:
    """The plan and the place of a passage, from the outside in.

    Numbers of 章, 节 and 条 are written in Chinese whatever the print (第4节 →
    第四节); a numbered heading is quoted; a project and a table's row are 第N项.
    """
    path = "".join(_place(section) for section in plan.path(passage.section))
    return f"《{plan.title}》{path}{_in_table(plan, passage)}"


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


def _in_table(plan: Plan, passage: Passage) -> str:
    if passage.table is None:
        return ""
    name = plan.tables[passage.table].number or "表"
    if passage.row is None:
        return f"{name}备注"
    printed = [
        i.ordinal for i in plan.indicators if (i.table, i.row) == (passage.table, passage.row)
    ]
    return f"{name}第{(printed or [''])[0] or passage.row}项"
