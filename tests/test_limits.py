"""Files made to exhaust the machine are refused in words, soon; the limits can be changed."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import gipnlp
from gipnlp import GipnlpError, Limits
from gipnlp.cli import app
from gipnlp.errors import ScanError, TimeLimitError, TooLargeError
from gipnlp.limits import Watch
from gipnlp.readers import read_document
from gipnlp.readers.ocr import installed
from gipnlp.report import Span
from gipnlp.tables.statistics import read_statistics
from gipnlp.text import fold, sentences

TITLE = "宁泽县人民政府2022年政府信息公开工作年度报告"
REPORT = "corpus/samples/qinghe-2022.pdf"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>"


def page(inner: str) -> bytes:
    return f"<html><body><h1>{TITLE}</h1>{inner}</body></html>".encode()


def word(inner: str, before: str = "", **parts: str) -> bytes:
    file = io.BytesIO()
    body = f"<w:body><w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>{inner}</w:body>"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"{before}<w:document xmlns:w='{W}'>{body}</w:document>")
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def saved(inner: bytes, parts: int = 0) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    return head + b"--b\r\nContent-Type: text/html\r\n\r\n" + inner + b"\r\n--b\r\nContent-Type: x/y\r\n\r\n-" * parts


def pdf(*objects: bytes) -> bytes:
    data, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (len(objects) + 1, table, len(objects) + 1, len(data))


def pages(content: bytes, filters: bytes = b"/FlateDecode", count: int = 1) -> bytes:
    """A PDF with so many pages of one compressed content, which may draw a form that draws itself."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (b"3 0 R " * count, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Filter[%b]/Length %d>>\nstream\n%b\nendstream" % (filters, len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>\n"
        b"stream\n/X Do\nendstream",
    )


WRITTEN = b"BT /F 9 Tf 50 500 Td (annual report on disclosure) Tj ET "
SPACES = zlib.compress(b" " * 70_000_000, 9)
TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "deeply nested tables": lambda: page("<table><tr><td>" * 50_000),
    "a million cells": lambda: page("<table>" + ("<tr>" + "<td>1" * 1000) * 1000 + "</table>"),
    "cells below the limit of elements": lambda: page("<table>" + ("<tr>" + "<td>1" * 400) * 600 + "</table>"),
    "spans": lambda: page("<table>" + "<tr><td rowspan=100000 colspan=100000>1" * 2000 + "</table>"),
    "short rows under a wide one": lambda: page("<table><tr>" + "<td>1" * 1000 + "<tr>" * 100_000 + "</table>"),
    "a long line": lambda: TITLE.encode() + b"1" * 5_000_000,
    "pipes": lambda: TITLE.encode() + ("\n" + "|" * 400).encode() * 600,
    "a Word part": lambda: word("<w:p>" + " " * 70_000_000 + "</w:p>"),
    "another Word part": lambda: word("", numbering="<x>" + " " * 70_000_000 + "</x>"),
    "nested tables in Word": lambda: word("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
    "very deeply nested tables in Word": lambda: word("<w:tbl><w:tr><w:tc>" * 800 + "</w:tc></w:tr></w:tbl>" * 800),
    "wide rows in Word": lambda: word(
        "<w:tbl>" + "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999'/></w:tcPr></w:tc></w:tr>" * 2000 + "</w:tbl>"
    ),
    "many parts": lambda: saved(page(""), parts=10_000),
    "a saved page": lambda: saved(page("<p>" + "字" * 600_000)),
    "a stream": lambda: pages(SPACES),
    "a stream in a stream": lambda: pages(zlib.compress(SPACES), b"/FlateDecode/FlateDecode"),
    "pages": lambda: pages(zlib.compress(WRITTEN), count=1001),
}


@pytest.mark.parametrize("make", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_asks_for_too_much_is_refused(make: Callable[[], bytes]) -> None:
    data, start = make(), time.process_time()
    with pytest.raises(TooLargeError, match=r"\[too-large\] .* (holds|nests|has) .*more than"):
        read_document(data)
    assert time.process_time() - start < 10


HARMLESS: dict[str, Callable[[], bytes]] = {
    "entities within entities in Word": lambda: word("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", ENTITIES + "]>"),
    "an outside entity in Word": lambda: word("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", OUTSIDE + "]>"),
    "entities within entities in a page": lambda: (ENTITIES + "]>").encode() + page("<p>&j;</p>"),
    "an outside entity in a page": lambda: (OUTSIDE + "]>").encode() + page("<p>&j;</p>"),
    "pages within themselves": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"
    ),
    "a form within itself": lambda: pages(zlib.compress(WRITTEN + b"/X Do " * 500)),
    "a cell that claims to span the world": lambda: page("<table><tr><td rowspan=100000 colspan=100000>1<td>2</table>"),
}


@pytest.mark.parametrize("make", HARMLESS.values(), ids=HARMLESS)
def test_tricks_give_nothing_away(make: Callable[[], bytes]) -> None:
    data, start = make(), time.process_time()
    try:
        text = read_document(data).text
    except GipnlpError as error:
        text = str(error)
    assert "root:" not in text
    assert "a" * 50 not in text
    assert time.process_time() - start < 10


@pytest.mark.parametrize("name", ["size", "unpacked", "pages", "text", "cells"])
def test_each_limit_can_be_lowered(name: str) -> None:
    with pytest.raises(TooLargeError, match="more than 1 "):
        gipnlp.read(REPORT, rules_only=True, limits=Limits().changed(name, 1))


@pytest.mark.parametrize("name", ["elements", "depth"])
def test_each_limit_of_markup_can_be_lowered(name: str) -> None:
    with pytest.raises(TooLargeError, match="more than 2 elements"):
        gipnlp.read(page("<p>字</p><p>字</p>"), limits=Limits().changed(name, 2))


def test_the_time_can_be_lowered() -> None:
    with pytest.raises(TimeLimitError, match=r"longer than 0\.001 s"):
        gipnlp.read(REPORT, rules_only=True, limits=Limits(seconds=0.001))


def test_a_higher_limit_lets_through() -> None:
    data = pages(zlib.compress(WRITTEN), count=1001)
    assert read_document(data, watch=Watch(Limits(pages=1001))).pages == 1001


@pytest.mark.skipif(not installed(), reason="needs gipnlp[ocr]")
def test_scanned_pages_have_a_limit_of_their_own() -> None:
    data = pages(zlib.compress(b"0 0 m 9 9 l S " * 300), count=3)
    with pytest.raises(TooLargeError, match="more than 2 pages that are images"):
        read_document(data, watch=Watch(Limits(scans=2)))


@pytest.mark.skipif(installed(), reason="needs to be without gipnlp[ocr]")
def test_scanned_pages_that_are_not_read_have_none() -> None:
    with pytest.raises(ScanError):
        read_document(pages(zlib.compress(b"0 0 m 9 9 l S " * 300), count=3), watch=Watch(Limits(scans=2)))


@pytest.mark.parametrize("command", ["extract", "check"])
def test_limits_on_the_command_line(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--rules-only", "--limit", "pages=1", REPORT])
    assert result.exit_code == 1
    assert "[too-large] The file holds more than 1 pages." in result.stderr


@pytest.mark.parametrize("limit", ["pages", "pages=", "pages=0", "pages=-1", "pages=1.5", "pages=nan", "color=3"])
def test_a_limit_that_is_none(limit: str) -> None:
    result = CliRunner().invoke(app, ["extract", "--limit", limit, REPORT])
    assert result.exit_code == 2
    assert not result.stdout


@pytest.mark.parametrize(("name", "value"), [("pages", 0), ("seconds", -1.0), ("seconds", float("nan"))])
def test_impossible_limits(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"the limit {name} must be more than 0"):
        Limits(**{name: value})  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    "filler", ["[", "一二三四五六七八九十", "全年主动公开政府信息35条，", "收到申请3件。", "附表\n"]
)
def test_one_endless_line_is_read_in_time(filler: str) -> None:
    text = Path("corpus/samples/qinghe-2017.txt").read_text(encoding="utf-8") + filler * (5000 // len(filler))
    start = time.process_time()
    gipnlp.read(text.encode(), rules_only=True)
    assert time.process_time() - start < 20


def test_sentences_are_bounded_and_cut_between_words() -> None:
    text = "公开信息35条，" * 1000 + "共12345" + "9" * 5000
    found = list(sentences(fold(text), Span(0, len(text))))
    assert "".join(span.of(text) for span in found) == text
    assert max(map(len, found)) <= 2000
    assert all(span.of(text).endswith("，") for span in found[:2])


def test_a_long_text_without_digits_is_no_statistics_table() -> None:
    document = read_document(("附表\n" + "政" * 30_000).encode())
    start = time.process_time()
    assert read_statistics(document, fold(document.text)).tables == ()
    assert time.process_time() - start < 10


def test_a_page_of_the_tree_that_is_the_tree_is_told() -> None:
    data = pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(WRITTEN), WRITTEN),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    assert "unreadable-page" in [warning.code for warning in read_document(data, "pdfium").warnings]
