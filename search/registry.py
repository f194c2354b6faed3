"""The registry of indicators and targets across plans (指标与目标总表)."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Plan
from corpus.text import fold
from search.entries import Entry, entries
from search.findings import Finding, findings, groups
from search.lookup import Lookup, Match
from search.retrieve import chapter_names
from search.statements import Statement, statements


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entries to take; None takes all. A chapter goes by its label, number or title.

    A year is that of the target, or of a result; `achieved` takes results or targets alone.
    """

    plans: tuple[str, ...] | None = None
    chapters: tuple[str, ...] | None = None
    natures: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    achieved: bool | None = None

    def takes(self, entry: Entry) -> bool:
        """Whether an entry passes; of its places one in a chosen chapter is enough."""
        return (
            (self.plans is None or entry.plan.id in self.plans)
            and (self.natures is None or entry.nature in self.natures)
            and (self.years is None or entry.due in self.years)
            and (self.achieved is None or entry.achieved is self.achieved)
            and any(map(self._in_chapter, entry.statements))
        )

    def _in_chapter(self, statement: Statement) -> bool:
        if self.chapters is None:
            return True
        wanted = {fold(chapter).strip() for chapter in self.chapters}
        return not wanted.isdisjoint(chapter_names(statement.chapter))


@dataclass(frozen=True, slots=True)
class Registry:
    """All targets and results of some plans; `findings` are places that state one target."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, plans: Iterable[Plan]) -> "Registry":
        """Read the tables and the prose of the plans."""
        listed: list[Entry] = []
        found: list[Finding] = []
        for plan in plans:
            linked = groups(statements(plan))
            listed += entries(plan, linked)
            found += [finding for group in linked for finding in findings(group)]
        return cls(tuple(listed), tuple(found))

    def select(self, selection: Selection) -> "Registry":
        """The entries that pass, and the findings that one of their places is in."""
        taken = tuple(entry for entry in self.entries if selection.takes(entry))
        places = {_place(statement) for entry in taken for statement in entry.statements}
        found = (f for f in self.findings if not places.isdisjoint((_place(f.a), _place(f.b))))
        return Registry(taken, tuple(found))

    def lookup(self, text: str) -> list[Match]:
        """The entries whose names match a question, best first; keep a `Lookup` to ask many."""
        return Lookup(self.entries).matches(text)


def _place(statement: Statement) -> tuple[str, int, int, str]:
    """Two targets may stand in the same words (分别达到97%、90%)."""
    return (statement.plan.id, statement.start, statement.end, statement.name)
