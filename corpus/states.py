"""Values in words: 基本消除, 全部清零, 完成省下达目标, 全覆盖."""

import re
from dataclasses import dataclass

from corpus.text import fold

_RESULTS = "完成|消除|淘汰|实现|禁止|取缔|关停|停止|建成|覆盖|达标|取消|退出|清除|解决|回收"
_END = "(?=[,。;、)]|$)"
# a figure behind it or another value in words says more than “基本实现”
_ALONE = "(?![^,。;]*(?:全部|全覆盖|全收集|清零|零填埋|[0-9]))"
_SET_BY = r"[^,。;、]{0,3}?[下定的]达?发?的?[^,。;、]{0,4}?(?:目标|任务|指标|要求)(?:任务)?"
_STATES = (
    # 完成省下达目标, 完成“十三五”国家省下目标
    rf"(?:超额|提前|如期|全面)?完成[^,。;、]{{0,8}}?(?:国家|[省市县部]|上级){_SET_BY}",
    r"(?:基本|全面|全部|动态|实现|彻底)*清零",
    rf"(?<![在成])(?:基本|全面|全部|彻底)(?:{_RESULTS}){_ALONE}",
    "(?:全面|全部|如期|按期)完成",
    r"基本(?:形成|建立|推行|普及|杜绝|确立|健全|完善)",
    rf'(?:基本|全面)?(?:实现)?"?零(?:填埋|增长|排放|新增|直排|进口)"?{_END}',
    f"(?:实现)?负增长{_END}",
    rf"(?:基本|全面)?(?:实现)?全(?:覆盖|收集|处理|达标|量利用|[境域线]贯通)(?:、全(?:覆盖|收集|处理))*{_END}",
    r"(?<![健安保])全部(?!门)(?=[\u4e00-\u9fff])(?![^,。;、]*的)",
    r"(?<=完成)所有",
    r"得到有效保障",
    rf"不(?:减少|降低|退化|恶化|增加|下降|突破|反弹){_END}",
    r"不(?:少于|低于|高于|超过)(?:现有|现状|上年|国家|[省市])[\u4e00-\u9fff]{0,8}",
    r"与[\u4e00-\u9fff]{0,4}(?:需求|需要|规模|水平|能力)相(?:匹配|适应)",
    # a date stands before it, made blank: “2030年前碳排放达峰”
    "(?:(?<=  碳)|(?<=  碳排放)|(?<=二氧化碳排放))达峰",
)
_VERB = re.compile(rf"(?:{_RESULTS}|形成|建立|推行|普及|杜绝|确立|健全|完善|所有)$")
_STATE = re.compile("|".join(_STATES))


@dataclass(frozen=True, slots=True)
class State:
    """A value in words, `[start, end)` of the text searched.

    `verb` marks one whose object, when it follows, is the subject: 全面完成, 基本消除.
    """

    start: int
    end: int
    verb: bool


def states(text: str) -> tuple[State, ...]:
    """Every value in words, in order."""
    return tuple(State(*m.span(), bool(_VERB.search(m[0]))) for m in _STATE.finditer(fold(text)))
