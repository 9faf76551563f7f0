from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gipnlp.report import Span
from gipnlp.text import clean, fold, sentences, squeeze, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("（一）主动公开１２条，", "(一)主动公开12条,"),
        ("“三公”－—", '"三公"--'),
        ("行政規範性文件與政府信息公開工作總數", "行政规范性文件与政府信息公开工作总数"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=300))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold(text + "關於政府訊息公開條例")) == len(text) + 10


def test_simplified_text_is_not_converted() -> None:
    assert fold("著名的乾隆年间") == "著名的乾隆年间"


@pytest.mark.parametrize(
    ("text", "cleaned"), [("a\u200bb", "ab"), ("全年\u00a0公开", "全年 公开"), ("⼀⽉", "一月"), ("a\r\nb", "a\nb")]
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_squeeze_leads_back_to_its_places() -> None:
    text = "公开 政府\n信息 110 条 a b"
    squeezed = squeeze(text, Span(0, len(text)))
    assert squeezed.text == "公开政府信息110条a b"
    start = squeezed.text.index("110条")
    assert squeezed.span(start, start + 4).of(text) == "110 条"


def test_sentences_are_cut_at_full_stops_and_semicolons() -> None:
    text = "一是甲；二是乙。 三是丙"
    assert [span.of(text) for span in sentences(fold(text), Span(0, len(text)))] == ["一是甲；", "二是乙。", "三是丙"]


def test_words_keep_quantities_whole() -> None:
    text = "主动公开政府信息1128条次"
    found = [word.of(text) for word in words(text, [Span(8, 14)])]
    assert "1128条次" in found
    assert "".join(found) == text


def test_the_users_own_jieba_is_left_alone() -> None:
    import jieba

    before = len(jieba.dt.FREQ)
    list(words("依申请公开"))
    assert len(jieba.dt.FREQ) == before
