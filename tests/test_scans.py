"""Scans: which pages are read by OCR, what is said without the extra, and pages of which every cell is known."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from conftest import SAMPLES, key, load_gold

import gipnlp
from gipnlp.errors import ScanError, TruncatedError
from gipnlp.readers import read_document, scans
from gipnlp.readers.ocr import installed

GOLD = SAMPLES / "qinghe-2022.gold.json"
PDF = SAMPLES / "qinghe-2022.pdf"
needs_ocr = pytest.mark.skipif(not installed(), reason="needs the extra gipnlp[ocr]")


def with_pages_as_images(path: Path, numbers: set[int], skew: float = 0.0) -> bytes:
    """The PDF file with those pages, from 1, as scans (JPEG, a little skewed and noisy)."""
    from gipnlp.evaluation.scans import Variation, spoilt

    variation = Variation("test", dpi=150, skew=skew, noise=4.0, blur=0.5, jpeg=60)
    source, result = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    for index in range(len(source)):
        if index + 1 not in numbers:
            result.import_pages(source, [index])
            continue
        width, height = source[index].get_size()
        page = result.new_page(width, height)
        drawn = source[index].render(scale=variation.dpi / 72).to_numpy()
        image = pypdfium2.PdfImage.new(result)
        image.set_bitmap(bitmap_of(spoilt(drawn, variation, seed=index)))
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page.insert_obj(image)
        page.gen_content()
    file = io.BytesIO()
    result.save(file)
    return file.getvalue()


def bitmap_of(image: object) -> pypdfium2.PdfBitmap:
    from PIL import Image

    return pypdfium2.PdfBitmap.from_pil(Image.fromarray(image[:, :, ::-1]))  # type: ignore[index]


@needs_ocr
@pytest.mark.slow
def test_a_scanned_page_among_others_is_read_cell_by_cell() -> None:
    report = gipnlp.read(with_pages_as_images(PDF, {2}, skew=0.8), rules_only=True)
    assert report.source.engine == "pdfium+rapidocr"
    have = {
        (f.indicator, f.applicant or "total", round(f.value, 4))
        for f in report.facts
        if f.source == "table" and f.value is not None
    }
    assert have == {key(fact) for fact in load_gold(GOLD)["table_facts"]}
    scanned = [fact for fact in report.facts if fact.page == 2]
    assert all("read from an image" in fact.doubt and fact.confidence < 0.98 for fact in scanned)
    assert not any("image" in fact.doubt for fact in report.facts if fact.page == 1)
    assert [w.page for w in report.warnings if w.code == "read-by-ocr"] == [2]
    assert all(fact.span is None or fact.span.of(report.text) == fact.stated for fact in report.facts)


@pytest.fixture
def no_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "installed", lambda: False)


@pytest.mark.usefixtures("no_extra")
def test_an_image_without_the_extra_says_what_to_install() -> None:
    with pytest.raises(ScanError) as caught:
        read_document(b"\x89PNG\r\n\x1a\n")
    assert "pip install 'gipnlp[ocr]'" in str(caught.value)


@needs_ocr
@pytest.mark.usefixtures("no_extra")
def test_scanned_pages_without_the_extra_are_told_and_cost_no_other_page() -> None:
    document = read_document(with_pages_as_images(PDF, {3}))
    (warning,) = [warning for warning in document.warnings if warning.code == "unread-scan"]
    assert warning.page == 3
    assert "gipnlp[ocr]" in warning.message
    assert document.scanned == ()
    assert "13402" in document.text
    with pytest.raises(ScanError, match="ocr"):
        read_document(with_pages_as_images(PDF, {1, 2, 3}))


@needs_ocr
def test_a_damaged_image_and_one_without_text() -> None:
    from gipnlp.readers.ocr.pictures import as_tiff

    with pytest.raises(TruncatedError):
        read_document(b"\x89PNG\r\n\x1a\nrest")
    import numpy as np

    with pytest.raises(ScanError, match="no text"):
        read_document(as_tiff([np.full((400, 300, 3), 255, np.uint8)]))


@needs_ocr
@pytest.mark.parametrize("degrees", [-1.7, -0.4, 0.0, 0.9, 2.0])
def test_small_rotations_are_undone_and_lines_found(degrees: float) -> None:
    import cv2
    import numpy as np

    from gipnlp.readers.ocr.pictures import find_rules, grey, rotated, straightened
    from gipnlp.readers.ruled import find_tables

    page = np.full((2340, 1654, 3), 255, np.uint8)
    for y in range(500, 1401, 100):
        cv2.line(page, (300, y), (1300, y), (0, 0, 0), 2)
    for x in (300, 800, 1050, 1300):
        cv2.line(page, (x, 500), (x, 1400), (0, 0, 0), 2)
    picture = straightened(rotated(page, degrees))
    rules, _ = find_rules(grey(picture.colour), picture.scale)
    (table,) = find_tables(rules)
    assert (len(table.xs), len(table.ys), len(table.boxes)) == (4, 10, 27)


@needs_ocr
def test_beams_give_every_reading_its_probability() -> None:
    import numpy as np

    from gipnlp.readers.ocr.recogniser import FIGURE_CHARACTERS, _beams

    steps = np.zeros((3, len(FIGURE_CHARACTERS) + 1), np.float32)
    one, three, eight = (1 + FIGURE_CHARACTERS.index(digit) for digit in "138")
    steps[0, one], steps[1, 0] = 1.0, 1.0
    steps[2, three], steps[2, eight] = 0.7, 0.3
    assert _beams(steps) == {"13": pytest.approx(0.7), "18": pytest.approx(0.3)}
