"""Where the parts of one plan stand in the index, and which passages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.enumerations import Enumeration, enumerations
from corpus.model import Plan
from corpus.runs import Item
from indexer.index import Index
from indexer.model import Passage
from search.topics import title_shares

_TITLE = 0.6
"""Share of a heading's bigrams that a paragraph must have to name it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a plan that a question asks for, and what it lists: None lists nothing.

    `section` None is the whole plan. `notes` asks for the remarks below its tables instead.
    """

    plan: Plan
    section: int | None
    listed: Enumeration | None
    notes: bool = False


class Places:
    """The passages of one plan by section."""

    def __init__(self, index: Index, plan: Plan) -> None:
        self.index, self.plan, self.enumerations = index, plan, enumerations(plan)
        self.titled = {one.section: one for one in self.enumerations if one.titled}
        self.outer = {one.parent for one in plan.sections}
        self._inside: dict[int, list[int]] = {}
        self.headings: dict[int, int] = {}
        for position, passage in enumerate(index.passages):
            if passage.plan_id != plan.id:
                continue
            if passage.kind == "outline":
                self.headings[passage.section] = position
                continue
            step: int | None = passage.section
            while step is not None:
                self._inside.setdefault(step, []).append(position)
                step = plan.sections[step].parent

    def inside(self, section: int) -> list[int]:
        """All passages of a section, in order."""
        return self._inside.get(section, [])

    def part(self, section: int | None) -> Part:
        """A section and what it lists."""
        return Part(self.plan, section, self.titled.get(section))

    def shown(self, part: Part, *, lists: bool) -> list[int]:
        """The passages that show a part: in order; what is listed first where that is asked for."""
        if part.notes:
            return [at for at, p in enumerate(self.index.passages) if self._is_note(p)]
        if part.section is None:
            return self._contents(None)
        if part.section in self.outer and lists:
            return self._listed_parts(part.section)
        if part.section in self.outer or part.listed is None or (part.listed.titled and not lists):
            return self._contents(part.section)
        items = [at for item in part.listed.items for at in self._touching(part.section, item)]
        rest = self._contents(part.section) if part.listed.titled else []
        return list(dict.fromkeys([*items, *rest]))

    def _touching(self, section: int, item: Item) -> list[int]:
        """The passages of a section that an item stands in."""
        found = ((at, self.index.passages[at]) for at in self.inside(section))
        return [at for at, one in found if one.body < item.end and item.start < one.end]

    def _is_note(self, passage: Passage) -> bool:
        return passage.kind == "note" and passage.plan_id == self.plan.id

    def _below(self, section: int | None) -> list[int]:
        """The sections directly below that have passages; the outermost ones for None."""
        return [
            at
            for at, one in enumerate(self.plan.sections)
            if one.parent == section and one.kind != "preamble" and self.inside(at)
        ]

    def _listed_parts(self, section: int) -> list[int]:
        """As `_contents`; a paragraph that names the parts is first, then they, then the rest."""
        below = self._below(section)
        titles = [self.plan.sections[at].title for at in below]
        starts = [self.inside(at)[0] for at in below]
        contents = self._contents(section)
        naming = [at for at in contents if at not in starts and self._names(at, titles)]
        return list(dict.fromkeys([*naming, *starts, *contents]))

    def _names(self, position: int, titles: Sequence[str]) -> bool:
        """Whether the words of a passage name most of some headings."""
        passage = self.index.passages[position]
        words = self.plan.text[passage.body : passage.end]
        named = sum(title_shares(words, title)[1] >= _TITLE for title in titles)
        return passage.kind != "outline" and named > len(titles) / 2

    def _contents(self, section: int | None) -> list[int]:
        """A heading and where each part below it begins; without parts, all its passages.

        None stands for the whole plan.
        """
        below = self._below(section)
        if section is None:
            return [self.headings.get(at, self.inside(at)[0]) for at in below]
        if not below:
            return self.inside(section)
        starts = [self.inside(at)[0] for at in below]
        lead = [position for position in self.inside(section) if position < starts[0]]
        return [self.headings[section], *lead, *starts]
