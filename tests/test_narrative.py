"""The narrative: sentences, bodies, slips of pasting, silences, required contents, pairing, elements, the rubric."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gipnlp.errors import DataError
from gipnlp.gazetteer import find_divisions, locate
from gipnlp.narrative.bodies import body
from gipnlp.narrative.contents import find_gaps
from gipnlp.narrative.elements import find_elements
from gipnlp.narrative.pairing import carried_over, find_unanswered, pair
from gipnlp.narrative.quality import assess, load_rubric
from gipnlp.narrative.silences import find_silences
from gipnlp.narrative.slips import find_slips
from gipnlp.narrative.splitting import is_heading, split
from gipnlp.report import Fact, Paragraph, Report, Section, Sentence, SentenceKind, SourceFile, Span
from gipnlp.text import fold

COUNTY = "宁泽县人民政府"  # no county of that name is known
KNOWN = "福建省福州市鼓楼区人民政府"


def report(
    *paragraphs: tuple[str, str], agency: str = COUNTY, year: int = 2022, facts: tuple[Fact, ...] = ()
) -> Report:
    """A report of paragraphs, each given by its section and its text."""
    text, made = "", []
    for section, line in paragraphs:
        span = Span(len(text), len(text) + len(line))
        made.append(Paragraph(line, section, None, False, span))
        text += line + "\n"
    sections = [Section(p.section, p.span, Span(p.span.start, p.span.start)) for p in made]
    source = SourceFile(None, "0", "text/plain", None, "plain")
    title = f"{agency}{year}年政府信息公开工作年度报告"
    return Report(source, text, title, agency, year, "2021", tuple(made), tuple(sections), facts=facts)


def fact(indicator: str, value: float, source: str = "table") -> Fact:
    return Fact(indicator, "total", value, False, "件", str(value), source, 0.99, "", None, None)  # type: ignore[arg-type]


def pieces(*lines: str) -> list[str]:
    one = report(*(("problems", line) for line in lines))
    return [piece.span.of(one.text) for piece in split(fold(one.text), one.paragraphs)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["我县工作仍有以下不足：一是更新慢；二是解读少。"],
            ["我县工作仍有以下不足：", "一是更新慢；", "二是解读少。"],
        ),
        (["（一）存在的主要问题", "公开不及时。"], ["公开不及时。"]),
        (["（一）存在的主要问题:公开不及时。"], ["公开不及时。"]),
        (["（一）加强培训。办两期班。"], ["（一）加强培训。", "办两期班。"]),
        (["1、更新慢。2、解读少。"], ["1、更新慢。", "2、解读少。"]),
        (["一个问题是更新慢，二次公开少。"], ["一个问题是更新慢，二次公开少。"]),
        (["公开不及时。", "宁泽县人民政府", "2023年1月20日"], ["公开不及时。"]),
        (["公开不及时。", "二○二三年一月二十日"], ["公开不及时。"]),
        (["无。"], ["无。"]),
    ],
)
def test_sentences_and_items(lines: list[str], expected: list[str]) -> None:
    assert pieces(*lines) == expected


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("（二）改进措施", True),
        ("存在问题:", True),
        ("一是更新慢", False),
        ("公开不及时。", False),
        ("1、主要问题", True),
    ],
)
def test_headings(text: str, heading: bool) -> None:
    assert is_heading(fold(text)) is heading


@pytest.mark.parametrize(
    ("name", "level", "noun", "government"),
    [
        ("福建省人民政府", "province", "省", True),
        ("福州市人民政府", "city", "市", True),
        (KNOWN, "county", "区", True),
        (COUNTY, "county", "县", True),
        ("柳湾镇人民政府", "township", "镇", True),
        ("石桥街道办事处", "township", "街道", True),
        ("宁泽县教育局", "department", "县", False),
        ("云汀市水务局", "department", "市", False),
        ("", "department", "", False),
    ],
)
def test_bodies(name: str, level: str, noun: str, government: bool) -> None:
    found = body(name)
    assert (found.level, found.noun, found.government) == (level, noun, government)


def test_divisions_are_told_by_those_before_them() -> None:
    assert [division.code for division in locate(KNOWN)] == ["350102"]
    assert len(locate("鼓楼区人民政府")) > 1
    assert locate(COUNTY) == ()
    assert [(start, end) for start, end, _ in find_divisions("在福州市鼓楼区")] == [(1, 4), (4, 7)]


@pytest.mark.parametrize(
    ("agency", "section", "text", "code"),
    [
        (KNOWN, "overview", "一年来，厦门市政府信息公开工作稳步推进。我区成立了专班。", "slip-place"),
        (COUNTY, "problems", "我镇信息公开还不够及时。我县将加强管理。", "slip-level"),
        (COUNTY, "problems", "我县将继续加强对全市信息公开工作的督导。", "slip-level"),
        (COUNTY, "problems", "2022年，我们将采取以下措施加以改进：", "slip-date"),
        (COUNTY, "overview", "本报告所列数据的统计期限自2021年1月1日起至2021年12月31日止。", "slip-date"),
    ],
)
def test_slips_of_pasting(agency: str, section: str, text: str, code: str) -> None:
    assert [finding.code for finding in find_slips(report((section, text), agency=agency))] == [code]


@pytest.mark.parametrize(
    ("agency", "section", "text"),
    [
        (KNOWN, "overview", "赴厦门市学习政府信息公开工作。我区成立了专班。"),
        (KNOWN, "overview", "按照福州市政府信息公开工作要求，我区成立了专班。"),
        (COUNTY, "overview", "我县在全市政务公开考核中位列第一。"),
        (COUNTY, "overview", "根据全市政务公开工作要点，我县印发了方案。"),
        ("云汀市人民政府", "problems", "我市将继续加强对全市信息公开工作的督导。"),
        (COUNTY, "problems", "2023年，我县将采取以下措施加以改进："),
        (COUNTY, "problems", "2022年，我县政府信息公开工作取得了明显进展。"),
        (COUNTY, "overview", "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"),
    ],
)
def test_no_slips(agency: str, section: str, text: str) -> None:
    assert find_slips(report((section, text), agency=agency)) == []


@pytest.mark.parametrize(
    ("indicator", "value", "code"),
    [
        ("litigation.direct.corrected", 2, "silence-litigation"),
        ("reconsideration.corrected", 1, "silence-reconsideration"),
        ("requests.carried_out", 3, "silence-carried-over"),
    ],
)
def test_silences(indicator: str, value: float, code: str) -> None:
    silent = report(("problems", "一是公开不及时。"), facts=(fact(indicator, value),))
    assert [finding.code for finding in find_silences(silent)] == [code]
    faced = report(("problems", "行政复议被纠正、诉讼败诉，结转较多。"), facts=(fact(indicator, value),))
    assert find_silences(faced) == []


def test_requests_that_doubled() -> None:
    now = report(("overview", "工作平稳。"), facts=(fact("requests.received", 40),))
    assert [f.code for f in find_silences(now, report(facts=(fact("requests.received", 15),)))] == ["silence-requests"]
    assert find_silences(now, report(facts=(fact("requests.received", 30),))) == []
    assert find_silences(now) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全年收到申请9件，均已办结。", True),
        ("全年收到申请9件，办结8件，1件结转下年。", False),
        ("收到信件9件，均已办结。", False),
    ],
)
def test_prose_that_contradicts_the_table(text: str, found: bool) -> None:
    one = report(("requests", text), ("problems", "结转较多。"), facts=(fact("requests.carried_out", 1),))
    assert ("contradiction" in [finding.code for finding in find_silences(one)]) is found


WHOLE = [
    ("overview", "主动公开政府信息35条。工作考核结果良好。"),
    ("requests", "依申请公开：收到申请3件。"),
    ("remedies", "行政复议1件。"),
    ("problems", "一是公开不及时，解读不多。"),
    ("other", "未收取信息处理费。"),
]


def test_contents_that_the_law_asks_for() -> None:
    assert find_gaps(report(*WHOLE)) == []
    without = report(*(pair for pair in WHOLE if pair[0] != "remedies"))
    assert ["复议" in finding.message for finding in find_gaps(without)] == [True]


@pytest.mark.parametrize(("section", "code"), [("problems", "empty-section"), ("other", "silent-section")])
def test_sections_that_say_nothing(section: str, code: str) -> None:
    said = report(*((name, "无。" if name == section else text) for name, text in WHOLE))
    assert [finding.code for finding in find_gaps(said)] == [code]


def test_remedies_answer_the_problems_that_they_are_about() -> None:
    problems = ["政策解读形式单一。", "网站栏目更新不及时。", "村级公开栏破损。"]
    assert pair(problems, ["及时更新网站栏目。", "丰富政策解读的形式。"]) == [(1,), (0,)]
    assert pair(problems, ["加强学习。"]) == [()]
    assert pair([], ["加强学习。"]) == [()]
    assert carried_over(["政策解读形式较为单一。", "申请办理超期。"], ["一是政策解读形式单一；"]) == [0, None]


def test_hundreds_of_problems_and_remedies_are_compared_in_bounded_time() -> None:
    answers = pair(["政策解读形式单一。"] * 3000, ["丰富政策解读的形式。"] * 2000)
    assert len(answers) == 2000
    assert answers[1999] == ()


def sentence(text: str, kind: SentenceKind, boilerplate: bool, answers: tuple[int, ...] = ()) -> Sentence:
    score = 0.97 if boilerplate else 0.04
    return Sentence(text, kind, boilerplate, score, (), Span(0, len(text)), learned=score, answers=answers)


def test_problems_without_a_remedy_and_of_last_year() -> None:
    own = [sentence("解读形式单一。", "problem", True), sentence("申请办理超期。", "problem", True)]
    now = replace(report(), sentences=(*own, sentence("规范办理申请。", "remedy", True, (1,))))
    assert [finding.code for finding in find_unanswered(now)] == ["unanswered-problem"]
    before = replace(report(), sentences=(own[0],))
    assert [f.code for f in find_unanswered(now, before)] == ["unanswered-problem", "carried-over-problem"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年转办47件，占12%。", ["figure", "figure"]),
        ("自2022年9月起每周五更新。", ["date", "date"]),
        ("修订《答复文书示范文本》。", ["document"]),
        ("在“临港税语”推送一期。", ["system"]),
        ("将从以下三个方面加以改进：", []),
        ("落实“五公开”和《条例》，对照26个试点领域标准指引。", []),
        ("开展一次清理，打造一支队伍。", []),
        ("不断提升公开质量。", []),
        ("", []),
    ],
)
def test_elements_by_pattern(text: str, expected: list[str]) -> None:
    assert [element.kind for element in find_elements(fold(text), Span(0, len(text)), None)] == expected


def test_what_cannot_be_assessed_is_none_and_left_out() -> None:
    scores = assess(report(*WHOLE), load_rubric()).scores
    assert scores["novelty"].score is scores["originality"].score is None
    assert "no report of the year before" in scores["novelty"].evidence
    assert "not assessed" in scores["total"].evidence
    assert scores["total"].score is not None


RUBRIC = """
[candour]
weight = 2
explain = "names problems"
points = { shortcomings = [[0, 0], [4, 50]], specific_problems = [[0, 0], [1, 50]] }
minus = { silence-litigation = 30 }
[completeness]
weight = 1
explain = "has what the law asks for"
points = { contents = [[0.0, 0], [1.0, 100]] }
"""


def rubric(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "rubric.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(("lost", "candour"), [(0, 75.0), (1, 45.0)])
def test_points_lie_between_steps_and_findings_cost(tmp_path: Path, lost: int, candour: float) -> None:
    problems = (sentence("公开工作不够及时，政策解读数量不多。", "problem", False),)  # two clauses of four: 25 of 50
    one = replace(report(*WHOLE, facts=(fact("litigation.direct.corrected", lost),)), sentences=problems)
    scores = assess(one, load_rubric(rubric(tmp_path, RUBRIC))).scores
    assert scores["candour"].score == candour
    assert scores["total"].score == pytest.approx((2 * candour + 100) / 3, abs=0.06)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("[candour]", "[courage]", "courage is no dimension"),
        ("shortcomings", "virtues", "not virtues"),
        ("[[0, 0], [4, 50]]", "[]", "points without steps"),
        ("weight = 2", "weight = 'two'", "ValueError"),
        ("weight = 2", "", "KeyError"),
        ("weight = 2", "weight =", "TOMLDecodeError"),
    ],
)
def test_a_rubric_that_is_none_is_told(tmp_path: Path, before: str, after: str, words: str) -> None:
    with pytest.raises(DataError, match=r"rubric\.toml") as raised:
        load_rubric(rubric(tmp_path, RUBRIC.replace(before, after, 1)))
    assert words in str(raised.value)
