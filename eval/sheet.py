"""Test sets as spreadsheets (xlsx, csv): one row a judgement, or a row with only a question."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path

from corpus.errors import TestsetInvalid
from corpus.model import Plan
from eval.intake import UNSORTED, Intake, whole
from eval.model import Judgement, Place, TestQuery, Testset
from eval.quotes import Quotes
from eval.workbook import Cell, read_cells, write_csv, write_xlsx

HEADERS = (
    "编号", "问题", "类型", "可回答", "答案", "规划", "起", "止", "原文", "等级", "判断人", "时间",
)  # fmt: skip
_JUDGED = ("规划", "起", "止", "原文", "等级")
_ANSWERABLE = {"是": True, "有": True, "true": True, "1": True}
_ANSWERABLE |= {"否": False, "无": False, "false": False, "0": False}

_REMEDY = f"第一行应是表头，可用的列：{'、'.join(HEADERS)}；只有“问题”必填。"

Row = Mapping[str, str]
"""Header → text; empty for a column that the sheet lacks."""


def export_xlsx(testset: Testset) -> bytes:
    """A workbook with all judgements of all judges."""
    return write_xlsx(_rows(testset))


def export_csv(testset: Testset) -> bytes:
    """The same rows as text."""
    return write_csv(_rows(testset))


def import_sheet(data: bytes, name: str, plans: Mapping[str, Plan], judge: str) -> Testset:
    """Questions and judgements of a file's bytes; `judge` is who judged where the sheet is silent.

    Questions without an id get q001, q002, …; a quote without its place is judged wherever it
    stands. Rows that cannot be used are problems. Raises TestsetInvalid, naming the file,
    when it is no sheet, lacks a header or holds no question.
    """
    problems: list[str] = []
    table = enumerate(read_cells(data, name, problems), 1)
    number, header = next(((n, cells) for n, cells in table if any(cells)), (0, []))
    header = header[: max((i for i, h in enumerate(header, 1) if h), default=0)]
    columns = _columns(header, name)
    if extra := [c for i, c in enumerate(header) if c and columns.get(c) != i]:
        problems.append(f"{name} 第 {number} 行：不认识或重复的列没有导入：{'、'.join(extra)}")
    lines = [(n, cells) for n, cells in table if any(cells)]
    ids = columns.get("编号", len(header))
    reader = _Reader(name, plans, judge, {cells[ids] for _, cells in lines if ids < len(cells)})
    for number, cells in lines:
        if any(cells[len(header) :]):
            reader.intake.report(number, "单元格比表头多；含逗号的文字应加引号，表外的备注请删去")
        else:
            full = [*cells, *[""] * len(header)]
            reader.read(number, {h: full[columns[h]] if h in columns else "" for h in HEADERS})
    problems += reader.intake.problems
    if not reader.queries:
        first = f"（{problems[0]}）" if problems else ""
        raise TestsetInvalid(f"{name} 里没有问题{first}", "表头下面至少要有一行写了问题。")
    queries = tuple(reader.queries.values())
    return Testset(Path(name).stem, queries, reader.intake.judgements, tuple(problems))


class _Reader:
    """Collects questions and judgements row by row."""

    def __init__(
        self, name: str, plans: Mapping[str, Plan], judge: str, taken: Iterable[str]
    ) -> None:
        self.queries: dict[str, TestQuery] = {}
        self.intake = Intake(name, self.queries, plans)
        self._plans, self._judge, self._used = plans, judge, set(taken)
        self._ids: dict[str, str] = {}
        self._now = datetime.now(UTC).isoformat(timespec="seconds")

    def read(self, number: int, row: Row) -> None:
        """Take in one row: its question, unless an earlier row had it, and its judgement."""
        try:
            judged = any(row[column] for column in _JUDGED)
            query = self._query(row, judged)
            for judgement in self._judgements(query, row) if judged else ():
                self.intake.add(number, judgement)
        except ValueError as error:
            self.intake.report(number, error)

    def _query(self, row: Row, judged: bool) -> str:
        query = row["编号"] or self._ids.get(row["问题"]) or self._new_id()
        known = self.queries.get(query)
        asked = _asked(row, known or TestQuery(query, "", UNSORTED, answerable=True))
        if known is not None and asked != known:
            raise ValueError(f"与前面编号为 {query} 的行写得不一致")
        if known is not None and not judged:
            raise ValueError(f"与前面编号为 {query} 的行重复")
        self.queries[query] = asked
        self._ids.setdefault(asked.query, query)
        self._used.add(query)
        return query

    def _new_id(self) -> str:
        return next(name for n in count(1) if (name := f"q{n:03}") not in self._used)

    def _judgements(self, query: str, row: Row) -> Iterator[Judgement]:
        grade = whole(row["等级"], "等级")
        at = _time(row["时间"]) if row["时间"] else self._now
        for p in self._places(row):
            judge = row["判断人"] or self._judge
            yield Judgement(query, p.plan, p.start, p.end, grade, row["原文"], judge, at)

    def _places(self, row: Row) -> list[Place]:
        plan = row["规划"]
        if row["起"] or row["止"]:
            if not plan:
                raise ValueError("没有写规划")
            return [Place(plan, whole(row["起"], "起"), whole(row["止"], "止"))]
        if not row["原文"]:
            raise ValueError("有等级或规划，但没有起止，也没有原文")
        if plan and plan not in self._plans:
            raise ValueError(f"没有编号为 {plan} 的规划")
        stands = self._quotes.places(row["原文"])
        found = [Place(p.id, s.start, s.end) for p, s in stands if plan in ("", p.id)]
        if not found:
            raise ValueError(f"原文不在{'这个' if plan else '任何'}规划里：{row['原文']}")
        return found

    @cached_property
    def _quotes(self) -> Quotes:
        return Quotes(self._plans.values())


def _asked(row: Row, base: TestQuery) -> TestQuery:
    """The row's question; what it leaves out is as in `base`."""
    if not (question := row["问题"] or base.query):
        raise ValueError("没有写问题")
    said = row["可回答"].lower()
    if said and said not in _ANSWERABLE:
        raise ValueError(f"可回答应写 是 或 否，写的是 {row['可回答']}")
    answerable = _ANSWERABLE.get(said, base.answerable)
    kind, answer = row["类型"] or base.type, row["答案"] or base.answer
    return TestQuery(base.id, question, kind, answerable, answer)


def _time(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"时间应写作 2026-01-31T09:30:00，写的是 {text}") from None
    return text


def _rows(testset: Testset) -> Iterator[list[Cell]]:
    """The header, then the rows."""
    yield list(HEADERS)
    places: dict[str, list[list[Cell]]] = {}
    for j in testset.judgements:
        judged: list[Cell] = [j.plan, j.start, j.end, j.quote, j.grade, j.judge, j.at]
        places.setdefault(j.query, []).append(judged)
    for q in testset.queries:
        question: list[Cell] = [
            q.id,
            q.query,
            q.type,
            "是" if q.answerable else "否",
            q.answer or "",
        ]
        for place in places.get(q.id, [[""] * 7]):
            yield [*question, *place]


def _columns(header: list[str], name: str) -> dict[str, int]:
    """Header → position. Raises TestsetInvalid that names the file and the missing header."""
    if not any(header):
        raise TestsetInvalid(f"{name} 是空表", _REMEDY)
    columns = {h: header.index(h) for h in HEADERS if h in header}
    needed = ["问题"]
    if "起" in columns or "止" in columns:
        needed += ["规划", "起", "止", "等级"]
    elif "原文" in columns:
        needed += ["等级"]
    if missing := [h for h in needed if h not in columns]:
        raise TestsetInvalid(f"{name} 的表头缺少：{'、'.join(missing)}", _REMEDY)
    return columns
