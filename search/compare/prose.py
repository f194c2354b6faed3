"""Targets of prose → statements; what only looks like a target is left out.

A clause runs from one comma, semicolon or full stop to the next. Its words say what the
target is about also where its subject, as read, is short (“完成|全部|……排查”).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from corpus.model import Definition, Plan, Span, Target
from corpus.text import fold
from search.compare import names
from search.compare.sentences import looks_back
from search.compare.statement import Statement, is_assigned, printed_value, quantity
from search.compare.weight import in_projects, is_firm, is_wish

_MONTH = re.compile(r"(?:年|[-.])\s*([0-9]{1,2})\s*月")
_WHEN = re.compile(r"(?:力争)?到?(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:年?[底末])?(?:之?前|起)?")
_AMOUNT = re.compile(r"(?<![A-Za-z0-9.])[0-9]+(?:\.[0-9]+)?[%％]?")
_CUTS = "，。；！？：\n"
_CEILING = re.compile(r"以内|以下|不超过|不高于|不大于|控制在|降低?[到至]|低于|[<≤]")
_FLOOR = re.compile(r"不低于|不少于")
_COMPARES = re.compile(r"大于|小于|高于|低于|超过|不足|以上|以下|不低于|不少于")
_MEASURE = re.compile(r"(?:率|量|比例|比重|占比|浓度|面积|指数)$")
_LEAST_SUBJECT = 4
"""A subject with a shorter key says too little, unless it names a measure (绿化率); the clause
speaks for it."""


def clause(plan: Plan, target: Target) -> Span:
    """The clause that holds a target, without white space around it."""
    text = plan.text
    start = max(text.rfind(cut, 0, target.start) for cut in _CUTS) + 1
    ends = (text.find(cut, target.end) for cut in _CUTS)
    end = min((at for at in ends if at >= 0), default=len(text))
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


def goals(plan: Plan, terms: Iterable[Definition]) -> tuple[Statement, ...]:
    """What the prose sets, not of the past: figures, deadlines, and ends in words (清零)."""
    terms = tuple(terms)
    found: dict[tuple[str, float | None, int], Statement] = {}
    for target in _shared_out(plan.targets):
        if _sets(plan, target):
            made = of_prose(plan, target, terms)
            found.setdefault((made.name, made.number, clause(plan, target).start), made)
    return tuple(found.values())


def _shared_out(targets: Iterable[Target]) -> Iterator[Target]:
    """Targets that follow one another with one listed subject, each with its own settlement."""
    for subject, run in groupby(targets, key=lambda target: target.subject):
        group, own = tuple(run), names.shared_out(subject)
        if len(own) == len(group) > 1:
            yield from (replace(t, subject=s, scope="") for t, s in zip(group, own, strict=True))
        else:
            yield from group


def reached(plan: Plan) -> Iterator[Statement]:
    """What the prose says was reached."""
    for target in plan.targets:
        if target.achieved and _counts(target) and not _is_goal(plan, target):
            yield of_prose(plan, target, plan.glossary)


def _sets(plan: Plan, target: Target) -> bool:
    if not _is_goal(plan, target) or looks_back(plan, plan.section_at(target.start)):
        return False
    dated = target.year is not None
    if not _counts(target):
        return not is_wish(_words(plan, target)) and (dated or target.value is not None)
    # “甲县、乙县、丙县3个” counts what it lists
    return dated or not (_bounds(plan, target) or target.subject.count("、") > 1)


def _is_goal(plan: Plan, target: Target) -> bool:
    """A date inside the plan's years is no past, whatever else the sentence looks like."""
    ahead = plan.period is not None and target.year is not None and target.year > plan.period[0]
    return ahead or not target.achieved


def _counts(target: Target) -> bool:
    return target.value is not None and any(c.isdigit() for c in target.value.text)


def _bounds(plan: Plan, target: Target) -> bool:
    """Whether the figure only says whom the rest of the clause is about (大于5000吨的加油站)."""
    rest = clause(plan, target).end - target.end
    compares = _COMPARES.search(plan.text[target.start : target.end])
    return rest > 1 and compares is not None and target.unit != "%"


def _words(plan: Plan, target: Target) -> str:
    span = clause(plan, target)
    return plan.text[span.start : span.end]


def of_prose(plan: Plan, target: Target, terms: Iterable[Definition]) -> Statement:
    """One target as a statement."""
    words, span = _words(plan, target), clause(plan, target)
    spoken = names.plain(_AMOUNT.sub("", _WHEN.sub("", words)), terms, plan.region)
    subject = _subject(target)
    name = names.plain(subject, terms, plan.region)
    whole = len(names.key(name)) < _LEAST_SUBJECT and not _MEASURE.search(subject)
    text = target.value.text if target.value else ""
    number, unit = quantity(text, target.unit)
    bounded = number is not None and _bounds(plan, target)
    threshold = (number, unit or "") if bounded and number is not None else None
    own = words if whole or bounded else plan.text[target.start : target.end]
    return Statement(
        plan_id=plan.id,
        start=span.start if whole or bounded else target.start,
        end=span.end if whole or bounded else target.end,
        name=spoken if whole or bounded else name,
        said=spoken if whole or bounded or number is None else name,
        clause=spoken,
        value=printed_value(text, target.unit, number) or target.deadline or None,
        number=None if bounded else number,
        unit=None if bounded else unit,
        due=_due(target),
        nature=target.nature,
        cumulative=target.cumulative,
        ceiling=bool(_CEILING.search(own)) and not _FLOOR.search(own),
        assigned=is_assigned(own),
        threshold=threshold or (None if number is not None else _threshold(plan, span)),
        in_table=False,
        printed=_WHEN.sub("", words) if whole or bounded else subject,
        firm=is_firm(plan, target),
        project=in_projects(plan, target),
    )


def _threshold(plan: Plan, clause: Span) -> tuple[float, str] | None:
    """The figure that says whom a clause without another figure is about."""
    for target in plan.targets:
        if clause.start <= target.start < clause.end and target.value and _bounds(plan, target):
            number, unit = quantity(target.value.text, target.unit)
            return None if number is None else (number, unit or "")
    return None


def _subject(target: Target) -> str:
    """What is measured with the words that bound it, as far as it does not name them itself."""
    bounded = target.scope in target.subject or names.levels(names.plain(target.subject))
    return target.subject if bounded else target.scope + target.subject


def _due(target: Target) -> tuple[int, int] | None:
    if target.year is None:
        return None
    month = _MONTH.search(fold(target.deadline or ""))
    return target.year, int(month[1]) if month else 12
