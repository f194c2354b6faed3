"""Measures, types of query and modes of search in a reader's words."""

MEANINGS = {
    "hit@1": "第一条结果就直接回答了问题的查询，占多大比例。",
    "MRR@10": "正确结果排第1得1分，第2得1/2，第3得1/3……前10条里没有得0分；各查询的平均。",
    "success@5": "前5条结果里有直接回答的查询，占多大比例。",
    "nDCG@10": "前10条的排列与最理想的排列相比得几成：越相关的排得越靠前，越接近1。",
    "recall@10": "明显相关（2级以上）的段落，有多大比例进了前10条。",
    "recall@50": "明显相关（2级以上）的段落，有多大比例进了前50条。",
    "MAP": "沿结果往下读，每遇到一条明显相关的，看到那里为止有多大比例是相关的；取平均。",
    "Judged@10": "前10条里有人评过等级的比例。没评过的按无关计，比例低，其他得分就可能偏低。",
}

TYPE_NAMES = {
    "number": "数值", "table": "指标表", "keyword": "关键词", "topic": "主题",
    "paraphrase": "换个说法", "who_where": "谁、在哪", "project": "工程项目",
    "structure": "章节结构", "variant": "异体写法", "unanswerable": "无答案", "all": "全部",
}  # fmt: skip

MODE_NAMES = {"hybrid": "综合", "keyword": "字词", "vector": "语义", "late": "逐词比对"}


def type_name(kind: str) -> str:
    """A query type as readers call it; one of their own stays as it is."""
    return TYPE_NAMES.get(kind, kind)


def mode_name(mode: str) -> str:
    """A mode of search as readers call it; a saved run's name stays as it is."""
    return MODE_NAMES.get(mode, mode)
