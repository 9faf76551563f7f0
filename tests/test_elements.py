"""Concrete elements that patterns find without a model, and common property that is none."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gipnlp.narrative.elements import find_elements, spans_of
from gipnlp.report import Span
from gipnlp.text import fold


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.span.of(text)) for one in find_elements(fold(text), Span(0, len(text)), None)]


@pytest.mark.parametrize(
    ("text", "kind", "stated"),
    [
        ("共公示渡口班次1，203条。", "figure", "1，203条"),
        ("补录旧目录十余次。", "figure", "十余次"),
        ("占比三成。", "figure", "三成"),
        ("同比下降0.5个百分点。", "figure", "0.5个百分点"),
        ("近百分之十二仍缺页。", "figure", "百分之十二"),
        ("两次夜校都满员。", "figure", "两次"),
        ("2022年3月张贴。", "date", "2022年3月"),
        ("3月底前补齐。", "date", "3月底前"),
        ("第三季度补齐。", "date", "第三季度"),
        ("明年上半年补齐。", "date", "明年上半年"),
        ("印发《宁泽县渡口公示规则》。", "document", "《宁泽县渡口公示规则》"),
        ("宁政办〔2022〕15号文已补录。", "document", "宁政办〔2022〕15号"),
        ("“泽渡通”小程序停用。", "system", "“泽渡通”"),
        ("「泽渡通」小程序停用。", "system", "「泽渡通」"),
    ],
)
def test_elements(text: str, kind: str, stated: str) -> None:
    assert found(text) == [(kind, stated)]


@pytest.mark.parametrize(
    "text",
    [
        "分为三个方面。",
        "三大类问题。",
        "还有2个问题。",
        "“五公开”落实不够。",
        "“一网通办”推进慢。",
        "“最后一公里”难走。",
        "《条例》学得少。",
        "《中华人民共和国政府信息公开条例》学得少。",
        "办理一次。",
        "对照26个试点领域补录。",
        "对照二十六个试点领域补录。",
        "四类信息三级联动。",
        "2022年的工作。",
        "2022年度报告。",
        "第二十条第（三）项。",
        "一是旧目录断号；",
        "第三，旧目录断号。",
        "第一时间张贴。",
        "一方面人手少，另一方面夜校少。",
        "“泽”字难写。",
        "一系列措施。",
    ],
)
def test_common_property_is_no_element(text: str) -> None:
    assert found(text) == []


def test_elements_ascend_and_none_overlaps() -> None:
    text = "2022年3月，“泽渡通”按《宁泽县渡口公示规则》推送12条，占三成。"
    elements = find_elements(fold(text), Span(0, len(text)), None)
    assert [one.kind for one in elements] == ["date", "system", "document", "figure", "figure"]
    assert all(one.span.end <= two.span.start for one, two in pairwise(elements))


def test_only_the_sentence_is_searched() -> None:
    text = "补录12条。推送“泽渡通”。"
    (element,) = find_elements(fold(text), Span(6, len(text)), None)
    assert (element.kind, element.span.of(text)) == ("system", "“泽渡通”")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["B-place", "I-place", "O", "B-case"], [("place", 0, 2), ("case", 3, 4)]),
        (["B-place", "B-place", "I-place"], [("place", 0, 1), ("place", 1, 3)]),
        (["O", "I-place"], []),
        (["B-place", "O", "I-place"], [("place", 0, 1)]),
        ([], []),
    ],
)
def test_tags_to_spans(tags: list[str], expected: list[tuple[str, int, int]]) -> None:
    assert spans_of(tags) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("把政策送到千家万户。", []),
        ("走访千家企业。", [("figure", "千家")]),
        ("按宁政办〔2022〕15号办理。", [("document", "宁政办〔2022〕15号")]),
        ("每月5日前贴出。", [("date", "每月5日前")]),
    ],
)
def test_an_element_is_neither_an_idiom_nor_more_than_its_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", ["公开与业务两张皮。", "骑三轮车下村。", "不是“多一事不如少一事”。"])
def test_figures_of_speech_hold_no_figures(text: str) -> None:
    assert [kind for kind, _ in found(text) if kind == "figure"] == []
