"""Short forms that a plan defines itself."""

import pytest

from corpus.glossary import glossary


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("二氧化硫（SO2）、氮氧化物（NOx）减排", {"SO2": "二氧化硫", "NOx": "氮氧化物"}),
        ("“十三五”时期细颗粒物（PM2.5）下降", {"PM2.5": "细颗粒物"}),  # a time leads the term
        ("等企业安装分布式控制系统（DCS）。", {"DCS": "分布式控制系统"}),  # a verb leads it
        ("试点、生态环境导向的开发（EOD）模式", {"EOD": "生态环境导向的开发"}),
        ("PPP（政府与社会资本合作）与基金", {"PPP": "政府与社会资本合作"}),
        ("严格控制高耗能、高排放（以下简称“两高”）项目", {"两高": "高耗能、高排放"}),
        ("制定本方案（以下简称方案）。", {"方案": "制定本方案"}),
        ("坚持“双碳”（碳达峰、碳中和）引领", {"双碳": "碳达峰、碳中和"}),
        ("电力企业（含自备电厂）报告，新（改、扩）建项目", {}),
        ("养殖场（户）、充电站（桩）", {}),
        ("“绿岛”项目（含中心）", {}),
        ("氮氧化物（NOx）。氮氧化合物（NOx）", {"NOx": "氮氧化物"}),  # the first stands
    ],
)
def test_glossary(text: str, terms: dict[str, str]) -> None:
    assert {d.short: d.full for d in glossary(text)} == terms
