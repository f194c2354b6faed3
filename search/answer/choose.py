"""Which entries of the registry a question for a figure means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp

from search.answer.fit import OTHER, fits
from search.answer.question import Question
from search.answer.sources import Sources
from search.answer.spans import whole_sentence
from search.entries import Entry, rivals
from search.lookup import parts
from search.model import Hit

LOOKED_AT = 40
"""How many entries of the best names are weighed."""

DEEP = 5
"""How many hits are evidence."""

PART, SENTENCE, PASSAGE = 0.45, 0.35, 0.2
"""What it adds to an entry that the best part of a sentence of the first hit, or else the whole
sentence, or else its passage, states it; less of the next hits, falling off with their score."""

OWN_WORDS = 0.6
"""How much the question's own words count beside those with what the plans call things."""

FALL = 0.1
"""By how much a hit's score must be lower than the first's for 1 / e of that."""

FITTING = 0.12
"""What it adds that the unit is the one asked for, or takes away that it is another; twice that
prose gives no figure where one is asked for."""

TENSE = 0.15
"""What it takes away that a result stands where a target is asked for, or a target where a
result is; twice where the question says target."""

LEAST = 0.44
"""No entry below this is an answer: of 76 figures found in three test sets the weakest has 0.45, of
74 questions for figures that the plan does not give a third lie below."""

CLEAR = 0.65
"""From here on an entry is meant although the question shares few words with the plan."""

AHEAD = 0.2
"""How far it must be ahead of the next measure for that."""

SHARE = 0.4
"""Of the best score, what a further subject of the question must have."""

NEARLY = 0.8
"""The same for one that differs in its bounds (中心城区, 县城)."""

MOST_PLANS = 5
"""How many plans answer with an entry of one name."""

NEW = 0.4
"""Share of a further subject's name that must stand in the question beside the first's."""

ALIKE = 0.6
"""Share of the pieces of two names in common from which they may be one measure."""

YEARS = 0.1
"""What it adds that an entry has all years asked for."""

IN_TABLE = 0.05
"""What it adds that it is a row of the table of indicators, or bounded as the question is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with its name's match and all evidence together; a higher score is better."""

    entry: Entry
    score: float
    scoped: bool


@dataclass(slots=True)
class _Evidence:
    """What speaks for an entry: its name, 0 to 1, the hits, and whether its bounds are named."""

    entry: Entry
    name: float = 0.0
    near: float = 0.0
    scoped: bool = False


def candidates(
    question: Question, plans: Sequence[str], hits: Sequence[Hit], sources: Sources
) -> list[Candidate]:
    """Entries of plans whose name the question has, or that the first hits state; best first."""
    found: dict[int, _Evidence] = {}
    for text, weight in ((question.words, OWN_WORDS), (question.text, 1 - OWN_WORDS)):
        for match in sources.lookup.matches(text, plans, LOOKED_AT):
            one = found.setdefault(id(match.entry), _Evidence(match.entry))
            one.name += weight * match.score
            one.scoped |= match.scoped
    for entry, worth in _near([hit for hit in hits if hit.plan.id in plans], sources):
        one = found.setdefault(id(entry), _Evidence(entry))
        one.near = max(one.near, worth)
    weighed = (_weighed(question, one) for one in found.values())
    return sorted(weighed, key=lambda c: -c.score)


def _near(hits: Sequence[Hit], sources: Sources) -> Iterator[tuple[Entry, float]]:
    """Entries that the first hits state, with what that is worth."""
    for hit in hits[:DEEP]:
        places = ((PASSAGE, hit.passage), (SENTENCE, whole_sentence(hit)), (PART, hit.best))
        for most, span in places:
            worth = most * exp((hit.score - hits[0].score) / FALL)
            for entry, _ in sources.stated_in(hit.plan.id, span.start, span.end):
                yield entry, worth


def _weighed(question: Question, found: _Evidence) -> Candidate:
    entry = found.entry
    score = found.name + found.near + FITTING * fits(question, entry)
    if question.kind != "change" and question.past != entry.achieved and _timed(entry, question):
        score -= TENSE * (1 + question.goal)
    if question.kind == "deadline":
        score += FITTING * (entry.deadline is not None) - FITTING * (entry.target is not None)
    elif entry.statements[0].row is None and entry.statements[0].number is None:
        score -= 2 * FITTING
    score += IN_TABLE * ((entry.statements[0].row is not None) + found.scoped)
    score += YEARS * bool(question.years and years_of(entry).issuperset(question.years))
    score += YEARS * bool(question.kind == "change" and entry.baseline and entry.target)
    return Candidate(entry, score, found.scoped)


def years_of(entry: Entry) -> set[int | None]:
    """The years that an entry gives something for."""
    return {entry.year, entry.baseline_year, *(s.due for s in entry.statements)}


def _timed(entry: Entry, question: Question) -> bool:
    """Whether the entry is of one time alone: a row has both."""
    return entry.statements[0].row is None and not (entry.achieved and entry.due in question.years)


def chosen(question: Question, found: Sequence[Candidate], sources: Sources) -> list[Candidate]:
    """The entries to answer with: the best one, others of its name, further subjects asked for."""
    found = [one for one in found if fits(question, one.entry) > OTHER]
    if not found or found[0].score < LEAST:
        return []
    first = found[0]
    taken = [first]
    for other in found[1:]:
        if other.score < max(LEAST, SHARE * first.score):
            continue
        if other.entry.plan.id != first.entry.plan.id:
            if _in_another_plan(question, taken, other):
                taken.append(other)
            continue
        if core(other.entry) == core(first.entry):
            if _beside(question, first, other):
                taken.append(other)
        elif (
            rivals(first.entry, other.entry)
            or (
                question.several
                and (_other_bounds(taken, other) or _asked_beside(question, taken, other, sources))
            )
            or _other_year(question, taken, other)
        ):
            taken.append(other)
    return taken


def clear(question: Question, found: Sequence[Candidate]) -> bool:
    """Whether the best entry is meant for certain: of no other unit, far ahead of others."""
    if not found or fits(question, found[0].entry) < 0:
        return False
    first = found[0]
    least = CLEAR + FITTING * (1 - fits(question, first.entry))
    others = (c.score for c in found[1:] if core(c.entry) != core(first.entry))
    return first.score >= least and first.score - next(others, 0.0) >= AHEAD


def _in_another_plan(question: Question, taken: Sequence[Candidate], other: Candidate) -> bool:
    """Whether it says the same of another plan that may answer, too, of each once."""
    first, known = taken[0], {c.entry.plan.id for c in taken}
    same = core(other.entry) == core(first.entry) and _beside(question, first, other)
    new = other.entry.plan.id not in known and len(known) < MOST_PLANS
    return same and new and other.score >= NEARLY * first.score


def _beside(question: Question, first: Candidate, other: Candidate) -> bool:
    """Whether another entry of the same name is asked for, too: its bounds, its time."""
    if first.entry.achieved != other.entry.achieved:
        return False
    if first.entry.scope == other.entry.scope or first.scoped == other.scoped:
        return True
    return question.several and other.scoped


def _other_bounds(taken: Sequence[Candidate], other: Candidate) -> bool:
    """Whether the question bounds itself as the first does and as this one does, too."""
    first, scope = taken[0], other.entry.statements[0].subject.scope
    known = {c.entry.statements[0].subject.scope for c in taken}
    named = bool(scope) and first.scoped and other.scoped and scope not in known
    return named and other.score >= NEARLY * first.score


def _asked_beside(
    question: Question, taken: Sequence[Candidate], other: Candidate, sources: Sources
) -> bool:
    """Whether what sets another name apart stands in the question beside the names taken."""
    rest, names = question.text, frozenset[str]()
    for one in taken:
        rest = _without(rest, core(one.entry))
        names |= parts(core(one.entry))
    own = parts(core(other.entry))
    apart = own - names or own
    known = sources.lookup.weigh(apart & parts(rest))
    return known >= NEW * sources.lookup.weigh(apart)


def _without(text: str, name: str) -> str:
    """A text without what it has of a name: its longest common piece, then those on either side."""
    for size in range(len(name), 1, -1):
        for at in range(len(name) - size + 1):
            before, piece, after = text.partition(name[at : at + size])
            if piece:
                return f"{_without(before, name[:at])} {_without(after, name[at + size :])}"
    return text


def _other_year(question: Question, taken: Sequence[Candidate], other: Candidate) -> bool:
    """Whether it has a year asked for that those taken have not, of nearly the same name."""
    asked = {*question.years, *_ends(question, taken[0].entry)}
    missing = asked.difference(*(years_of(c.entry) for c in taken))
    names = [parts(core(taken[0].entry)), parts(core(other.entry))]
    alike = len(names[0] & names[1]) >= ALIKE * len(names[0] | names[1])
    return alike and not missing.isdisjoint(years_of(other.entry))


def _ends(question: Question, entry: Entry) -> Iterator[int]:
    """The years between which a change lies: the last before the plan's period and its last."""
    if question.kind == "change" and entry.plan.period:
        yield from (entry.plan.period[0] - 1, entry.plan.period[1])


def core(entry: Entry) -> str:
    """What an entry measures, its bounds left out."""
    return entry.statements[0].subject.core
