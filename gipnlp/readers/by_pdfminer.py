"""PDF pages by pdfminer.six: slower, and at home in files that pdfium cannot decode."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from gipnlp.errors import EncryptedError, TruncatedError
from gipnlp.readers.sheets import Glyph, Sheet, borders, direction, seen_part

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of a font that costs no character

_CURVES = frozenset("cvy")  # the operators that draw Bézier curves (ISO 32000-1, table 59)


class PdfminerFile:
    """An open PDF file.

    Raises:
        EncryptedError: if the file needs another password.
        TruncatedError: if the file is damaged, has no pages, or its end is missing.
    """

    name = "pdfminer.six"

    def __init__(self, data: bytes, password: str = "") -> None:
        self._pages = _page_objects(_open(data, password))
        resources = PDFResourceManager()
        self._device = PDFPageAggregator(resources, laparams=None)
        self._interpreter = PDFPageInterpreter(resources, self._device)

    def __len__(self) -> int:
        return len(self._pages)

    def sheet(self, number: int) -> Sheet:
        """The page of that number, from 1; whatever the damage causes is let through."""
        self._interpreter.process_page(self._pages[number - 1])
        return _sheet(number, self._device.get_result())


def _open(data: bytes, password: str) -> PDFDocument:
    start = data.find(b"%PDF-", 0, 1024)
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data[max(0, start) :])), password)
    except PDFPasswordIncorrect as error:
        raise EncryptedError("The PDF file is encrypted and needs a password.") from error
    except PDFEncryptionError as error:
        raise EncryptedError(f"The PDF file is encrypted in a way that cannot be read ({error}).") from error
    except Exception as error:  # pdfminer lets whatever the damage causes through: KeyError, TypeError, struct.error
        raise TruncatedError(f"The PDF file is damaged ({error or type(error).__name__}).") from error
    rebuilt = any(isinstance(xref, PDFXRefFallback) for xref in document.xrefs)
    if rebuilt and b"%%EOF" not in data[-2048:]:
        raise TruncatedError("The end of the PDF file is missing.")
    return document


def _page_objects(document: PDFDocument) -> list[PDFPage]:
    try:
        pages = list(PDFPage.create_pages(document))
    except Exception as error:  # see _open
        raise TruncatedError(f"The list of pages is damaged ({type(error).__name__}).") from error
    if not pages:
        raise TruncatedError("The PDF file has no pages.")
    for page in pages:
        page.mediabox = seen_part(page.mediabox, page.cropbox)  # what pdfminer takes for the page
    return pages


def _sheet(number: int, page: LTPage) -> Sheet:
    items = list(_items(page))
    glyphs = [_glyph(item, page) for item in items if isinstance(item, LTChar)]
    curves = (item for item in items if isinstance(item, LTCurve))
    lines = [
        box
        for curve in curves
        for points in _straight_runs(curve)
        for box in borders(list(_shifted(points, page)), stroked=curve.stroke)
    ]
    return Sheet(number, page.width, page.height, glyphs, lines)


def _items(container: LTContainer[Any]) -> Iterator[Any]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _straight_runs(curve: LTCurve) -> Iterator[list[tuple[float, float]]]:
    """The points of the path; where it has curves, those of each run of straight segments between them."""
    path: list[Any] = curve.original_path or []  # (operator, point, ...)
    if not any(segment[0] in _CURVES for segment in path):
        yield list(curve.pts)
        return
    points: list[tuple[float, float]] = []
    for segment in path:
        if segment[0] != "l":
            if len(points) > 1:
                yield points
            points = []
        points += [segment[-1]] if len(segment) > 1 else []
    if len(points) > 1:
        yield points


def _shifted(points: Iterable[tuple[float, float]], page: LTPage) -> Iterator[tuple[float, float]]:
    return ((x - page.x0, y - page.y0) for x, y in points)


def _glyph(char: LTChar, page: LTPage) -> Glyph:
    size = char.width if direction(char.matrix) % 180 else char.height
    *scale, x, y = char.matrix
    box = (char.x0 - page.x0, char.y0 - page.y0, char.x1 - page.x0, char.y1 - page.y0)
    a, b, c, d = scale
    return Glyph(char.get_text(), box, (a, b, c, d, x - page.x0, y - page.y0), size)
