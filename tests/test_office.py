"""Word files, saved web pages, archives and legacy files, made here byte by byte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gipnlp.errors import EmptyInputError, GipnlpError, TooLargeError, TruncatedError, UnsupportedError
from gipnlp.limits import Limits, Watch
from gipnlp.readers import read_document
from gipnlp.readers.numbering import chinese
from gipnlp.report import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def part(inner: str, root: str = "document", namespace: str = W) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{namespace}">{inner}</w:{root}>'


def docx(body: str, namespace: str = W, **parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", part(f"<w:body>{body}</w:body>", namespace=namespace))
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return file.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cells(document: Document) -> list[list[str | None]]:
    (grid,) = document.grids
    return [[cell.span.of(document.text) if cell else None for cell in row] for row in grid.rows]


def numbered(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'


def level(number: int, form: str, text: str) -> str:
    start = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{number}">{start}</w:lvl>'


LEVELS = [level(0, "chineseCounting", "%1、"), level(1, "japaneseCounting", "（%2）"), level(2, "decimal", "%3.")]
LIST = '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>'
NUMBERING = part(f'<w:abstractNum w:abstractNumId="3">{"".join(LEVELS)}</w:abstractNum>{LIST}', "numbering")


@pytest.mark.parametrize("namespace", [W, STRICT])
def test_paragraphs_in_order(namespace: str) -> None:
    document = read_document(docx(p("一、总体情况") + p("全年公开35条。"), namespace))
    assert document.text.split("\n") == ["一、总体情况", "全年公开35条。", ""]
    assert document.engine == "docx"


def test_numbers_that_word_generates() -> None:
    paragraphs = [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1)]
    body = "".join(p(text, numbered(depth)) for text, depth in paragraphs)
    text = read_document(docx(body, numbering=NUMBERING)).text
    assert text.split() == ["一、甲", "（一）乙", "（二）丙", "1.丁", "二、戊", "（一）己"]


def test_numbers_by_style() -> None:
    styles = part(f'<w:style w:styleId="h1"><w:pPr>{numbered(0)}</w:pPr></w:style>', "styles")
    body = p("甲", '<w:pStyle w:val="h1"/>') + p("乙") + p("丙", '<w:pStyle w:val="h1"/>')
    assert read_document(docx(body, numbering=NUMBERING, styles=styles)).text.split() == ["一、甲", "乙", "二、丙"]


@pytest.mark.parametrize(
    ("count", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "100"), (0, "0")]
)
def test_chinese_numerals(count: int, written: str) -> None:
    assert chinese(count) == written


def test_merged_cells_stand_at_every_place_they_cover() -> None:
    wide, first, more = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read_document(
        docx(tbl(tc("组", first) + tc("头", wide), tc("", more) + tc("1") + tc("2"), tc("尾") + tc("3") + tc("4")))
    )
    assert cells(document) == [["组", "头", "头"], ["组", "1", "2"], ["尾", "3", "4"]]
    corner = document.grids[0].rows[0][0]
    assert corner is not None
    assert (corner.rowspan, corner.colspan) == (2, 1)


def test_a_table_of_one_cell_is_a_frame() -> None:
    assert read_document(docx(tbl(tc("框里的话")))).grids == ()


def test_text_boxes_once_deleted_text_never() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    drawing = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    changed = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
    body = f"<w:p><w:r>{drawing}<w:t>前</w:t></w:r>{changed}</w:p>"
    assert read_document(docx(body)).text.split() == ["前新", "框"]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    bomb = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + part(f"<w:body>{p('安全&x;')}</w:body>")[38:]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", bomb)
    assert "secret" not in read_document(file.getvalue()).text


def test_a_part_larger_than_the_limit_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read_document(docx(p("长" * 2000)), watch=Watch(Limits(unpacked=1000)))


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (archive("a.pdf", "b.pdf"), UnsupportedError, "ZIP archive (2 files)"),
        (archive("xl/workbook.xml"), UnsupportedError, "Excel"),
        (archive("word/document.xml"), TruncatedError, "damaged"),
        (docx("")[:200], TruncatedError, "damaged"),
        (docx(""), EmptyInputError, "no text"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, error: type[GipnlpError], words: str) -> None:
    with pytest.raises(error) as raised:
        read_document(data)
    assert words in str(raised.value)


def test_saved_web_page() -> None:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    page = "<html><body><p>全年公开35条。</p></body></html>".encode("gbk")
    part = b'Content-Type: text/html; charset="gbk"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n' + page
    document = read_document(head + part + b"\r\n--b--\r\n")
    assert "全年公开35条。" in document.text


@pytest.mark.parametrize("magic", [b"\xd0\xcf\x11\xe0", b"{\\rtf1"])
def test_legacy_files_need_an_office(magic: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedError, match="Install LibreOffice"):
        read_document(magic + b"x" * 99)


def test_legacy_files_are_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(docx(p("转换之后")))
    office = tmp_path / "soffice"
    office.write_text(
        f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\ncp {tmp_path}/made.docx "$2/report.docx"\n'
    )
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    document = read_document(b"\xd0\xcf\x11\xe0" + b"x" * 99)
    assert (document.text.strip(), document.engine) == ("转换之后", "libreoffice+docx")
