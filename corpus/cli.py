"""What every command shares: Chinese usage errors, exit codes, UTF-8."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TextIO

from tqdm import tqdm

from corpus.errors import PlanSearchError, QueryInvalid

FAILED = 2
"""Exit status of every error that the user can mend."""


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong usage as every other error is reported."""

    def error(self, message: str) -> NoReturn:
        """Print the error with the remedy and exit with status 2."""
        report(PlanSearchError(f"命令写法有误：{message}", f"运行 {self.prog} --help 查看用法。"))
        sys.exit(FAILED)


def report(error: PlanSearchError) -> None:
    """Say on standard error what went wrong and how to mend it."""
    print(f"错误：{error.message}\n建议：{error.hint}", file=sys.stderr, flush=True)


@contextmanager
def progress_bar(what: str, unit: str = "条") -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, for work over a second; it is told how much is done, of how much."""
    with tqdm(desc=what, unit=unit, delay=1) as bar:

        def move(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move


def can_deliver(binary: bool, output: Path | None) -> None:
    """Raise QueryInvalid when a workbook or the like would be shown on a terminal."""
    if binary and output is None and sys.stdout.isatty():
        raise QueryInvalid("这种格式不能显示在终端里。", "请加 --output 文件，或用 > 写入文件。")


def deliver(data: bytes, output: Path | None) -> None:
    """Write to a file, or to standard output as it is. Raises QueryInvalid."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise QueryInvalid(f"无法写入 {output}（{error}）", "请检查路径和权限。") from error


def run(main: Callable[[Sequence[str]], int]) -> NoReturn:
    """Run a command and exit with its status: 0 done, 2 an error the user can mend."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _as_utf8(stream)
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except PlanSearchError as error:
        report(error)
        status = FAILED
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        # the reader (head, less) has seen enough; keep the interpreter's own flush quiet
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


def _as_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
