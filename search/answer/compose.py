"""A question and what was found → an `Answer`, put together from the plans' own words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.text import fold
from search.answer.asked import Asked, read_asked
from search.answer.check import named, verdict
from search.answer.choose import LOOKED_AT, Candidate, candidates, chosen, clear
from search.answer.cites import Cites
from search.answer.evidence import Evidence, gather
from search.answer.kin import apart, elsewhere, indicator, kin, led
from search.answer.model import Answer, Claim, Figure, Status
from search.answer.near import Near
from search.answer.outline import no_such_part, part_claims
from search.answer.phrase import said, stated, values, worded
from search.answer.places import places
from search.answer.question import FIGURE_KINDS, Question, read_question
from search.answer.refusal import Refusal, refuse
from search.answer.sentences import defined, told
from search.answer.sources import Sources
from search.answer.spans import whole_sentence
from search.answer.table import table_claims
from search.answer.times import of_years
from search.entries import Entry
from search.model import Filters, Hit, Query
from search.parts import Part
from search.render import titled
from search.retrieve import chapter_names
from search.statements import Statement

_WITHOUT: frozenset[Status] = frozenset(("not_in_plans", "no_figure"))
"""Refusals for want of words, not of the right place or year."""

_NOTHING: dict[Status, str] = {
    "not_in_plans": "规划里没有查到相关内容。",
    "no_figure": "规划没有给出这个数值。",
    "other_year": "规划没有给出这一年的数值。",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What search found for a query: the plans that may answer, hits, parts to tell whole.

    `near` is how near the sentences of the hits come to its words; `absent` as in `Listing`.
    """

    query: Query
    filters: Filters
    plans: tuple[str, ...]
    hits: tuple[Hit, ...]
    parts: tuple[Part, ...]
    near: Near
    absent: bool = False

    @property
    def own(self) -> tuple[Hit, ...]:
        """The hits that may answer; those of other plans than the one named are only shown."""
        return tuple(hit for hit in self.hits if hit.plan.id in self.plans)


def compose(found: Found, sources: Sources) -> Answer:
    """The answer with its proof, or a refusal."""
    question = read_question(found.query)
    cites = Cites(found.hits, sources)
    claims = _listed(question, found, sources, cites)
    if claims:
        return _answer(question, found, cites, "answered", claims)
    missing = no_such_part(found.query.outline, found.own) if found.absent else ""
    if missing:
        return _answer(question, found, cites, "not_in_plans", [], text=missing)
    question = _keyed(question, found, sources)
    refusal = _refusal(question, found, sources)
    if refusal is not None:
        return _answer(question, found, cites, refusal.status, [], text=refusal.text)
    return _answered(question, found, sources, cites)


def _answer(  # noqa: PLR0913
    question: Question,
    found: Found,
    cites: Cites,
    status: Status,
    claims: Sequence[Claim],
    notes: Sequence[Claim] = (),
    text: str = "",
) -> Answer:
    claims = [_of_plan(claim, found, cites) for claim in claims]
    return Answer(
        query=found.query,
        kind=question.kind,
        status=status,
        text="\n".join(c.text for c in claims) or text or _NOTHING[status],
        claims=tuple(claims),
        notes=tuple(notes),
        hits=tuple(cites.hits),
    )


def _keyed(question: Question, found: Found, sources: Sources) -> Question:
    """Keywords that name an indicator and a year or place ask for its figure (PM2.5 2025)."""
    if question.kind != "measures" or not question.keywords or not found.own:
        return question
    passage = found.own[0].passage
    stated_there = sources.stated_in(passage.plan_id, passage.start, passage.end)
    asked = bool(indicator(question)) or any(
        named(question, entry, sources.lookup) for entry, _ in stated_there
    )
    bounded = bool(question.years) or bool(places(question.words, [found.own[0].plan]))
    return replace(question, kind="figure") if bounded and asked else question


def _refusal(question: Question, found: Found, sources: Sources) -> Refusal | None:
    refusal = refuse(*weighed(found, sources), found.hits)
    if refusal is None or refusal.status not in _WITHOUT or question.kind not in FIGURE_KINDS:
        return refusal
    best = _candidates(question, found, sources)
    if clear(question, best) and kin(question, [best[0].entry], found.query.expansions) == "same":
        return None  # lay words name the subject, which the refusal cannot see
    return refusal


def _candidates(question: Question, found: Found, sources: Sources) -> list[Candidate]:
    """The entries that pass the filters, best first."""
    return [
        c
        for c in candidates(question, found.plans, found.hits, sources)
        if any(_takes(found.filters, s) for s in c.entry.statements)
    ]


def needs_leave(found: Found, sources: Sources) -> bool:
    """Whether the answer may be refused: lists from table, glossary and outline may not."""
    cites = Cites(found.hits, sources)
    return not _listed(read_question(found.query), found, sources, cites)


def weighed(found: Found, sources: Sources) -> tuple[Asked, list[Evidence]]:
    """What the question asks, and what the hits and the registry hold against it."""
    plans = {hit.plan.id: hit.plan for hit in found.hits}.values()
    asked = read_asked(found.query, plans, sources.rarity)
    matches = sources.lookup.matches(found.query.searched, found.plans, LOOKED_AT)
    return asked, gather(asked, found.hits, matches, found.near)


def _of_plan(claim: Claim, found: Found, cites: Cites) -> Claim:
    """The claim with the plan it is of, where that may be mistaken."""
    plan = cites.hits[claim.cited[0].hit].plan
    misnamed = bool(found.query.plans) and plan.id not in found.query.plans
    if len(found.plans) > 1 or plan.fictional or misnamed:
        return replace(claim, text=f"{titled(plan)}：{claim.text}")
    return claim


def _answered(question: Question, found: Found, sources: Sources, cites: Cites) -> Answer:
    if question.kind in FIGURE_KINDS or _is_of_an_entry(question, found, sources):
        return _figures(question, found, sources, cites)
    return _told(question, found, sources, cites, "not_in_plans")


def _told(
    question: Question, found: Found, sources: Sources, cites: Cites, otherwise: Status
) -> Answer:
    """The best passages, or a refusal where none can answer."""
    claims = told(question, found.own, sources, cites)
    return _answer(question, found, cites, "answered" if claims else otherwise, claims)


def _is_of_an_entry(question: Question, found: Found, sources: Sources) -> bool:
    """Whether an indicator is what is nearest to the question, whatever its words."""
    if question.kind != "measures" or not found.own:
        return False
    first = found.own[0]
    if first.passage.kind == "table_row":
        return True
    best = whole_sentence(first)
    stated_there = sources.stated_in(first.plan.id, best.start, best.end)
    return not question.how and any(named(question, e, sources.lookup) for e, _ in stated_there)


def _figures(question: Question, found: Found, sources: Sources, cites: Cites) -> Answer:
    best = _candidates(question, found, sources)
    entries = [c.entry for c in chosen(question, best, sources)]
    if not entries:
        return _told(question, found, sources, cites, "no_figure")
    near = kin(question, entries, found.query.expansions)
    if near == "other":
        text = apart(question, entries[0])
        return _answer(question, found, cites, "not_in_plans", [], text=text)
    given = [e for e in entries if of_years(question, e) and not elsewhere(question, e)]
    if not given:
        return _answer(question, found, cites, "other_year", [])
    if question.kind == "change":  # where it started is of another year than the one named
        given += [e for e in entries if e not in given and e.achieved]
    given += [o for e in given for o in sources.differing(e) if o not in given]
    claims = [claim for entry in given if (claim := _claim(question, entry, sources, cites))]
    if not claims:
        return _answer(question, found, cites, "no_figure", [])
    claims = verdict(question, given, claims, sources.lookup)
    if near == "near":
        claims = [replace(claims[0], text=led(question, given[0], claims[0].text)), *claims[1:]]
    return _answer(question, found, cites, "answered", claims, list(_notes(given, cites)))


def _takes(filters: Filters, statement: Statement) -> bool:
    """Whether a statement passes the filters that passages must pass."""
    kind = "paragraph" if statement.row is None else "table_row"
    if filters.kinds is not None and kind not in filters.kinds:
        return False
    if filters.chapters is None:
        return True
    wanted = {fold(chapter).strip() for chapter in filters.chapters}
    return not wanted.isdisjoint(chapter_names(statement.chapter))


def _claim(question: Question, entry: Entry, sources: Sources, cites: Cites) -> Claim | None:
    cited = [c for s in entry.statements for c in cites.of_statement(s)]
    figures = dict.fromkeys([*values(question, entry), *_beside(question, entry, sources)])
    return cites.claim(worded(question, entry), cited, figures)


def _beside(question: Question, entry: Entry, sources: Sources) -> Iterator[Figure]:
    """What the quoted sentence states besides, where more than one figure is asked for."""
    first = entry.statements[0]
    if question.manifold and first.row is None:
        span = said(first)
        for _, statement in sources.stated_in(entry.plan.id, span.start, span.end):
            yield from stated(statement)


def _notes(entries: Sequence[Entry], cites: Cites) -> Iterator[Claim]:
    """The remarks of the rows (备注), each once."""
    seen: set[int] = set()
    for entry in entries:
        for note in entry.notes:
            if note.start not in seen:
                seen.add(note.start)
                claim = cites.claim(note.text, cites.of_words(entry.plan, note.start, note.end))
                yield from [claim] if claim else []


def _listed(question: Question, found: Found, sources: Sources, cites: Cites) -> list[Claim]:
    """Answers from the table's natures, the glossary and the outline."""
    ways: Iterable[Callable[[], list[Claim]]] = (
        lambda: table_claims(question, found.plans, sources, cites),
        lambda: defined(question, found.query, found.own, cites),
        lambda: part_claims(question, found.parts, cites),
    )
    return next((claims for way in ways if (claims := way())), [])
