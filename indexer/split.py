"""Plan → passages: paragraphs, rows and notes of tables, headings with what stands below them."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from corpus.model import Indicator, Plan, Span, Table, Value
from indexer.model import Kind, Passage
from indexer.sentences import clauses, join_short, pack, sentences, whole_sentences

SPLITTER = "2"
"""Changes whenever the same plan would give other passages."""

TARGET_LENGTH = 280
"""How much of a passage the encoder reads at once, in code points, where sentences allow it;
the figures of docs/relevance.md were measured at this length."""

MAX_LENGTH = 800
"""No passage is longer, headings included."""

_FRAGMENT = 30
"""A line shorter than this without a sentence's end is joined to its neighbour."""

_PROJECTS = re.compile(r"(?:工程|项目)$")


def split(plan: Plan) -> tuple[Passage, ...]:
    """The passages of a plan in the order of the text.

    Every character outside headings and the captions and headers of tables
    stands in exactly one passage. Headings are passages of kind `outline`.
    """
    found = [*_outline(plan), *_prose(plan), *_rows(plan), *_notes(plan)]
    return tuple(sorted(found, key=lambda passage: passage.body))


def _outline(plan: Plan) -> Iterator[Passage]:
    """Every heading that others stand below, read together with them."""
    below: dict[int, list[str]] = {}
    for section in plan.sections:
        if section.parent is not None:
            below.setdefault(section.parent, []).append(section.title)
    for at, titles in below.items():
        of = plan.sections[at]
        end = of.start + len(plan.text[of.start : of.body].rstrip())
        if of.kind != "preamble" and end - of.start <= MAX_LENGTH:
            passage = _passage(plan, "outline", at, of.start, [Span(of.start, end)])
            yield replace(passage, reading=f"{of.title}：{'；'.join(titles)}"[:MAX_LENGTH])


def _prose(plan: Plan) -> Iterator[Passage]:
    for section, lines in groupby(_body_lines(plan), key=lambda line: line[0]):
        for start, end in _paragraphs(plan.text, [(s, e) for _, s, e in lines]):
            if plan.text[start:end].strip() == plan.title:
                continue
            at = section[0]
            for windows in _grouped(_windows(plan.text, start, end)):
                body = windows[0].start
                lead = _lead(plan, at, start) if body == start else body
                yield _passage(plan, _kind(plan, at), at, lead, windows)


def _body_lines(plan: Plan) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Lines that are neither headings nor in a table: ((section, tables before), start, end)."""
    headings = [(s.start, s.body) for s in plan.sections if s.kind != "preamble" and not s.inline]
    tables = [(t.start, t.end) for t in plan.tables]
    start = 0
    for line in plan.text.split("\n"):
        end = start + len(line)
        before = bisect_right(tables, (start, len(plan.text)))
        in_table = before > 0 and start < tables[before - 1][1]
        above = bisect_right(headings, (start, len(plan.text)))
        in_heading = above > 0 and start < headings[above - 1][1]
        if not in_heading and not in_table:
            yield (plan.section_at(start), before), start, end
        start = end + 1


def _paragraphs(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Lines as paragraphs: a fragment joins the next full line, or else the one before."""
    paragraphs: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in lines:
        first = start if waiting is None else waiting
        if _is_fragment(text[start:end]):
            waiting = first
        else:
            paragraphs.append((first, end))
            waiting = None
    if waiting is not None:
        first = paragraphs.pop()[0] if paragraphs else waiting
        paragraphs.append((first, lines[-1][1]))
    return paragraphs


def _is_fragment(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) < _FRAGMENT and not stripped.endswith(tuple("。！？；!?;"))


def _lead(plan: Plan, section: int, start: int) -> int:
    """Where the headings that stand directly above `start` begin."""
    for outer in reversed(plan.path(section)):
        if outer.start != start:
            if outer.body != start or outer.kind == "preamble":
                break
            start = outer.start
    return start


def _kind(plan: Plan, section: int) -> Kind:
    *outer, inner = plan.path(section)
    of_projects = any(_PROJECTS.search(s.title) for s in outer)
    return "project" if inner.kind == "item" and of_projects else "paragraph"


def _windows(text: str, start: int, end: int) -> list[Span]:
    """Cut between sentences, and a sentence over the target between clauses."""
    parts: list[Span] = []
    for sentence in whole_sentences(text, start, end):
        if sentence.end - sentence.start <= TARGET_LENGTH:
            parts.append(sentence)
        else:
            parts += clauses(text, sentence, TARGET_LENGTH)
    return join_short(pack(parts, TARGET_LENGTH), _FRAGMENT)


def _grouped(windows: list[Span]) -> Iterator[list[Span]]:
    """Neighbours that fit into one passage."""
    group: list[Span] = []
    for window in windows:
        if group and window.end - group[0].start > MAX_LENGTH:
            yield group
            group = []
        group.append(window)
    yield group


def _rows(plan: Plan) -> Iterator[Passage]:
    indicators = {(i.table, i.row): i for i in plan.indicators}
    for at, table in enumerate(plan.tables):
        for number in table.rows:
            if not (cells := table.row(number)):
                continue
            of = indicators.get((at, number))
            row = Span(of.start, of.end) if of else Span(cells[0].start, cells[-1].end)
            section = plan.section_at(row.start)
            passage = _passage(plan, "table_row", section, row.start, [row])
            headings = f"{passage.headings} {table.number} {table.caption}"
            passage = replace(passage, headings=headings, table=at, row=number)
            if row.end - row.start <= MAX_LENGTH:
                reading = _said(of) if of else _read(table, number)
                # one sentence: cells alone say nothing
                yield replace(passage, reading=reading, sentences=(row,))
                continue
            for windows in _grouped(_windows(plan.text, row.start, row.end)):
                part = _passage(plan, "table_row", section, windows[0].start, windows)
                yield replace(part, headings=headings, table=at, row=number)


def _said(row: Indicator) -> str:
    """An indicator as a sentence. As bare cells, English questions did not find it."""
    total = "累计" if row.cumulative else ""
    parts = [
        f"{year}年{what}{value.text}{_unit(row, value)}{note}"
        for year, what, value, note in (
            (row.target_year, f"{row.name}目标", row.target, total),
            (row.baseline_year, "基准值", row.baseline, ""),
        )
        if value is not None
    ]
    return "，".join([*parts, row.nature or ""]) if parts else row.name


def _unit(row: Indicator, value: Value) -> str:
    """The unit, behind a figure only: “40%”, but “基本消除”."""
    return (row.unit or "") if value.text[-1].isdigit() else ""


def _read(table: Table, number: int) -> str:
    """A row of any other table: its first cell, then each cell behind its column's heading."""
    first, *others = table.row(number)
    return "：".join([first.text, "，".join(table.heading(c.column) + c.text for c in others)])


def _notes(plan: Plan) -> Iterator[Passage]:
    for at, table in enumerate(plan.tables):
        if not table.notes:
            continue
        line = plan.text.rfind("\n", 0, table.notes[0].start) + 1
        start = line + len(plan.text[line:]) - len(plan.text[line:].lstrip())
        section = plan.section_at(start)
        for windows in _grouped(_windows(plan.text, start, table.notes[-1].end)):
            passage = _passage(plan, "note", section, windows[0].start, windows)
            yield replace(passage, headings=f"{passage.headings} {table.number}", table=at)


def _passage(plan: Plan, kind: Kind, section: int, lead: int, windows: list[Span]) -> Passage:
    path = plan.path(section)
    body, end = windows[0].start, windows[-1].end
    return Passage(
        plan_id=plan.id,
        start=lead if end - lead <= MAX_LENGTH else body,
        body=body,
        end=end,
        kind=kind,
        section=section,
        windows=tuple(windows),
        sentences=sentences(plan.text, body, end),
        chapter=path[0].label,
        headings=" ".join(s.label for s in path),
    )
