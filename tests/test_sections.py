from __future__ import annotations

import pytest
from layouts import LAYOUTS, make_case

import gipnlp
from gipnlp.sections import name_heading

REPORT = (
    "云汀县某局2012年政府信息公开工作年度报告 "
    "本报告由概述、主动公开政府信息情况、依申请公开政府信息情况和存在的主要问题组成。"
    "一、概述 2012年，我局重视信息公开。二、主动公开政府信息情况 （一）数量 全年主动公开政府信息35条。"
    "三、依申请公开政府信息情况 未收到政府信息公开申请。{fees}五、行政复议和行政诉讼情况 无。"
    "六、存在的主要问题和改进措施 信息公开内容不够全面。一、是加强培训。"
)


def labels(text: str) -> list[str]:
    return [section.label for section in gipnlp.read(text.encode()).sections]


def test_headings_inside_one_line_and_mentions_that_do_not_cut() -> None:
    text = REPORT.format(fees="四、收费及减免情况 未收取任何费用。")
    assert labels(text) == ["preamble", "overview", "proactive", "requests", "fees", "remedies", "problems"]


def test_a_missing_section_is_left_out() -> None:
    assert "fees" not in labels(REPORT.format(fees=""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("二、主动", "一、主动"),
        ("三、依申请", "三.依申请"),
        ("五、行政复议", "第五部分 行政复议"),
        ("一、概述", "一、总体情况"),
    ],
)
def test_misnumbered_and_renamed_headings(old: str, new: str) -> None:
    text = REPORT.format(fees="").replace(old, new, 1)
    assert labels(text) == ["preamble", "overview", "proactive", "requests", "remedies", "problems"]


def test_a_contents_list_is_preamble() -> None:
    contents = "目录\n一、概述\n二、主动公开政府信息情况\n三、依申请公开政府信息情况\n"
    contents += "五、行政复议和行政诉讼情况\n六、存在的主要问题\n"
    report = gipnlp.read((contents + REPORT.format(fees="")).encode())
    assert report.sections[1].span.start > len(contents)


def test_silent_sections_state_zero() -> None:
    report = gipnlp.read(REPORT.format(fees="四、收费及减免情况 无。").encode())
    zeros = {fact.indicator for fact in report.facts if fact.value == 0}
    assert {"reconsideration.total", "litigation.total", "fees.collected"} <= zeros


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("总体情况", "overview"),
        ("政府信息主动公开情况", "proactive"),
        ("收到和处理政府信息公开申请情况", "requests"),
        ("政府信息公开的收费及减免情况", "fees"),
        ("因政府信息公开申请行政复议、提起行政诉讼的情况", "remedies"),
        ("存在的主要问题及改进情况", "problems"),
        ("下一步工作打算", "problems"),
        ("其他需要报告的事项", "other"),
        ("附表", "annex"),
    ],
)
def test_name_heading(text: str, label: str) -> None:
    named = name_heading(text)
    assert named is not None
    assert named[0] == label


@pytest.mark.parametrize("text", ["苹果", "", "2012年"])
def test_no_heading(text: str) -> None:
    assert name_heading(text) is None


def test_bracketed_official_headings() -> None:
    text = LAYOUTS["ragged_pipes"](make_case("2021", 1))
    for number, numeral in enumerate("一二三四五六"):
        text = (
            text.replace(f"\n{numeral}、", f"\n（{numeral}）", 1) if number else text.replace("\n一、总", "\n（一）总")
        )
    text = (
        text.replace("（二）上年结转", "二、上年结转")
        .replace("（三）本年度", "三、本年度")
        .replace("（四）结转", "四、结转")
    )
    assert labels(text) == ["preamble", "overview", "proactive", "requests", "remedies", "problems", "other"]


def test_tables_begin_their_sections_where_headings_are_missing() -> None:
    text = LAYOUTS["ragged_pipes"](make_case("2021", 1))
    for heading in (
        "二、主动公开政府信息情况\n",
        "三、收到和处理政府信息公开申请情况\n",
        "四、政府信息公开行政复议、行政诉讼情况\n",
    ):
        text = text.replace(heading, "")
    assert labels(text) == ["preamble", "overview", "proactive", "requests", "remedies", "problems", "other"]


def test_a_part_of_the_overview_with_an_official_name_stays_in_it() -> None:
    text = LAYOUTS["ragged_pipes"](make_case("2021", 1))
    parts = "（一）主动公开政府信息情况。全年主动公开政府信息35条。\n（二）收到和处理政府信息公开申请情况。已按时办理。"
    report = gipnlp.read(text.replace("全年主动公开政府信息35条。", parts, 1).encode())
    assert [p.section for p in report.paragraphs if p.text.startswith("（")][:2] == ["overview", "overview"]


def test_unnumbered_headings() -> None:
    names = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"]
    names += ["政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项"]
    body = "为做好这项工作，我市认真落实各项要求。政府信息公开有序推进。"
    text = "云汀市2021年政府信息公开工作年度报告\n" + "".join(f"{name}\n{body}\n" for name in names)
    assert labels(text) == ["preamble", "overview", "proactive", "requests", "remedies", "problems", "other"]


def test_chapters_named_for_what_was_done_are_overview() -> None:
    body = "我市认真落实各项要求，政府信息公开有序推进。"
    names = [
        "一、加强领导，健全机制",
        "二、主动公开政府信息情况",
        "三、依申请公开政府信息情况",
        "四、存在问题及下一步打算",
    ]
    text = "云汀市2013年政府信息公开工作年度报告\n" + "".join(f"{name}\n{body}\n" for name in names)
    assert labels(text) == ["preamble", "overview", "proactive", "requests", "problems"]
