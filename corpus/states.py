"""Values in words: 基本消除, 全部清零, 完成省下达目标, 全覆盖."""

import re
from dataclasses import dataclass

from corpus.text import fold

_WORD_VALUES = re.compile(
    r"(?:超额|提前|全面|如期)?完成[^,。;、]{0,8}?(?:国家|[省市县部]|上级)[^,。;、]{0,3}?[下定的](?:达|发)?的?(?:[^,。;、]{0,4})(?:目标|任务|指标|要求)(?:任务)?"
    r"|(?:基本|全面|全部|彻底|稳定)消除|(?:基本|全面|全部|动态|实现)*清零"
    r"|(?:实现|基本实现|全面实现)*(?:\"?零(?:填埋|增长|排放|新增|直排|进口|突破)\"?|负增长|全覆盖|全收集|全处理|全达标)"
    r"|(?<![健安保])全部(?!门)(?=[\u4e00-\u9fff])|(?:全面|全部|如期|按期)完成|不(?:减少|降低|退化|恶化|增加|下降|突破|反弹)(?=[,。;、]|$)"
    r"|不(?:少于|低于|高于|超过|减于)(?:现有|现状|上年|国家|[省市])[\u4e00-\u9fff]{0,8}|与[\u4e00-\u9fff]{1,6}相(?:匹配|适应)"
)


@dataclass(frozen=True, slots=True)
class State:
    """A value in words, `[start, end)` of the text searched."""

    start: int
    end: int


def states(text: str) -> tuple[State, ...]:
    """Every value in words, in order."""
    return tuple(State(*m.span()) for m in _WORD_VALUES.finditer(fold(text)))
