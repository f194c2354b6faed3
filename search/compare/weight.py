"""What a target of prose weighs: whether a plan that lacks it lacks something.

Everything that may be a target is kept, because the other plan may say the same; but only
what can be checked, inside the plan's years, is reported where it has no counterpart.
"""

import re

from corpus.model import Plan, Target
from search.compare.statement import is_assigned

_PROJECTS = re.compile(r"重[点大][^，。]{0,4}(?:工程|项目)")
_WHEN = re.compile(r"(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:年?[底末])?(?:之?前|起)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WISH = re.compile(
    r"(?:形成|优化|成效|提升|增强|改善|好转|健康|舒适|稳定|现代化|建成|保障|管控|遏制|扭转|完善)$"
)
"""How a hope ends that nobody can check."""


def is_wish(clause: str) -> bool:
    """Whether a clause without a figure only hopes (产业体系基本形成)."""
    return _WISH.search(clause) is not None


def is_firm(plan: Plan, target: Target) -> bool:
    """Whether the plan can be held to it: dated inside its years, a figure, or handed down."""
    if target.value is not None and any(c.isdigit() for c in target.value.text):
        return not _beyond(plan, target)
    if target.value is not None and is_assigned(target.value.text):
        return True
    dated = target.year is not None and not _beyond(plan, target)
    return dated and not (target.value is None and _borrows(plan, target))


def in_projects(plan: Plan, target: Target) -> bool:
    """Whether it stands in the list of projects (重点工程), which says how, not what."""
    path = plan.path(plan.section_at(target.start))
    return any(_PROJECTS.search(section.title) for section in path)


def _beyond(plan: Plan, target: Target) -> bool:
    """Past the plan's last year: an outlook (展望)."""
    return plan.period is not None and target.year is not None and target.year > plan.period[1]


def _borrows(plan: Plan, target: Target) -> bool:
    """Whether the date is that of a task before it, and no verb says that this is one too."""
    start = max(plan.text.rfind(cut, 0, target.start) for cut in "。\n") + 1
    dates = list(_WHEN.finditer(plan.text, start, target.start))
    between = plan.text[dates[-1].end() : target.start] if dates else ""
    head = between[: max((between.rfind(cut) for cut in "，；"), default=-1) + 1]
    return not target.operator and _HAN.search(head) is not None
