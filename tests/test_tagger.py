"""What the tagger reads, and what it says with the model of the repository."""

from __future__ import annotations

import pytest

from gipnlp.learned import packaged
from gipnlp.report import Paragraph, Span
from gipnlp.tagger import headings_of
from gipnlp.tagger.encoding import HEADING, PREFIX, encode
from gipnlp.text import fold


def tokens(text: str, year: int | None = 2021) -> tuple[str, ...]:
    return encode(fold(text), Span(0, len(text)), "requests", "2021", year).tokens[PREFIX + HEADING :]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到12件", ("收", "到", "<n件>")),
        ("收到 12,345 件", ("收", "到", "<n件>")),
        ("均为0件", ("均", "为", "<0件>")),
        ("2020年3件", ("<year-1>", "<n件>")),
        ("2021年3月5日3件", ("<year+0>", "<date>", "<n件>")),
        ("占12.5%", ("占", "<%>")),
        ("电话0513-6620118", ("<#>",)),
    ],
)
def test_tokens(text: str, expected: tuple[str, ...]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("", ["<none>"] * HEADING), ("（二）收费情况", [*"收费情况", *["<none>"] * (HEADING - 4)])],
)
def test_the_heading_stands_before_the_text(heading: str, expected: list[str]) -> None:
    encoded = encode("3件", Span(0, 2), "fees", "2014", 2015, heading)
    assert list(encoded.tokens[PREFIX : PREFIX + HEADING]) == expected


def test_headings_hold_until_the_next_one_or_the_end_of_the_section() -> None:
    paragraphs = [("overview", "一、概述", True), ("overview", "a", False), ("fees", "b", False), ("fees", "c", False)]
    assert list(headings_of(paragraphs)) == ["", "一、概述", "", ""]


def test_year_without_the_report_s_own() -> None:
    assert tokens("2020年3件", None) == ("<year>", "<n件>")


def test_candidates_are_quantities_and_absences() -> None:
    text = "未收到申请,答复3件,占12%。"
    encoded = encode(fold(text), Span(0, len(text)), "requests", "2021", 2021)
    assert [(c.span.of(text), c.quantity is None) for c in encoded.candidates] == [("未", True), ("3件", False)]
    assert encoded.tokens[:2] == ("<requests>", "<2021>")


def read(text: str, section: str) -> dict[str, set[str]]:
    paragraph = Paragraph(text, section, None, False, Span(0, len(text)))
    opinions = packaged().tagger.read(text, fold(text), [paragraph], "2021", 2021)
    return {o.stated: {name for name, p in o.scores.items() if p >= 0.5} for o in opinions}


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("本年度共收到政府信息公开申请26件。", "requests", {"26件": {"requests.received"}}),
        (
            "全年召开新闻发布会4场,投资3.2亿元建成公园5个。",
            "overview",
            {"4场": {"interpretation.press_conferences"}, "3.2亿元": set(), "5个": set()},
        ),
        ("全年未收到政府信息公开申请。", "requests", {"未": {"requests.received"}}),
        ("信息更新未及时跟上。", "problems", {"未": set()}),
    ],
)
def test_the_model_of_the_repository(text: str, section: str, expected: dict[str, set[str]]) -> None:
    assert read(text, section) == expected


def test_the_same_text_gets_the_same_scores_alone_and_in_company() -> None:
    text = "收到申请3件。\n答复申请3件。"
    paragraphs = [Paragraph("", "requests", None, False, span) for span in (Span(0, 7), Span(8, 15))]
    together = packaged().tagger.read(text, fold(text), paragraphs, "2021", 2021)
    alone = [o for p in paragraphs for o in packaged().tagger.read(text, fold(text), [p], "2021", 2021)]
    assert [o.scores for o in together] == [pytest.approx(o.scores, abs=1e-5) for o in alone]
