"""Every rule finds its examples and leaves its counter-examples alone."""

from __future__ import annotations

import pytest

from gipnlp.report import Fact, Span
from gipnlp.rules import Rule, read_sentence, rules
from gipnlp.statute import indicators
from gipnlp.text import fold

EXAMPLES = [
    pytest.param(rule, *example, id=f"{rule.name}-{n}") for rule in rules() for n, example in enumerate(rule.examples)
]
COUNTER = [pytest.param(rule, text, id=f"{rule.name}-{n}") for rule in rules() for n, text in enumerate(rule.counter)]


def read(text: str, section: str = "overview", year: int | None = None) -> list[Fact]:
    return read_sentence(text, fold(text), Span(0, len(text)), section, year=year)


@pytest.mark.parametrize(("rule", "text", "value"), EXAMPLES)
def test_example(rule: Rule, text: str, value: float) -> None:
    assert (rule.indicator, rule.applicant, value) in {(f.indicator, f.applicant, f.value) for f in read(text)}


@pytest.mark.parametrize(("rule", "text"), COUNTER)
def test_counter_example(rule: Rule, text: str) -> None:
    assert rule.name not in {fact.rule for fact in read(text)}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_has_examples_and_counter_examples(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter


@pytest.mark.parametrize(
    "text",
    [
        "去年主动公开政府信息110条",
        "比上年增加35件",
        "2020年主动公开政府信息110条",
        "计划举办政务公开培训班3期",
        "主动公开率达98%",
        "第一季度主动公开政府信息30条",
        "12345热线受理申请2720件",
    ],
)
def test_figures_of_other_times_and_things(text: str) -> None:
    assert read(text, year=2022) == []


def test_a_plan_of_the_problems_section_is_no_fact() -> None:
    assert read("我局将举办政务公开培训班3期。", section="problems") == []


def test_one_verb_for_a_list() -> None:
    found = {fact.indicator: fact.value for fact in read("全年发布微博98条、微信120条，其他方式公开100余条。")}
    assert found == {"disclosed.weibo": 98, "disclosed.wechat": 120, "disclosed.other": 100}


@pytest.mark.parametrize("text", ["予以公开及部分公开208件", "信函和网络申请6件", "办理人大代表建议和政协提案23件"])
def test_combined_figures_belong_to_neither(text: str) -> None:
    assert not [fact for fact in read("办理申请中," + text) if fact.value in {208, 6, 23}]


def test_the_stated_figure_is_at_its_span() -> None:
    text = "全年共收到政府信息公开申请 75 件，均已答复。"
    (fact,) = read(text)
    assert fact.span is not None
    assert fact.span.of(text) == fact.stated == "75 件"
    assert fact.unit == indicators()["requests.received"].unit


@pytest.mark.parametrize("word", ["政府信息公开", "收到申请公开政府信息", "检索、复制", "召开信息公开培训"])
def test_repeated_words_take_no_exponential_time(word: str) -> None:
    assert read("未" + word * 60 + "3件", section="requests") is not None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2021年收到申请31件，2022年为26件。", {26}),
        ("我局2021年收到申请31件，今年收到26件。", {26}),
        ("2020年、2021年、2022年分别收到申请19件、31件、26件。", set()),
        ("申请数量由2021年的31件降到26件。", set()),  # no rule reads it, least of all the first
        ("全市平均收到申请14件，我区收到申请26件。", {26}),
        ("其中，县教育局收到申请12件。", set()),
        ("上半年收到申请3件，全年收到申请5件。", {5}),
    ],
)
def test_requests_of_this_year_and_the_whole_body(sentence: str, expected: set[float]) -> None:
    assert values(sentence, "requests.received") == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("推送1180条（微信）、926条（微博）。", {926}),
        ("原定推送微博40条，实际推送微博31条。", {31}),
    ],
)
def test_names_behind_their_figures_and_plans(sentence: str, expected: set[float]) -> None:
    assert values(sentence, "disclosed.weibo") == expected


@pytest.mark.parametrize(
    ("sentence", "indicator", "expected"),
    [
        ("承办人大代表建议和政协提案分别为46件、71件。", "proposals.cppcc", {71}),
        ("承办人大代表建议和政协提案分别为46件、71件。", "proposals.npc", {46}),
        ("申请的答复中，予以公开、不予公开分别为33、4件。", "requests.refused", {4}),
        (
            "承办人大代表建议和政协提案分别为46件、71件、8件。",
            "proposals.npc",
            set(),
        ),  # of whom the third is cannot be told
    ],
)
def test_lists_of_names_and_figures(sentence: str, indicator: str, expected: set[float]) -> None:
    assert values(sentence, indicator) == expected


def values(sentence: str, indicator: str) -> set[float]:
    folded = fold(sentence)
    facts = read_sentence(sentence, folded, Span(0, len(sentence)), "overview", year=2022)
    return {fact.value for fact in facts if fact.indicator == indicator and fact.value is not None}
