from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from gipnlp.errors import EmptyInputError, GipnlpError, NotAReportError, TruncatedError, UnsupportedError
from gipnlp.pipeline import read
from gipnlp.readers import read_document
from gipnlp.readers.encodings import decode
from gipnlp.report import Document

TEXT = "云汀县2020年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息35条。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_big5() -> None:
    text = "雲汀縣政府公開工作年度報告，政府公開情況如下。"
    assert decode(text.encode("big5")) == text


def test_a_declared_encoding_that_is_wrong() -> None:
    page = f"<html><head><meta charset=gb2312></head><body><p>{TEXT}</p></body></html>"
    assert "主动公开政府信息35条" in read_document(page.encode("utf-8")).text
    assert "主动公开政府信息35条" in read_document(page.replace("gb2312", "utf-8").encode("gbk")).text


def test_a_character_cut_off_at_the_end() -> None:
    assert decode(TEXT.encode()[:-1]) == TEXT[:-1]


@pytest.mark.parametrize(
    ("data", "error", "code"),
    [
        (b"", EmptyInputError, "empty"),
        (b" \r\n\t ", EmptyInputError, "empty"),
        (b"<html><head><title>x</title></head><body><script>1</script></body></html>", EmptyInputError, "empty"),
        (b"%PDF-1.7\nrubbish", TruncatedError, "truncated"),
        (b"PK\x03\x04rest", TruncatedError, "truncated"),
        (b"GIF89a", UnsupportedError, "unsupported"),
        (bytes(range(256)) * 8, UnsupportedError, "unsupported"),
        ("今天天气很好，我们去公园。".encode(), NotAReportError, "not-a-report"),
        ("关于印发政务公开工作要点的通知。".encode() * 5, NotAReportError, "not-a-report"),
    ],
)
def test_bad_input_says_what_to_do(data: bytes, error: type[GipnlpError], code: str) -> None:
    with pytest.raises(error) as caught:
        read(data)
    assert caught.value.code == code
    assert caught.value.hint
    assert caught.value.hint in str(caught.value)


def test_a_missing_file() -> None:
    with pytest.raises(GipnlpError, match="not-found"):
        read("/no/such/file.txt")


def html(body: str) -> Document:
    return read_document(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def test_merged_cells_stand_wherever_they_cover() -> None:
    document = html(
        "<p>政府信息公开</p><table><tr><td rowspan=2>组</td><td>甲</td><td>1</td></tr>"
        "<tr><td>乙</td><td>2</td></tr><tr><td colspan=2>丙</td><td>3</td></tr></table>"
    )
    (grid,) = document.grids
    texts = [[cell and cell.span.of(document.text) for cell in row] for row in grid.rows]
    assert texts == [["组", "甲", "1"], ["组", "乙", "2"], ["丙", "丙", "3"]]


def test_figures_in_two_paragraphs_of_a_cell_do_not_run_together() -> None:
    document = html("<table><tr><td>规章</td><td><p>1</p><p>2</p></td></tr></table>")
    assert "1 2" in document.text


def test_a_cell_that_claims_to_span_the_world() -> None:
    document = html("<table><tr><td colspan=99999 rowspan=99999>一</td></tr><tr><td>二</td></tr></table>")
    assert len(document.grids[0].rows) == 2


def test_navigation_and_footer_are_left_out() -> None:
    body = (
        "<div><a>首页</a><a>依申请公开</a></div><div><h1>云汀县2020年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>主动公开政府信息35条。</p>"
        "<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>五、存在的主要问题</p><p>上一篇：无</p></div><div>版权所有</div>"
    )
    text = html(body).text
    assert "首页" not in text
    assert "版权" not in text
    assert "上一篇" not in text
    assert text.startswith("云汀县2020年")


def test_pipe_rows_of_equal_length_are_a_grid() -> None:
    document = read_document("表\n| 规章 | 1 | |\n| --- | --- | --- |\n| 文件 | 2 | 3 |\n".encode())
    (grid,) = document.grids
    assert [[cell.span.of(document.text) for cell in row if cell] for row in grid.rows][1] == ["", "文件", "2", "3", ""]


def test_a_sentence_cut_into_lines_is_one_paragraph() -> None:
    document = read_document(
        "截至年底，本区累计主动公开政府信息\n5928\n条，其中本年度新增2110条。\n二、主动公开政府信息情况\n".encode()
    )
    assert len(document.blocks) == 2


HOSTILE = {
    "private-use characters": "全年收到\ue005申请3件，\uf8ff微博98条。",
    "an impossible numeral": "全年公开政府信息万万条，举办培训十百千次。",
    "decimals that run together": "指标名称 计量单位 本年度 历年累计 主动公开信息数条23.07"
    "其中：1.网站公开条12.5 2.公报公开条07受理申请总数条00",
    "control characters in a page": "<html><body><p>云汀县政府信息公开\x00\x01报告</p>\x0b"
    "<script>x</script>\x0c尾</body></html>",
    "nothing but pipes": "政府信息公开工作年度报告\n" + "||||||\n" * 50,
    "very long digits": "二、上年结转政府信息公开申请数量 " + "1203" * 300,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_or_refused_in_words(text: str) -> None:
    for data in (text.encode(), (text + TEXT * 3).encode()):
        with suppress(NotAReportError, EmptyInputError):
            report = read(data)
            assert all(f.span.of(report.text) == f.stated for f in report.facts if f.span and f.value is not None)


PAGE = "<html><body><h1>宁泽县人民政府2022年政府信息公开工作年度报告</h1><p>公示渡口班次41条。</p>"


@pytest.mark.parametrize(("end", "codes"), [("</body></html>", []), ("</BODY></HTML>\n", []), ("", ["cut-off"])])
def test_a_page_that_breaks_off(end: str, codes: list[str]) -> None:
    assert [warning.code for warning in read_document((PAGE + end).encode()).warnings] == codes


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(GipnlpError, match="read_many"):
        read(tmp_path)
