"""Linked statements of a plan → the entries of its registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Nature, Note, Plan, Value
from search.findings import aspects
from search.statements import Statement, printed_value
from search.subjects import one_character_apart


@dataclass(frozen=True, slots=True)
class Entry:
    """One target of one plan, or one result: all places that say the same of the same.

    Places that differ in anything but their wording have entries of their own,
    tied by a `Finding`. `name` is the table's where there is one, `names` all as
    printed. Of a result (`achieved`) only the baseline is there. `statements`
    are the places, the table's row first.
    """

    plan: Plan
    name: str
    names: tuple[str, ...]
    scope: str
    baseline: Value | None
    baseline_year: int | None
    target: Value | None
    year: int | None
    deadline: str | None
    unit: str | None
    nature: Nature | None
    operator: str
    cumulative: bool
    achieved: bool
    statements: tuple[Statement, ...]

    @property
    def baseline_text(self) -> str:
        """The baseline for reading, see `printed_value`; empty when there is none."""
        if self.baseline is None:
            return ""
        first = self.statements[0]
        cumulative = self.achieved and self.cumulative
        return printed_value(replace(first, value=self.baseline, cumulative=cumulative))

    @property
    def target_text(self) -> str:
        """The target for reading; of a target without a value its deadline; empty for a result."""
        return "" if self.achieved else self.statements[0].printed

    @property
    def notes(self) -> tuple[Note, ...]:
        """The remarks of the table that qualify it (备注)."""
        row = self.statements[0].row
        return row.notes if row is not None else ()

    @property
    def due(self) -> int | None:
        """The year of the target, or of the result, as printed; None where none is."""
        return self.baseline_year if self.achieved else self.year

    @property
    def citations(self) -> tuple[str, ...]:
        """Where it is stated, in the official wording, each place once."""
        return tuple(dict.fromkeys(statement.citation for statement in self.statements))


def entries(plan: Plan, linked: Sequence[Sequence[Statement]]) -> list[Entry]:
    """One entry for each set of places that say the same; results of a row's go with the row."""
    clusters = [cluster for group in linked for cluster in _clusters(group)]
    results = {c[0].row.start: c[1:] for c in clusters if c[0].achieved and c[0].row is not None}
    return [
        _entry(plan, [*cluster, *_results_of(cluster[0], results)])
        for cluster in clusters
        if not (cluster[0].achieved and cluster[0].row is not None)
    ]


def _results_of(
    first: Statement, results: Mapping[int, Sequence[Statement]]
) -> Sequence[Statement]:
    return () if first.row is None else results.get(first.row.start, ())


def _clusters(group: Sequence[Statement]) -> list[list[Statement]]:
    """The statements of a group that differ in nothing but how firmly a figure is worded."""
    found: list[list[Statement]] = []
    for statement in group:
        home = next((each for each in found if _same(each[0], statement)), None)
        if home is None:
            found.append([statement])
        else:
            home.append(statement)
    return found


def _same(a: Statement, b: Statement) -> bool:
    differing = aspects(a, b)
    return not differing or (differing == ("wording",) and a.number is not None)


def _entry(plan: Plan, places: Sequence[Statement]) -> Entry:
    first, row = places[0], places[0].row
    result = first.value if first.achieved else None
    return Entry(
        plan=plan,
        name=first.name or first.quote,  # a sentence may state a figure of nothing named
        names=tuple(dict.fromkeys(statement.name for statement in places)),
        scope=first.subject.scope,
        baseline=row.baseline if row else result,
        baseline_year=row.baseline_year if row else first.year if first.achieved else None,
        target=None if first.achieved else first.value,
        year=None if first.achieved else first.year,
        deadline=first.deadline,
        unit=first.unit,
        nature=next((s.nature for s in places if s.nature), None),
        operator=next((s.operator for s in places if s.operator), ""),
        cumulative=first.cumulative,
        achieved=first.achieved,
        statements=tuple(places),
    )


def rivals(a: Entry, b: Entry) -> bool:
    """Whether two entries may be one target with two figures: a table against its prose."""
    first, second = a.statements[0], b.statements[0]
    same = (first.achieved, first.due, first.unit) == (second.achieved, second.due, second.unit)
    return same and one_character_apart(first.subject, second.subject)
