"""Where figures stand on the page: proved by what pdfium finds and draws there."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from conftest import SAMPLES, SHARED

import gipnlp
from gipnlp.readers.builder import DocumentBuilder
from gipnlp.readers.sheets import seen_part
from gipnlp.report import Box, Fact, Places, Report, Span

PDFS = [pytest.param(path, id=path.stem) for path in (*sorted(SAMPLES.glob("*.pdf")), *sorted(SHARED.glob("*.pdf")))]
ONE_LINE = 24  # points: a box that is higher holds a figure that a line break divides
SCALE = 3  # pixels a point


@cache
def report_of(path: Path, engine: Any = "pdfium") -> Report:
    return gipnlp.read(path, engine=engine, rules_only=True)


def on_pages(report: Report) -> list[tuple[Fact, Box]]:
    """The facts that are written somewhere, each with its box."""
    return [(fact, fact.box) for fact in report.facts if fact.box is not None]


def without_space(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", PDFS)
def test_every_written_figure_has_a_box_and_its_page(path: Path) -> None:
    report = report_of(path)
    assert all((fact.box is None) == (fact.span is None) for fact in report.facts)
    assert len(on_pages(report)) > 100
    cells = [cell for table in report.tables for cell in table if cell.span]
    facts = {(fact.span, fact.indicator): fact for fact in report.facts}
    assert all((cell.page, cell.box) == (f.page, f.box) for cell in cells for f in [facts[cell.span, cell.indicator]])


@pytest.mark.parametrize("path", PDFS)
def test_the_box_holds_the_figure_and_nothing_else(path: Path) -> None:
    report = report_of(path)
    file = pypdfium2.PdfDocument(path)
    for fact, (x0, top, x1, bottom) in on_pages(report):
        page = file[fact.page - 1]  # type: ignore[operator]
        assert page.get_size() == pytest.approx(report.source.page_sizes[fact.page - 1], abs=0.01)  # type: ignore[operator]
        height = page.get_height()
        found = page.get_textpage().get_text_bounded(x0, height - bottom, x1, height - top)
        if bottom - top < ONE_LINE:
            assert without_space(found) == without_space(fact.stated)
        else:
            assert without_space(fact.stated) in without_space(found)
    tall = sum(box[3] - box[1] > ONE_LINE for _, box in on_pages(report))
    assert tall <= 2


@pytest.mark.parametrize("path", PDFS)
def test_both_engines_give_the_same_box(path: Path) -> None:
    fast, slow = (on_pages(report_of(path, engine)) for engine in ("pdfium", "pdfminer"))
    assert len(fast) == len(slow)
    for (one, box), (other, other_box) in zip(fast, slow, strict=True):
        assert (one.indicator, one.page, one.span) == (other.indicator, other.page, other.span)
        assert box == pytest.approx(other_box, abs=2)


def picture(data: bytes | Path, number: int) -> Any:
    """A page as pdfium draws it, grey, height by width."""
    page = pypdfium2.PdfDocument(data)[number - 1]
    return page.render(scale=SCALE, grayscale=True).to_numpy().squeeze()


def cut(image: Any, box: Box) -> Any:
    x0, top, x1, bottom = (round(SCALE * value) for value in box)
    return image[top:bottom, x0:x1]


def changed(path: Path, rotation: int = 0, margin: float = 0.0) -> bytes:
    """The file with its pages turned clockwise and cropped."""
    file = pypdfium2.PdfDocument(path)
    for page in file:
        x0, y0, x1, y1 = page.get_mediabox()
        page.set_cropbox(x0 + margin, y0 + 2 * margin, x1 - margin, y1 + 500)  # more than the media box is not shown
        page.set_rotation(rotation)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


@pytest.mark.parametrize("engine", ["pdfium", "pdfminer"])
@pytest.mark.parametrize(("rotation", "margin"), [(0, 0), (0, 20), (90, 0), (180, 20), (270, 20)])
def test_the_box_lies_on_the_page_as_it_is_shown(engine: Any, rotation: int, margin: float) -> None:
    path = SAMPLES / "qinghe-2022.pdf"
    data = changed(path, rotation, margin)
    plain, other = report_of(path), gipnlp.read(data, engine=engine, rules_only=True)
    assert [fact.stated for fact, _ in on_pages(other)] == [fact.stated for fact, _ in on_pages(plain)]
    before = [picture(path, number) for number in (1, 2, 3)]
    after = [picture(data, number) for number in (1, 2, 3)]
    for (fact, box), (same, moved) in list(zip(on_pages(plain), on_pages(other), strict=True))[::7]:
        assert fact.page is not None
        assert fact.page == same.page
        ink = cut(before[fact.page - 1], box)
        assert (ink < 128).sum() > 5
        again = np.rot90(cut(after[fact.page - 1], moved), rotation // 90)
        rows, columns = (min(sizes) for sizes in zip(ink.shape, again.shape, strict=True))
        assert abs(ink.shape[0] - again.shape[0]) + abs(ink.shape[1] - again.shape[1]) <= 2
        lost = ink[:rows, :columns].mean() - again[:rows, :columns].mean()
        assert abs(lost) < 25
        assert len({(ink < 128).any(), (again < 128).any()}) == 1


def made(mediabox_of_page: bytes, mediabox_of_tree: bytes) -> bytes:
    """A page with one line of digits near the top of an A4 sheet."""
    content = b"BT /F 20 Tf 72 810 Td (12345 67890 12345 67890 12345) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1%s>>" % mediabox_of_tree,
        b"<</Type/Page/Parent 2 0 R%s/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>" % mediabox_of_page,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF"


@pytest.mark.parametrize("engine", ["pdfium", "pdfminer"])
def test_a_page_inherits_its_size(engine: Any) -> None:
    from gipnlp.readers.pdf import read_pdf

    size = b"/MediaBox[0 0 595 842]"
    own, inherited = (read_pdf(data, engine=engine) for data in (made(size, b""), made(b"", size)))
    assert own.page_sizes == inherited.page_sizes == ((595, 842),)
    for document in (own, inherited):
        assert document.places is not None
        page, place = document.places.of(Span(0, 5)) or (0, None)
        assert page == 1
        assert place == pytest.approx((72, 842 - 810 - 17.6, 72 + 5 * 11.12, 842 - 810 + 2.4), abs=0.5)


def test_the_media_box_bounds_the_crop_box() -> None:
    assert seen_part((0, 0, 100, 200), (10, 10, 500, 190)) == (10, 10, 100, 190)
    assert seen_part((0, 0, 100, 200), (300, 300, 500, 500)) == (0, 0, 100, 200)


def test_places_of_cleaned_text() -> None:
    builder = DocumentBuilder(places=Places())
    boxes: list[Box] = [(10.0 * i, 0.0, 10.0 * i + 8, 8.0) for i in range(4)]
    marks = [(text, page, box) for text, page, box in zip("共12件", (1, 1, 2, 2), boxes, strict=True)]
    builder.add_paragraph(" 共 12件", 1, marks)
    builder.add_paragraph("别的", 2, marks)  # other characters than those of the marks: none is placed
    document = builder.build("application/pdf", "test")
    assert document.places is not None
    assert len(document.places) == len(document.text)
    assert document.places.of(Span(0, 1)) == (1, boxes[0])
    assert document.places.of(Span(0, 3)) == (1, (0.0, 0.0, 18.0, 8.0))
    assert document.places.of(Span(3, 5)) == (2, (20.0, 0.0, 38.0, 8.0))
    assert document.places.of(Span(1, 2)) is None
    assert document.places.of(Span(6, 8)) is None


def test_boxes_survive_json() -> None:
    report = report_of(SAMPLES / "qinghe-2022.pdf")
    again = Report.from_dict(json.loads(report.to_json()))
    assert again == report == Report.from_dict(report.to_dict())
    old = report.to_dict()
    del old["source"]["page_sizes"], old["facts"][0]["box"]
    assert Report.from_dict(old).facts[1:] == report.facts[1:]


def test_text_has_no_boxes() -> None:
    report = report_of(next(SAMPLES.glob("*.html")))
    assert report.source.page_sizes == ()
    assert {fact.box for fact in report.facts} == {None}
