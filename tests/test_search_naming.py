"""Which plans a question names: region and title, never a word that only looks like one."""

from dataclasses import replace

import pytest

from corpus.model import Plan
from corpus.text import fold
from search.naming import named_plans, names


def plans_of(plan: Plan) -> list[Plan]:
    def made(region: str, text: str) -> Plan:
        title = f"{region}“十四五”规划"
        return replace(plan, id=region, region=region, title=title, text=text)

    return [
        made("河南省甲水市", "推进平安建设。"),
        made("平安区", "推进平安建设。"),
        made("南通市", "推进平安建设。"),
        made("丙山县", "平安。"),
        replace(plan, id="三亚", region=None, title="三亚", text="旅游。"),
    ]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("甲水市污水治理率", ("甲水市",)),
        ("甲水污水治理率", ("甲水市",)),
        ("丙山县和甲水市", ("丙山县", "甲水市")),
        ("三亚的免税店", ("三亚",)),
        ("三亚市的免税店", ("三亚",)),
        ("河南通许县的污水", ()),
        ("平安建设怎么做", ()),
        ("平安区怎么做", ("平安区",)),
        ("《丙山县“十四五”规划》的目标", ("丙山县",)),
        ("污水治理率", ()),
    ],
)
def test_named_plans(kaifeng: Plan, question: str, named: tuple[str, ...]) -> None:
    ids = {"河南省甲水市": "甲水市"}
    found = named_plans(fold(question), names(plans_of(kaifeng)))
    assert {ids.get(i, i) for i in found} == set(named)


def test_one_region_of_several_plans(kaifeng: Plan) -> None:
    both = [replace(kaifeng, id="a", title="甲"), replace(kaifeng, id="b", title="乙")]
    assert set(named_plans("开封的目标", names(both))) == {"a", "b"}
