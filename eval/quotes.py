"""Judgements given as quotes → spans of the plans."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import TestsetInvalid
from corpus.model import Plan, Span
from eval.model import AnswerValue, Judgement, TestQuery, Testset


def import_quotes(file: Path, plans: Iterable[Plan], judge: str) -> Testset:
    """Read JSON lines with `gold: [{"quote", "grade"}]`; white space in quotes does not count.

    A quote that stands in several places is judged in each of them. One that
    stands nowhere, and a line that is no query, are problems. Raises
    TestsetInvalid when the file cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TestsetInvalid(
            f"无法读取测试集：{file}（{error}）", "请检查路径，编码应为 UTF-8。"
        ) from error
    reader = _Reader(plans, judge)
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                reader.read(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                reader.problems.append(f"{file} 第 {number} 行不是一条查询：{error!r}")
    return Testset(
        file.stem, tuple(reader.queries), tuple(reader.judgements), tuple(reader.problems)
    )


class Quotes:
    """Finds quotes in plans; white space does not count."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._plans = [(plan, *_squeezed(plan.text)) for plan in plans]

    def places(self, quote: str) -> list[tuple[Plan, Span]]:
        """Everywhere that the quote stands, plan by plan."""
        wanted, _ = _squeezed(quote)
        found: list[tuple[Plan, Span]] = []
        for plan, text, offsets in self._plans:
            at = text.find(wanted) if wanted else -1
            while at >= 0:
                found.append((plan, Span(offsets[at], offsets[at + len(wanted) - 1] + 1)))
                at = text.find(wanted, at + 1)
        return found


class _Reader:
    """Collects queries and judgements line by line."""

    def __init__(self, plans: Iterable[Plan], judge: str) -> None:
        self.queries: list[TestQuery] = []
        self.judgements: list[Judgement] = []
        self.problems: list[str] = []
        self._quotes = Quotes(plans)
        self._judge = judge
        self._at = datetime.now(UTC).isoformat(timespec="seconds")

    def read(self, line: dict[str, Any]) -> None:
        """Take in one query with its gold."""
        query = TestQuery(
            id=str(line["id"]),
            query=line["query"],
            type=line["type"],
            answerable=bool(line["answerable"]),
            answer=line.get("answer"),
            values=tuple(AnswerValue(**value) for value in line.get("values") or ()),
            kind=line.get("kind"),
            status=line.get("status"),
        )
        self.queries.append(query)
        for gold in line["gold"]:
            places = self._quotes.places(gold["quote"])
            if not places:
                self.problems.append(f"查询 {query.id} 的引文不在任何规划里：{gold['quote']}")
            for plan, span in places:
                quote = plan.text[span.start : span.end]
                self.judgements.append(
                    Judgement(
                        query.id, plan.id, span.start, span.end, int(gold["grade"]), quote,
                        self._judge, self._at,
                    )
                )  # fmt: skip


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space, and each kept character's offset."""
    kept = [(c, i) for i, c in enumerate(text) if not c.isspace()]
    return "".join(c for c, _ in kept), [i for _, i in kept]
