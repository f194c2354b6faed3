"""The short forms that a plan defines itself.

Three ways of writing them: 全称（简称）with a Latin acronym, 全称（以下简称“简称”）, and
“简称”（全称）.
"""

import re
from collections.abc import Iterator

from corpus.model import Definition

_LATIN = r"[A-Za-z][A-Za-z0-9.\-]*[A-Za-z0-9]"
_FULL_THEN_LATIN = re.compile(rf"([\u3400-\u9fff]{{2,24}})[（(]({_LATIN})[）)]")
_LATIN_THEN_FULL = re.compile(rf"(?<![A-Za-z])({_LATIN})[（(]([\u3400-\u9fff]{{4,24}})[）)]")
_HEREAFTER = re.compile(
    r"([^。；！？\n（）()]{2,60})[（(](?:以下)?(?:统称|简称)[为：:]?[“\"]?([^”\"（）()]{1,12})[”\"]?[）)]"
)
_QUOTED_THEN_FULL = re.compile(r"“([^“”]{2,8})”[（(]([^（）()。；]{4,40})[）)]")
# what stands before a term in the same clause without belonging to it
_LEADING = re.compile(
    r".*(?:时期|期间|安装|采用|使用|落实|推进|加强|坚持|开展|完善|健全|以及|对|和|与|及|为|是)"
)
_VERBS = re.compile(
    r"^(?:严格控制|严格落实|严控|落实|实施|推进|加强|坚持|开展|遏制|控制|执行|按照|根据|印发|将|对)"
)
_NO_FULL_FORM = re.compile(r"(?:以下)?(?:统称|简称)|含|包括")


def glossary(text: str) -> tuple[Definition, ...]:
    """Each short form once, at its first definition, in order."""
    found: dict[str, Definition] = {}
    for definition in sorted(_definitions(text), key=lambda d: d.start):
        found.setdefault(definition.short, definition)
    return tuple(found.values())


def _definitions(text: str) -> Iterator[Definition]:
    for m in _FULL_THEN_LATIN.finditer(text):
        full = _LEADING.sub("", m[1])
        yield _definition(m, short=m[2], full=full if len(full) > 1 else m[1])
    for m in _LATIN_THEN_FULL.finditer(text):
        yield _definition(m, short=m[1], full=m[2])
    for m in _HEREAFTER.finditer(text):
        clause = re.split(r"[，：:]", m[1])[-1]
        yield _definition(m, short=m[2], full=_VERBS.sub("", clause).strip())
    for m in _QUOTED_THEN_FULL.finditer(text):
        if not _NO_FULL_FORM.match(m[2]):
            yield _definition(m, short=m[1], full=m[2])


def _definition(match: re.Match[str], short: str, full: str) -> Definition:
    start = match.start() + min(match[0].index(short), match[0].index(full))
    return Definition(short, full, start, match.end())
