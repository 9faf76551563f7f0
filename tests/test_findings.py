"""What an assessor would look at, and what only looks like it: bodies, slips, silences, gaps, problems and remedies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_narrative import COUNTY, KNOWN, WHOLE, fact, report

from gipnlp.gazetteer import find_divisions, locate
from gipnlp.narrative.bodies import body
from gipnlp.narrative.contents import find_gaps
from gipnlp.narrative.pairing import carried_over, pair, similarity
from gipnlp.narrative.silences import figure, find_silences
from gipnlp.narrative.slips import find_slips
from gipnlp.report import Form, Report, Section, Span

TOWN = "柳湾镇人民政府"
BUREAU = "宁泽县教育局"
SMALL_CITY = "昆山市人民政府"  # a city of the level of counties
QUIET = ("problems", "一是渡口公示连续三个季度晚贴。")


def codes(*paragraphs: tuple[str, str], agency: str = COUNTY) -> list[str]:
    return [finding.code for finding in find_slips(report(*paragraphs, agency=agency))]


@pytest.mark.parametrize(
    ("name", "level", "noun"),
    [
        ("江苏省人民政府", "province", "省"),
        ("北京市人民政府", "province", "市"),
        ("内蒙古自治区人民政府", "province", "区"),
        ("苏州市人民政府", "city", "市"),
        ("延边朝鲜族自治州人民政府", "city", "州"),
        (SMALL_CITY, "county", "市"),
        ("江苏省昆山市人民政府", "county", "市"),
        ("正蓝旗人民政府", "county", "旗"),
        ("云汀高新技术产业开发区管理委员会", "county", "区"),
        ("宁泽县柳湾乡人民政府", "township", "乡"),
        ("云汀市石桥区柳湾街道办事处", "township", "街道"),
        ("江苏省财政厅", "department", "省"),
        ("云汀学院", "department", ""),
    ],
)
def test_levels_and_nouns(name: str, level: str, noun: str) -> None:
    found = body(name)
    assert (found.level, found.noun) == (level, noun)


@pytest.mark.parametrize(
    ("agency", "codes"),
    [
        ("江苏省苏州市昆山市人民政府", ["320583"]),
        ("北京市朝阳区人民政府", ["110105"]),
        ("吉林省长春市朝阳区人民政府", ["220104"]),
        ("朝阳区人民政府", ["110105", "220104"]),
        ("江苏省财政厅", ["320000"]),
        ("云汀市人民政府", []),
        ("", []),
    ],
)
def test_where_an_agency_is(agency: str, codes: list[str]) -> None:
    assert [division.code for division in locate(agency)] == codes


def test_a_division_holds_those_within_it() -> None:
    (province,), (city,), (county,) = (locate(name) for name in ("江苏省", "江苏省苏州市", "江苏省昆山市"))
    assert province.holds(city)
    assert city.holds(county)
    assert county.holds(county)
    assert not county.holds(city)


@pytest.mark.parametrize("text", ["", "渡口", "云汀市"])
def test_no_division_is_named(text: str) -> None:
    assert find_divisions(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "南通市人民政府政务公开工作有序开展。",
        "2022年，台江区的政府信息公开工作有序开展。",
        "今年，厦门市思明区政府信息公开队伍扩充两人。",
    ],
)
def test_another_place_that_did_this_work(text: str) -> None:
    (finding,) = find_slips(report(("overview", text), agency=KNOWN))
    assert finding.code == "slip-place"
    assert finding.span is not None
    assert finding.span.of(text) in text.split("政府信息")[0]


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        (KNOWN, "赴台江区学习，台江区政务公开工作值得借鉴。"),
        (KNOWN, "邀请台江区政务公开办开夜校。"),
        (KNOWN, "福州市政府信息公开工作有序开展。"),
        (KNOWN, "鼓楼区政府信息公开工作有序开展。"),
        (KNOWN, "南通市政府信息公开网的版式可以参考。"),
        (KNOWN, "按照《福建省政府信息公开办法》办理。"),
        (KNOWN, "南通市的渡船停航。"),
        (COUNTY, "南通市政府信息公开工作有序开展。"),  # where the body lies is not known
    ],
)
def test_another_place_that_may_be_named(agency: str, text: str) -> None:
    assert codes(("overview", text), agency=agency) == []


def test_headings_and_tables_hold_no_slips() -> None:
    one = report(("overview", "南通市政府信息公开工作情况"), agency=KNOWN)
    assert find_slips(one) != []
    heading = replace(one.paragraphs[0], heading=True)
    assert find_slips(replace(one, paragraphs=(heading,))) == []
    assert find_slips(replace(one, paragraphs=(replace(heading, heading=False, section="annex"),))) == []


@pytest.mark.parametrize(
    ("agency", "text", "word"),
    [
        (COUNTY, "我镇公示栏漏雨。我县将修补。", "我镇"),
        (COUNTY, "我县将充实全市政务公开队伍。", "全市"),
        (TOWN, "我县政务公开意识不强。我镇将改进。", "我县"),
        (TOWN, "我乡公示栏漏雨。我镇将修补。", "我乡"),
        (BUREAU, "我镇公示栏漏雨。我县将修补。", "我镇"),
    ],
)
def test_words_of_another_level(agency: str, text: str, word: str) -> None:
    (finding,) = find_slips(report(("problems", text), agency=agency))
    assert finding.code == "slip-level"
    assert finding.span is not None
    assert finding.span.of(text) == word


@pytest.mark.parametrize(
    ("agency", "text"),
    [
        (COUNTY, "全市考核中位列第一，我县收到贺信。"),
        (COUNTY, "我县参加了全市政务公开培训。"),
        (COUNTY, "我县在全省政务公开评估中获优秀等次。"),
        (COUNTY, "我县的全镇级查阅点都换了锁。"),
        (COUNTY, "我县八成村务公示栏换新。"),
        (COUNTY, "我镇公示栏漏雨。我镇人手少。我镇网速慢。我县知悉。"),  # calls itself so throughout
        (SMALL_CITY, "我市将充实全市政务公开队伍。"),
        ("江苏省昆山市人民政府", "我市将充实全省政务公开队伍的名册。"),  # 省 stands in its name
        ("宁泽县柳湾镇人民政府", "我县政务公开意识不强。我镇将改进。"),
        (BUREAU, "全市政务公开意识不强。我县将改进。"),  # a bureau may speak of what it oversees
    ],
)
def test_words_that_may_be_of_its_level(agency: str, text: str) -> None:
    assert codes(("problems", text), agency=agency) == []


@pytest.mark.parametrize(
    ("section", "text", "slip"),
    [
        ("problems", "2022年，我县拟新建三处查阅点。", True),
        ("other", "2021年，我县将采取以下措施：补录旧文。", True),
        ("problems", "2022年度，我县要进一步修补公示栏。", True),
        ("problems", "2023年，我县拟新建三处查阅点。", False),
        ("problems", "2024年，我县将新建三处查阅点。", False),
        ("problems", "2022年，我县新建了三处查阅点。", False),
        ("problems", "2022年存在的问题将在夜校讲解。", False),
        ("overview", "2022年，我县拟新建三处查阅点。", False),
    ],
)
def test_a_plan_for_a_year_that_is_over(section: str, text: str, slip: bool) -> None:
    assert (codes((section, text)) == ["slip-date"]) is slip


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("本报告所列数据的统计期限自2021年1月1日起至2021年12月31日止。", True),
        ("统计时限为2021年1月1日—2021年12月31日。", True),
        ("本报告所列数据的统计期限自 2022 年 1 月 1 日起至 2022 年 12 月 31 日止。", False),
        ("夜校开办时间为2021年1月1日至2021年12月31日。", False),
    ],
)
def test_the_period_of_the_statistics(text: str, slip: bool) -> None:
    assert (codes(("preamble", text)) == ["slip-date"]) is slip


def test_without_a_year_no_date_is_wrong() -> None:
    one = report(("problems", "2022年，我县拟新建三处查阅点。"))
    assert find_slips(replace(one, year=None)) == []


def silent(*paragraphs: tuple[str, str], **figures: float) -> list[str]:
    facts = tuple(fact(name.replace("__", "."), value) for name, value in figures.items())
    return [finding.code for finding in find_silences(report(*paragraphs, facts=facts))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是渡口公示晚贴。", ["silence-litigation"]),
        ("一是渡口公示晚贴，被法院责令重新答复。", []),
        ("一是答复文书不严谨，有败诉案件。", []),
    ],
)
def test_lost_suits_are_faced_in_the_problems(text: str, expected: list[str]) -> None:
    assert silent(("problems", text), litigation__direct__corrected=1) == expected


def test_lost_suits_that_another_section_tells_are_not_faced() -> None:
    assert silent(("remedies", "败诉1件。"), QUIET, litigation__direct__corrected=1) == ["silence-litigation"]


@pytest.mark.parametrize(
    "name", ["litigation__direct__corrected", "reconsideration__corrected", "requests__carried_out"]
)
def test_zero_asks_for_no_word(name: str) -> None:
    assert silent(QUIET, **{name: 0}) == silent(QUIET) == []


@pytest.mark.parametrize(
    ("before", "now", "text", "found"),
    [
        (5, 10, "申请平稳。", True),
        (5, 9, "申请平稳。", False),  # few
        (6, 11, "申请平稳。", False),  # not doubled
        (0, 40, "申请平稳。", False),  # no year to compare with
        (5, 10, "申请较上年翻了一番。", False),
        (10, 5, "申请平稳。", False),
    ],
)
def test_requests_that_doubled(before: float, now: float, text: str, found: bool) -> None:
    mine = report(("requests", text), facts=(fact("requests.received", now),))
    prior = report(year=2021, facts=(fact("requests.received", before),))
    assert [f.code for f in find_silences(mine, prior)] == (["silence-requests"] if found else [])


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("全年收到申请9件，全部按时办结。", "全部按时办结"),
        ("申请办结率为100％。", "办结率为100％"),
        ("9件申请均在法定期限内办结。", "均在法定期限内办结"),
        ("申请均已办结，其中1件延期。", ""),
        ("上年结转的申请已全部办结。", ""),
        ("来信9封，全部按时办结。", ""),
        ("申请均由档案馆受理。", ""),
    ],
)
def test_all_closed_against_what_the_table_carries_over(text: str, stated: str) -> None:
    one = report(("requests", text), ("problems", "申请结转较多，答复偏慢。"), facts=(fact("requests.carried_out", 1),))
    spans = [finding.span for finding in find_silences(one) if finding.code == "contradiction"]
    assert [span.of(one.text) for span in spans if span] == ([stated] if stated else [])


def test_prose_alone_contradicts_no_table() -> None:
    prose = (fact("requests.carried_out", 1, "rule"),)
    assert find_silences(report(("requests", "申请均已办结。"), ("problems", "结转1件。"), facts=prose)) == []


def test_the_figure_of_the_table_comes_before_the_prose() -> None:
    one = report(facts=(fact("requests.received", 7, "rule"), fact("requests.received", 8)))
    assert figure(one, "requests.received") == 8
    assert figure(one, "requests.granted") is None


def gaps(one: Report) -> list[str]:
    return [finding.code for finding in find_gaps(one)]


@pytest.mark.parametrize(("form", "count"), [("2021", 6), ("2019", 6), ("2014", 5), ("2008", 5)])
def test_an_empty_report_misses_what_its_form_asks_for(form: Form, count: int) -> None:
    assert gaps(replace(report(), form=form)) == ["missing-content"] * count


def test_of_an_unknown_form_nothing_is_asked() -> None:
    assert gaps(replace(report(), form=None)) == []


@pytest.mark.parametrize(("agency", "asked"), [(COUNTY, True), (TOWN, True), (BUREAU, False)])
def test_governments_tell_of_their_assessment(agency: str, asked: bool) -> None:
    without = ((section, text.replace("工作考核结果良好。", "")) for section, text in WHOLE)
    assert (gaps(report(*without, agency=agency)) == ["missing-content"]) is asked


def test_a_figure_stands_for_its_content() -> None:
    without = [one for one in WHOLE if one[0] != "remedies"]
    assert gaps(report(*without)) == ["missing-content"]
    assert gaps(report(*without, facts=(fact("reconsideration.total", 0),))) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("无", "silent-section"),
        ("暂无。", "silent-section"),
        ("其他需要报告的事项：无。", "silent-section"),
        ("没有其他需要报告的事项。", "silent-section"),
        ("无人机拍摄的渡口照片已张贴。", None),
        ("未收取信息处理费。", None),
    ],
)
def test_sections_that_say_nothing(text: str, code: str | None) -> None:
    one = report(*((section, text if section == "other" else line) for section, line in WHOLE))
    assert gaps(one) == ([code] if code else [])


def test_a_section_with_its_heading_alone_is_empty() -> None:
    whole = report(*WHOLE)
    start = len(whole.text)
    empty = Section("problems", Span(start, start), Span(start, start))
    kept = tuple(p for p in whole.paragraphs if p.section != "problems")
    sections = (*(s for s in whole.sections if s.label != "problems"), empty)
    assert gaps(replace(whole, paragraphs=kept, sections=sections)) == ["missing-content", "empty-section"]


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ("旧目录断号。", "旧目录断号。", 1, 1),
        ("一是旧目录断号3处；", "二是旧目录断号15处。", 1, 1),  # enumerators and numbers do not count
        ("旧目录断号。", "修补渡口公示栏。", 0, 0),
        ("旧目录断号。", "补齐旧目录断号之处。", 0.3, 0.99),
        ("", "旧目录断号。", 0, 0),
        ("", "", 0, 0),
    ],
)
def test_what_two_sentences_share(first: str, second: str, low: float, high: float) -> None:
    assert low <= similarity(first, second) <= high
    assert similarity(first, second) == similarity(second, first)


@pytest.mark.parametrize(
    ("problems", "remedies", "expected"),
    [
        (["旧目录断号。", "窗口排队久。", "渡口公示晚贴。"], ["增设窗口。", "补齐旧目录。"], [(1,), (0,)]),
        (["旧目录断号。"], ["补齐旧目录。", "旧目录装订上架。"], [(0,), (0,)]),
        (["旧目录断号。", "旧目录断号。"], ["补齐旧目录。"], [(0, 1)]),  # both alike
        (["旧目录断号。", "窗口排队久。"], ["强化责任。", "提高认识。"], [(0,), (1,)]),  # by their order
        (["旧目录断号。", "窗口排队久。"], ["强化责任。"], [()]),
        (["旧目录断号。"], [], []),
    ],
)
def test_which_remedy_answers_what(problems: list[str], remedies: list[str], expected: list[tuple[int, ...]]) -> None:
    assert pair(problems, remedies) == expected


@pytest.mark.parametrize(
    ("problems", "before", "expected"),
    [
        (["旧目录断号12处。"], ["窗口排队久。", "旧目录断号3处。"], [1]),
        (["灯坏了。", "窗口排队久。"], ["窗口排队久。"], [None, 0]),
        (["旧目录断号。"], [], [None]),
        ([], ["旧目录断号。"], []),
    ],
)
def test_problems_of_last_year(problems: list[str], before: list[str], expected: list[int | None]) -> None:
    assert carried_over(problems, before) == expected


@pytest.mark.parametrize(
    ("name", "nouns"),
    [
        ("苏州市市场监督管理局", ("市",)),
        ("宁泽县乡村振兴局", ("县",)),
        ("国家市场监督管理总局", ()),
        ("温州市鹿城区五马街道办事处", ("市", "区", "街道")),
        ("镇江市人民政府", ("市",)),
    ],
)
def test_nouns_within_other_words_are_none(name: str, nouns: tuple[str, ...]) -> None:
    assert body(name).nouns == nouns


def test_an_administrative_office_is_a_government() -> None:
    assert body("大兴安岭地区行政公署").government


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("数据统计期限自2021年1月1日起至12月31日止", True),
        ("数据统计期限自2022年1月1日起至12月31日止", False),
        ("所列数据的统计期限为2021年1月1日至2021年12月31日", True),
        ("所列数据的统计期限为2022年1月1日—2022年12月31日", False),
    ],
)
def test_a_period_with_one_year_or_two(period: str, found: bool) -> None:
    assert (codes(("overview", f"{period}。")) == ["slip-date"]) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2022年，我县将进一步充实夜校师资。", True),
        ("2023年，我县将进一步充实夜校师资。", False),
        ("2022年9月，我县将三处公示栏换新。", False),
        ("根据2022年的部署，我县将继续办夜校。", False),
        ("2022年我县将继续办夜校的计划落实了七成。", False),
        ("《2022年我县将继续办夜校的通知》还挂在网上。", False),
    ],
)
def test_a_plan_is_told_from_what_was_done_or_quoted(text: str, found: bool) -> None:
    assert (codes(("problems", text)) == ["slip-date"]) is found


@pytest.mark.parametrize("text", ["与台江区政务公开办联合开展培训。", "台江区政务公开经验值得借鉴。"])
def test_another_place_that_was_met(text: str) -> None:
    assert codes(("overview", text), agency=KNOWN) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("我县柳湾镇换了公示栏。全镇的旧栏都已拆除。", False), ("我县换了公示栏。全镇的旧栏都已拆除。", True)],
)
def test_a_place_that_was_just_named(text: str, found: bool) -> None:
    assert (codes(("problems", text)) == ["slip-level"]) is found


def test_a_bureau_that_calls_itself_so() -> None:
    assert codes(("problems", "我镇公示栏漏雨。我局将修补。"), agency=BUREAU) == ["slip-level"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本机关无其他需要报告的事项。", True),
        ("2022年度，我局没有其他需要报告的事项。", True),
        ("其他需要报告的事项：无。", True),
        ("夜校无固定教室，已向县财政申请经费。", False),
    ],
)
def test_the_many_ways_to_report_nothing(text: str, found: bool) -> None:
    one = report(("other", text))
    one = replace(one, sections=(Section("other", Span(0, len(one.text)), Span(0, 0)),))
    assert ("silent-section" in [finding.code for finding in find_gaps(one)]) is found


def test_lost_suits_are_counted_once() -> None:
    names = ("litigation.corrected", "litigation.direct.corrected", "litigation.after_reconsideration.corrected")
    one = report(QUIET, facts=tuple(fact(name, value) for name, value in zip(names, (3, 2, 1), strict=True)))
    (finding,) = find_silences(one)
    assert finding.message.startswith("suits lost (结果纠正): 3")


@pytest.mark.parametrize(
    ("agency", "text", "found"),
    [
        (
            "平潭综合实验区",
            "今年，台江区政府信息公开工作有序开展。",
            True,
        ),  # a zone of no code: a county is its neighbour
        ("平潭综合实验区", "今年，平潭县政府信息公开工作有序开展。", False),
        ("云汀市人民政府", "今年，台江区政府信息公开工作有序开展。", False),  # it may lie in that city
        (KNOWN, "按照省里的要求，2022年台江区政府信息公开工作有序开展。", True),
        (KNOWN, "按照台江区政府信息公开工作要点办理。", False),
    ],
)
def test_places_of_bodies_that_are_known_or_not(agency: str, text: str, found: bool) -> None:
    assert (codes(("overview", text), agency=agency) == ["slip-place"]) is found


SOUTH = "浙江省平阳县人民政府"


@pytest.mark.parametrize(
    ("section", "text", "found"),
    [
        ("overview", "苍南县认真贯彻条例，公开工作稳步推进。", ["slip-place"]),
        ("overview", "2022年，苍南县全年主动公开政府信息800条。", ["slip-place"]),
        ("problems", "2023年，苍南县将继续办夜校。", ["slip-place"]),
        ("preamble", "本年报由苍南县人民政府办公室编制。", []),  # the preamble is no prose of its own
        ("overview", "赴苍南县学习，苍南县持续公开渡口班次。", []),
        ("overview", "渡轮往来苍南县全年停航两次。", []),
        ("overview", "我镇组织培训2期，我县换了公示栏。", ["slip-level"]),
        ("overview", "我县柳湾镇换了公示栏，我镇组织培训2期。", ["slip-level"]),
        ("overview", "我县办夜校，全市主动公开政府信息800条。", ["slip-level"]),
        ("problems", "2022年底前应完成的改版未完成，2023年将继续改版。", []),
        ("problems", "2022年底前，我县要全面加大公开力度。", ["slip-date"]),
    ],
)
def test_slips_as_they_are_pasted(section: str, text: str, found: list[str]) -> None:
    assert codes((section, text), agency=SOUTH) == found


def test_requests_left_over_may_be_told_by_their_figure() -> None:
    table = fact("requests.carried_out", 1)
    told = replace(table, source="rule", evidence="一件在办")
    assert [
        "silence-carried-over" in [f.code for f in find_silences(report(QUIET, facts=facts))]
        for facts in ((table,), (table, told))
    ] == [True, False]
