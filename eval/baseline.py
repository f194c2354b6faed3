"""The last accepted figures, query by query and case by case, and what a change did to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus.errors import TestsetInvalid
from eval.cases import CaseResult
from eval.measures import HEADLINE, Scores

NOISE = 0.02
"""How far a headline measure may fall. CPUs that compute in bfloat16 and those that do not
differed by one query of 84, 0.012."""

CASES_NOISE = 2
"""How many cases more may fail, for the same reason."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Headline scores by query, and which cases passed."""

    queries: Scores
    cases: dict[str, bool]


def baseline_of(scores: Scores, results: list[CaseResult]) -> Baseline:
    """What to store of a measurement."""
    kept = {q: {name: round(values[name], 4) for name in HEADLINE} for q, values in scores.items()}
    return Baseline(kept, {result.case.id: result.passed for result in results})


def load_baseline(path: Path) -> Baseline:
    """Raises TestsetInvalid when there is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Baseline)
    except (OSError, msgspec.MsgspecError) as error:
        raise TestsetInvalid(
            f"读不出基线：{path}（{error}）", "请用 python -m eval relevance --update 生成。"
        ) from error


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Write it, one query or case a line so that a change can be read in a diff."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(baseline), indent=1) + b"\n")


def changes(old: Baseline, new: Baseline) -> Iterator[str]:
    """Every query and case that changed, losses first, then the means side by side."""
    moved = [
        (new.queries[q]["nDCG@10"] - old.queries[q]["nDCG@10"], q)
        for q in old.queries.keys() & new.queries.keys()
    ]
    for change, query in sorted(moved):
        if abs(change) > 0.005:
            yield f"{'变好' if change > 0 else '变差'}  查询 {query}  nDCG@10 {change:+.3f}"
    for case in sorted(old.cases.keys() & new.cases.keys()):
        if old.cases[case] != new.cases[case]:
            yield f"{'变好' if new.cases[case] else '变差'}  用例 {case}"
    before, after = _means(old.queries), _means(new.queries)
    for name in HEADLINE:
        change = after[name] - before[name]
        yield f"{name:<10} {before[name]:.3f} → {after[name]:.3f}（{change:+.3f}）"
    yield f"用例通过   {_passed(old.cases)} → {_passed(new.cases)}"


def drops(old: Baseline, new: Baseline) -> Iterator[str]:
    """What fell by more than its noise."""
    before, after = _means(old.queries), _means(new.queries)
    for name in HEADLINE:
        if after[name] < before[name] - NOISE:
            yield f"{name} 从 {before[name]:.3f} 降到 {after[name]:.3f}"
    if sum(new.cases.values()) < sum(old.cases.values()) - CASES_NOISE:
        yield f"通过的用例从 {_passed(old.cases)} 降到 {_passed(new.cases)}"


def _means(queries: Scores) -> dict[str, float]:
    return {name: sum(s[name] for s in queries.values()) / len(queries) for name in HEADLINE}


def _passed(cases: Mapping[str, bool]) -> str:
    return f"{sum(cases.values())}/{len(cases)}"
