"""The boundary at which sentence-transformers, transformers and the hub become one error."""

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import ModelUnavailable
from corpus.settings import DEFAULT_MODEL

_LOGGERS = ("transformers", "sentence_transformers")

_MISSING = re.compile(r"^(?!pooler\.)(\S+) +\| +MISSING", re.MULTILINE)
"""A line of transformers' load report: a weight that the folder lacks and that was drawn at
random. BERT's pooler is not used and may lack."""


@contextmanager
def model_loading(source: str, name: str, option: str = "--model") -> Iterator[None]:
    """Around loading `source`, which the settings call `name`, and a first use of it.

    `option` is the command's option that names it.

    Whatever is raised inside becomes ModelUnavailable. Warnings are not shown; the
    one that weights are missing raises ModelUnavailable too, since such a model
    would answer at random.
    """
    try:
        with warnings.catch_warnings(action="ignore"), _collected() as said:
            yield
        _refuse_random("\n".join(said))
    except Exception as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise ModelUnavailable(
            f"模型加载失败：{name}（{reason}）", _hint(source, name, option)
        ) from error


def _refuse_random(said: str) -> None:
    missing = _MISSING.findall(said)
    if missing:
        raise ValueError(f"缺少 {len(missing)} 项权重，如 {missing[0]}")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _collected() -> Iterator[list[str]]:
    """What the libraries log meanwhile, in place of their showing it."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(one.handlers, one.propagate, one.level) for one in loggers]
    for one in loggers:
        one.handlers, one.propagate, one.level = [collector], False, logging.WARNING
    try:
        yield collector.said
    finally:
        for one, state in zip(loggers, before, strict=True):
            one.handlers, one.propagate, one.level = state


def _hint(source: str, name: str, option: str) -> str:
    if name == DEFAULT_MODEL:
        return f"请删除文件夹 {source} 后重试，会重新安装。"
    if Path(source).is_dir():
        instead = (
            f"改用默认模型 --model {DEFAULT_MODEL}" if option == "--model" else f"不用 {option}"
        )
        return (
            "请检查模型文件夹是否完整（config.json、model.safetensors、tokenizer.json），"
            f"或{instead}。"
        )
    return (
        "请检查模型名称和网络（环境变量 HF_HUB_OFFLINE 须为 0 或不设），"
        f"或用 {option} 指明已下载的模型文件夹。"
    )
