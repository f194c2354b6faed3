"""What answers are drawn from, read once for an index: statements and passages by their place."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter

from indexer.model import Passage
from search.answer.asked import Rarity
from search.entries import Entry
from search.findings import Finding
from search.lookup import Lookup
from search.registry import Registry
from search.statements import Statement

Place = tuple[str, int, int, str]


class Sources:
    """The registry and the passages of an index, by place; how rare its words are."""

    def __init__(self, registry: Registry, passages: Sequence[Passage], rarity: Rarity) -> None:
        self.rarity = rarity
        self.entries = registry.entries
        self.lookup = Lookup(registry.entries)
        self._passages: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in sorted(passages, key=attrgetter("start")):
            if passage.kind != "outline":
                self._passages[passage.plan_id].append(passage)
        self._stated: defaultdict[str, list[tuple[int, Entry, Statement]]] = defaultdict(list)
        for entry in registry.entries:
            for statement in entry.statements:
                self._stated[entry.plan.id].append((statement.start, entry, statement))
        for listed in self._stated.values():
            listed.sort(key=_first)
        self._findings: defaultdict[Place, list[Finding]] = defaultdict(list)
        for finding in registry.findings:
            for side in (finding.a, finding.b):
                self._findings[place(side)].append(finding)
        self._owner = {place(s): entry for entry in registry.entries for s in entry.statements}

    def stated_in(self, plan_id: str, start: int, end: int) -> Iterator[tuple[Entry, Statement]]:
        """The statements that begin in a place, in order."""
        listed = self._stated[plan_id]
        for at in range(bisect_right(listed, start - 1, key=_first), len(listed)):
            first, entry, statement = listed[at]
            if first >= end:
                return
            yield entry, statement

    def passage(self, plan_id: str, offset: int) -> Passage | None:
        """The passage that holds the code point at `offset`; None where no passage does."""
        listed = self._passages[plan_id]
        at = bisect_right(listed, offset, key=attrgetter("start")) - 1
        return listed[at] if at >= 0 and offset < listed[at].end else None

    def differing(self, entry: Entry) -> Iterator[Entry]:
        """Entries that state the same target of the same plan differently, each once."""
        seen = {id(entry)}
        for statement in entry.statements:
            for finding in self._findings[place(statement)]:
                for side in (finding.a, finding.b):
                    other = self._owner[place(side)]
                    if finding.aspects and id(other) not in seen:
                        seen.add(id(other))
                        yield other


def place(statement: Statement) -> Place:
    """What tells two statements apart: two may stand in the same words (分别达到97%、90%)."""
    return (statement.plan.id, statement.start, statement.end, statement.name)


def _first(item: tuple[int, Entry, Statement]) -> int:
    return item[0]
