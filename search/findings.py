"""Statements of one target in several places of a plan: linked and compared, never merged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from search.statements import Statement
from search.subjects import one_measure

Aspect = Literal["value", "scope", "denominator", "name", "wording"]
"""What may differ, the gravest first."""

ASPECT_NAMES: dict[Aspect, str] = {
    "value": "数值",
    "scope": "范围",
    "denominator": "分母",
    "name": "名称",
    "wording": "措辞",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Two places that state one target; `aspects` is empty where they agree.

    `a` is the table's row where there is one, else the earlier place.
    """

    a: Statement
    b: Statement
    aspects: tuple[Aspect, ...]

    @property
    def title(self) -> str:
        """“数值、范围不同”, or “一致”."""
        if not self.aspects:
            return "一致"
        return "、".join(ASPECT_NAMES[aspect] for aspect in self.aspects) + "不同"


def linked(a: Statement, b: Statement) -> bool:
    """Whether two statements of one plan may speak of one target: same measure, year and unit.

    Without any year only equal values tell that one is meant.
    """
    return (
        a.achieved == b.achieved
        and a.due == b.due
        and (a.due is not None or a.printed == b.printed)
        and a.changes == b.changes
        and (a.unit == b.unit or a.number is None or b.number is None)
        and (a.number is None) >= (b.value is None)
        and (b.number is None) >= (a.value is None)
        and not _one_sentence(a, b)
        and one_measure(a.subject, b.subject)
    )


def _one_sentence(a: Statement, b: Statement) -> bool:
    """Figures of one sentence are a change (由7个月增加到11个月) or a list, no repetition."""
    first, second = sorted((a, b), key=_start)
    return not any(end in a.plan.text[first.end : second.start] for end in "。；\n")


def _start(statement: Statement) -> int:
    return statement.start


def groups(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements that `linked` holds together with the first of their group, in order."""
    found: list[list[Statement]] = []
    for statement in statements:
        home = next((group for group in found if linked(group[0], statement)), None)
        if home is None:
            found.append([statement])
        else:
            home.append(statement)
    return found


def aspects(a: Statement, b: Statement) -> tuple[Aspect, ...]:
    """In what two statements of one target differ, the gravest first."""
    return tuple(aspect for aspect, differs in _TESTS.items() if differs(a, b))


def findings(group: Sequence[Statement]) -> Iterator[Finding]:
    """The first statement of a group beside each other one."""
    for other in group[1:]:
        differing = aspects(group[0], other)
        if not _two_targets(group[0], other, differing):
            yield Finding(group[0], other, differing)


def _two_targets(a: Statement, b: Statement, differing: Sequence[Aspect]) -> bool:
    """Whether each of two bounds has a value of its own: 县级城市 90%, 县级以上城市 97%."""
    bounded = bool(a.subject.scope) and bool(b.subject.scope)
    return "value" in differing and "scope" in differing and bounded


def _value(a: Statement, b: Statement) -> bool:
    """Two figures, or a figure and a word; two words are a matter of wording."""
    if a.number is None and b.number is None:
        return False
    return a.number != b.number


def _scope(a: Statement, b: Statement) -> bool:
    return a.subject.scope != b.subject.scope


def _denominator(a: Statement, b: Statement) -> bool:
    return a.subject.whole != b.subject.whole


def _name(a: Statement, b: Statement) -> bool:
    """One is misprinted (非石化能源) or says more (地表水劣V类水体, 劣V类水体)."""
    return a.subject.core != b.subject.core


def _wording(a: Statement, b: Statement) -> bool:
    """Firmer or softer; of targets without a figure the words are the value."""
    if a.number is None and b.number is None:
        return a.printed != b.printed
    return a.modal != b.modal


_TESTS: dict[Aspect, Callable[[Statement, Statement], bool]] = {
    "value": _value,
    "scope": _scope,
    "denominator": _denominator,
    "name": _name,
    "wording": _wording,
}
