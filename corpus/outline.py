"""Lines → the tree of sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.headings import Heading, read_heading
from corpus.lines import Line
from corpus.model import ParseWarning, Section

_NUMERALS = re.compile(r"[\s0-9０-９〇零一二三四五六七八九十百]+")


@dataclass(frozen=True, slots=True)
class _Found:
    heading: Heading
    line: Line


def outline(lines: Sequence[Line], length: int) -> tuple[Section, ...]:
    """The sections of a text of `length` code points, in order of their headings.

    They nest, and together cover the text: what stands before the first heading
    is the preamble.
    """
    found = list(_headings(lines))
    sections: list[Section] = []
    first = found[0].line.start if found else length
    if first > 0 or not found:
        sections.append(Section("preamble", "", None, "", 1, 0, 0, first))
    open_: list[tuple[int, int]] = []  # (rank, index) of the sections around this place
    for item in found:
        while open_ and open_[-1][0] >= item.heading.rank:
            _close(sections, open_.pop()[1], item.line.start)
        parent = open_[-1][1] if open_ else None
        open_.append((item.heading.rank, len(sections)))
        sections.append(_section(item, len(open_), parent, length))
    return tuple(sections)


def _close(sections: list[Section], index: int, end: int) -> None:
    sections[index] = replace(sections[index], end=end)


def _section(item: _Found, depth: int, parent: int | None, length: int) -> Section:
    heading, line = item.heading, item.line
    inline = heading.lead < len(line.text)
    body = line.start + heading.lead if inline else min(line.end + 1, length)
    return Section(
        kind=heading.kind,
        number=heading.number,
        ordinal=heading.ordinal,
        title=heading.title,
        depth=depth,
        start=line.start,
        body=body,
        end=length,
        parent=parent,
        inline=inline,
    )


def _headings(lines: Sequence[Line]) -> Iterator[_Found]:
    siblings: dict[int, int] = {}  # rank → value of the last numbered item accepted
    for at, line in enumerate(lines):
        if line.block.cell is not None:
            continue
        heading = read_heading(line.text, line.block.level)
        if heading is None or (at == 0 and heading.ordinal is None):
            continue  # the first line, unnumbered, is the document's own title
        if not heading.sure and not _stands_alone(heading, lines, at, siblings):
            continue
        siblings = {r: v for r, v in siblings.items() if r < heading.rank}
        if heading.ordinal is not None:
            siblings[heading.rank] = heading.ordinal
        yield _Found(heading, line)


def _stands_alone(
    heading: Heading, lines: Sequence[Line], at: int, siblings: dict[int, int]
) -> bool:
    """A one-sentence item heads something if text that is no further item follows it."""
    if heading.ordinal is None or heading.ordinal != siblings.get(heading.rank, 0) + 1:
        return False
    following = read_heading(lines[at + 1].text) if at + 1 < len(lines) else heading
    return following is None or following.rank > heading.rank


def numbering_warnings(sections: Sequence[Section]) -> Iterator[ParseWarning]:
    """Repeated and skipped numbers among the headings of one scheme under one parent."""
    last: dict[tuple[int | None, str], Section] = {}
    for section in sections:
        if section.ordinal is None:
            continue
        scheme = (section.parent, _NUMERALS.sub("", section.number))
        before = last.get(scheme)
        last[scheme] = section
        expected = before.ordinal + 1 if before and before.ordinal is not None else 1
        if section.ordinal != expected:
            where = sections[section.parent].label if section.parent is not None else "全文"
            what = _slip(section, before)
            yield ParseWarning("numbering", f"{where}：{what}", section.start, section.body)


def _slip(section: Section, before: Section | None) -> str:
    if before is None:
        return f"第一个标题是「{section.label}」，前面的编号缺失"
    if before.ordinal == section.ordinal:
        return f"「{section.label}」与「{before.label}」编号重复"
    return f"「{before.label}」之后是「{section.label}」，编号不连续"
