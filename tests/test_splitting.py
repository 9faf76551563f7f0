"""The sentences of a section: enumerations, headings, signature and date, and that nothing else is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_narrative import report

from gipnlp.narrative.splitting import Piece, is_heading, plain, split
from gipnlp.report import Report
from gipnlp.text import fold


def pieces(*lines: str) -> tuple[Report, list[Piece]]:
    one = report(*(("problems", line) for line in lines))
    return one, split(fold(one.text), one.paragraphs)


def texts(*lines: str) -> list[str]:
    one, found = pieces(*lines)
    return [piece.span.of(one.text) for piece in found]


@pytest.mark.parametrize(
    "items",
    [
        ["一是渡口公示晚了九天；", "二是解读只有文字稿；", "三是旧目录断号。"],
        ["一是渡口公示晚，", "二是解读少，", "三是旧目录断号。"],
        ["一是渡口公示晚、", "二是解读少。"],
        ["（一）渡口公示晚。", "（二）解读少。"],
        ["（1）渡口公示晚；", "（2）解读少。"],
        ["1、渡口公示晚了九天；", "2、解读只有文字稿。"],
        ["1.渡口公示晚。", "2.解读少。"],
        ["①渡口公示晚；", "②解读少。"],
        ["第一，渡口公示晚；", "第二，解读少。"],
        ["十一是渡口公示晚；", "十二是解读少。"],
    ],
    ids=lambda items: items[0][:3],
)
def test_an_enumeration_is_cut_at_its_items(items: list[str]) -> None:
    opening = "我县还有以下不足："
    assert texts("".join(items)) == texts(*items) == items
    assert texts(opening + "".join(items)) == [opening, *items]


@pytest.mark.parametrize(
    "sentence",
    [
        "唯一是县档案馆未接入。",
        "二是否定的说法不在此列。",
        "旧目录35.6万条,新目录2.5万条。",
        "同一是非题反复出现。",
        "首先，夜校停办了，其次，灯坏了。",
        "占1.5成，不算多。",
    ],
)
def test_what_only_looks_like_an_item_is_not_cut(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_every_sentence_tells_its_heading() -> None:
    _, found = pieces("（一）存在的主要问题", "一是公示晚；二是解读少。", "（二）改进措施：补录旧文。", "办两期夜校。")
    problems, remedies = "(一)存在的主要问题", "(二)改进措施:"
    assert [piece.heading for piece in found] == [problems, problems, remedies, remedies]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("（一）公示不及时", True),
        ("2.下一步工作打算", True),
        ("五、政府信息公开工作存在的主要问题及改进情况", True),
        ("改进措施：", True),
        ("（一）公示不及时。", False),
        ("一是公示不及时", False),
        ("公示不及时", False),
        ("（一）县水务站的渡口公示连续三个季度没有按约定的日子贴出过", False),
        ("", False),
    ],
)
def test_headings(line: str, heading: bool) -> None:
    assert is_heading(fold(line)) is heading


@pytest.mark.parametrize(
    "tail",
    [
        ["宁泽县人民政府", "2023年1月20日"],
        ["宁泽县人民政府办公室 2023年1月20日"],
        ["2023-01-20"],
        ["2023.1.20"],
        ["二〇二三年一月二十日"],
        ["联系电话：0000-0000000", "宁泽县人民政府", "2023年1月20日"],
    ],
)
def test_signature_and_date_are_left_out(tail: list[str]) -> None:
    assert texts("公示不及时。", *tail) == ["公示不及时。"]


@pytest.mark.parametrize("line", ["旧目录补录于2022年6月30日。", "宁泽县人民政府公示不及时。", "宁泽县人民政府"])
def test_what_only_looks_like_a_signature_stays(line: str) -> None:
    assert texts("解读少。", line) == ["解读少。", line]


@pytest.mark.parametrize(
    "items",
    [
        ["1、渡口公示很晚", "2、解读只有文字稿", "3、旧目录断号"],
        ["（一）渡口公示很晚", "（二）解读只有文字稿"],
        ["1、渡口公示很晚、", "2、解读只有文字稿。"],
        ["1、渡口公示很晚", "2、解读只有文字稿，没有图解。"],
    ],
)
@pytest.mark.parametrize("tail", [[], ["宁泽县人民政府", "2023年1月20日"], ["（二）改进措施", "办夜校。"]])
def test_numbered_lines_without_a_stop_are_items_where_nothing_stands_under_them(
    items: list[str], tail: list[str]
) -> None:
    assert texts("存在的主要问题：", *items, *tail) == [*items, *(tail[1:] if "改进" in "".join(tail) else [])]


@pytest.mark.parametrize(
    "under", [["渡口公示晚了九天。"], ["1、渡口公示晚了九天。", "2、解读少。"], ["一是解读少；", "二是旧目录断号。"]]
)
def test_numbered_lines_are_headings_where_something_stands_under_them(under: list[str]) -> None:
    assert texts("（一）公开不到位", *under) == under


@pytest.mark.parametrize(
    "line",
    [
        "渡口公示很晚，解读只有文字稿，至今没有改到位",
        "夜校只办了两期，第三期推迟到2023年2月28日",
        "旧目录补录完成于2022年6月30日",
    ],
)
def test_last_lines_without_a_full_stop_are_kept(line: str) -> None:
    assert texts("解读少。", line) == ["解读少。", line]
    assert texts("解读少。", line, "宁泽县人民政府", "2023年1月20日") == ["解读少。", line]


@pytest.mark.parametrize("lines", [[], [""], [" ", "——", "。"]])
def test_nothing_has_no_sentences(lines: list[str]) -> None:
    assert texts(*lines) == []


CLAUSE = st.sampled_from(
    ["渡口公示晚", "一是解读少", "（二）旧目录断号", "3、夜校停办了两期", "窗口排队久", "唯一是灯坏了"]
)
LINE = st.lists(st.tuples(CLAUSE, st.sampled_from("，；。！")), min_size=1, max_size=8).map(
    lambda parts: "".join(map("".join, parts)) + "完。"
)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@given(st.lists(LINE, max_size=4))
def test_nothing_is_lost_and_spans_ascend(lines: list[str]) -> None:
    one, found = pieces(*lines)
    assert letters("".join(piece.span.of(one.text) for piece in found)) == letters(one.text)
    assert all(before.span.end <= after.span.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是解读少;", "解读少;"),
        ("(二) 解读少。", "解读少。"),
        ("第三,解读少。", "解读少。"),
        ("解读少。", "解读少。"),
    ],
)
def test_a_sentence_without_its_enumerator(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_the_last_item_before_a_date_is_no_signature() -> None:
    items = ["一是意识不强；", "二是公开平台尚未覆盖所有乡镇"]
    assert texts(*items, "2023年1月20日") == items
