"""Lines → the tree of sections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.accepted import accepted
from corpus.contents import Found, without_contents
from corpus.headings import Heading, is_bare, is_title, read_heading, without_leader
from corpus.lines import Line
from corpus.model import ParseWarning, Section
from corpus.schemes import ranks

_NUMERALS = re.compile(r"[\s0-9０-９〇零一二三四五六七八九十百①-⑳]+")
_PLAIN = re.compile(r"[^，。；：！？、,:;!?（）()〔〕]{4,30}")
_DATE = re.compile(r"[0-9〇一二三四五六七八九十]+\s*月\s*[0-9一二三四五六七八九十]+\s*日")


@dataclass(frozen=True, slots=True)
class _Open:
    """A section that holds the place reached: its scheme, number and index."""

    scheme: str
    ordinal: int | None
    inline: bool
    index: int


def outline(lines: Sequence[Line], length: int, title: str = "") -> tuple[Section, ...]:
    """The sections of a text of `length` code points, in order of their headings.

    They nest, and together cover the text: what stands before the first heading
    is the preamble. An unnumbered heading that repeats the `title` is the document's own.
    """
    candidates = without_contents(list(_candidates(lines, title)), lines)
    rank = ranks([c.heading for c in candidates], [c.level for c in candidates])
    found = list(accepted(candidates, lines, rank))
    found = list(_with_unnumbered(found, lines, rank))
    sections: list[Section] = []
    first = found[0].start if found else length
    if first > 0 or not found:
        sections.append(Section("preamble", "", None, "", 1, 0, 0, first))
    open_: list[_Open] = []  # the sections around this place
    for item in found:
        heading = item.heading
        for closed in reversed(open_[(keep := _keep(item, open_, rank)) :]):
            sections[closed.index] = replace(sections[closed.index], end=item.start)
        del open_[keep:]
        parent = open_[-1].index if open_ else None
        open_.append(_Open(heading.scheme, heading.ordinal, item.inline, len(sections)))
        sections.append(_section(item, len(open_), parent, length))
    return tuple(sections)


def _keep(item: Found, open_: Sequence[_Open], rank: Mapping[str, float]) -> int:
    """How many of the open sections, from the outside, hold a heading too."""
    scheme, ordinal = item.heading.scheme, item.heading.ordinal
    same = [at for at, one in enumerate(open_) if one.scheme == scheme]
    counted = [at for at in same if ordinal is not None and open_[at].ordinal == ordinal - 1]
    if counted:
        return counted[-1]
    box = max((at for at, one in enumerate(open_) if one.scheme == "专栏"), default=-1)
    in_box = box >= 0 and ordinal == 1 and rank[scheme] > rank["专栏"]
    if same and not (in_box and same[-1] < box):
        return same[-1]
    keep = len(open_)
    if scheme == "专栏":  # stands wherever the reader should see it, below any heading
        while keep and open_[keep - 1].inline:
            keep -= 1
        return keep
    while keep > (box + 1 if in_box else 0) and rank[open_[keep - 1].scheme] >= rank[scheme]:
        keep -= 1
    return keep


def _section(item: Found, depth: int, parent: int | None, length: int) -> Section:
    heading = item.heading
    return Section(
        kind=heading.kind,
        number=heading.number,
        ordinal=heading.ordinal,
        title=heading.title,
        depth=depth,
        start=item.start,
        body=min(item.body, length),
        end=length,
        parent=parent,
        inline=item.inline,
    )


def _candidates(lines: Sequence[Line], title: str) -> Iterator[Found]:
    at = 0
    while at < len(lines):
        last, text = _whole(lines, at)
        block = lines[at].block
        heading = None
        if block.cell is None:
            heading = read_heading(without_leader(text) or text, block.level, block.lead)
        if heading is not None and not _is_own_title(heading, at, title):
            inline = heading.lead < len(without_leader(text) or text)
            start = lines[at].start
            body = start + heading.lead if inline else lines[last].end + 1
            yield Found(heading, at, last, start, body, inline, block.level)
        at = last + 1


def _is_own_title(heading: Heading, at: int, title: str) -> bool:
    """Whether an unnumbered heading is the document's title: its first line, or the same words."""
    if heading.ordinal is not None or heading.number:
        return False
    return at == 0 or "".join(heading.title.split()) == "".join(title.split())


def _whole(lines: Sequence[Line], at: int) -> tuple[int, str]:
    """The last line of what begins at `at`, and its words: “第一章” and “总则” are one heading."""
    last, text = at, lines[at].text
    while is_bare(text) and last + 1 < len(lines) and lines[at].block.cell is None:
        below = lines[last + 1]
        joined = f"{text}\n{below.text}"
        if below.block.cell is not None or read_heading(below.text) or not read_heading(joined):
            break
        last, text = last + 1, joined
    return last, text


def _with_unnumbered(
    found: Sequence[Found], lines: Sequence[Line], rank: dict[str, float]
) -> Iterator[Found]:
    """The headings, with the unnumbered line that explains why a numbering begins anew."""
    begun: set[str] = set()  # schemes that have counted under the heading we are under
    end = 0
    for one in found:
        scheme = one.heading.scheme
        if scheme in begun and one.heading.ordinal == 1:
            plain = (at for at in range(one.at - 1, end, -1) if _is_plain(lines[at]))
            if (at := next(plain, None)) is not None:
                line = lines[at]
                above = f"above {scheme}"
                rank[above] = rank[scheme] - 0.5
                words = line.text
                heading = Heading("section", above, "", None, words.strip(), len(words))
                yield Found(heading, at, at, line.start, line.end + 1, False, None)
        begun = {s for s in begun if rank[s] < rank[scheme]} | {scheme}
        end = one.last
        yield one


def _is_plain(line: Line) -> bool:
    words = line.text.strip()
    return (
        line.block.cell is None
        and _PLAIN.fullmatch(words) is not None
        and is_title(words)
        and _DATE.search(words) is None
    )


def numbering_warnings(sections: Sequence[Section]) -> Iterator[ParseWarning]:
    """Repeated and skipped numbers among the headings of one scheme under one parent.

    Numbers may also run through the document: 章 through 篇, 条 through 章, boxes.
    """
    last: dict[tuple[int | None, str], Section] = {}
    last_of_all: dict[str, int] = {}
    for section in sections:
        if section.ordinal is None:
            continue
        kind = _NUMERALS.sub("", section.number)
        before = last.get((section.parent, kind))
        last[section.parent, kind] = section
        expected = before.ordinal + 1 if before and before.ordinal is not None else 1
        runs_on = before is None and section.ordinal == last_of_all.get(kind, 0) + 1
        last_of_all[kind] = section.ordinal
        if section.ordinal != expected and not runs_on:
            where = sections[section.parent].label if section.parent is not None else "全文"
            what = _slip(section, before)
            yield ParseWarning("numbering", f"{where}：{what}", section.start, section.body)


def _slip(section: Section, before: Section | None) -> str:
    if before is None:
        return f"第一个标题是「{section.label}」，前面的编号缺失"
    if before.ordinal == section.ordinal:
        return f"「{section.label}」与「{before.label}」编号重复"
    return f"「{before.label}」之后是「{section.label}」，编号不连续"
