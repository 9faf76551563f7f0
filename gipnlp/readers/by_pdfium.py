"""PDF pages by pdfium: the same marks as pdfminer.six gives, many times faster."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from math import hypot
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from gipnlp.errors import EncryptedError, TruncatedError
from gipnlp.readers.sheets import Box, Glyph, Matrix, Sheet, borders

_UNMAPPED = "\ufffd"
_DEPTH = 8  # of forms within forms
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_DRAWING = 200  # paths of a page whose text was made outlines
_TALLEST = 3.0  # em: pdfium gives fonts for vertical writing boxes that are taller than any
_PASSWORD = 4  # pdfium's FPDF_ERR_PASSWORD


class PdfiumFile:
    """An open PDF file.

    Raises:
        EncryptedError: if the file needs another password.
        TruncatedError: if the file is damaged or has no pages.
    """

    name = "pdfium"

    def __init__(self, data: bytes, password: str = "") -> None:
        try:
            self._file = pypdfium2.PdfDocument(data, password=password or None)
        except pypdfium2.PdfiumError as error:
            if pdfium.FPDF_GetLastError() == _PASSWORD or "assword" in str(error):
                raise EncryptedError("The PDF file is encrypted and needs a password.") from error
            raise TruncatedError(f"The PDF file is damaged ({error}).") from error
        if not len(self._file):
            raise TruncatedError("The PDF file has no pages.")

    def __len__(self) -> int:
        return len(self._file)

    def picture(self, number: int, scale: float) -> Any:
        """The page of that number as an image, height x width x 3 (blue first), with so many pixels for a point."""
        page = self._file[number - 1]
        try:
            return page.render(scale=scale).to_numpy().copy()
        finally:
            page.close()

    def image_share(self, number: int) -> float:
        """The share of the page that its largest image covers, 1 for a page of drawings (text as outlines)."""
        page = self._file[number - 1]
        try:
            width, height = page.get_size()
            objects = list(page.get_objects())
            if sum(obj.type == pdfium.FPDF_PAGEOBJ_PATH for obj in objects) >= _DRAWING:
                return 1.0
            boxes = [obj.get_bounds() for obj in objects if obj.type == pdfium.FPDF_PAGEOBJ_IMAGE]
            return max((abs(x1 - x0) * abs(y1 - y0) / (width * height) for x0, y0, x1, y1 in boxes), default=0.0)
        finally:
            page.close()

    def sheet(self, number: int) -> Sheet:
        """The page of that number, from 1.

        Raises:
            pypdfium2.PdfiumError: if pdfium cannot load it.
        """
        page = self._file[number - 1]
        text = page.get_textpage()
        try:
            x0, y0, x1, y1 = bounds = _bounds(page)
            shown = _shown(page, bounds)
            glyphs = list(_glyphs(text, shown))
            lines = [box for obj in _paths(page) for box in _lines(obj, shown)]
            width, height = (y1 - y0, x1 - x0) if page.get_rotation() % 180 else (x1 - x0, y1 - y0)
            return Sheet(number, width, height, glyphs, lines)
        finally:
            text.close()
            page.close()


def _bounds(page: Any) -> Box:
    """What a viewer shows of the page, in the coordinates of the file."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def _shown(page: Any, bounds: Box) -> Matrix:
    """From the coordinates of the file to those of the page as it is shown, from its lower left corner."""
    x0, y0, x1, y1 = bounds
    shown: dict[int, Matrix] = {
        0: (1, 0, 0, 1, -x0, -y0),
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    return shown[page.get_rotation() % 360]


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(x0: float, y0: float, x1: float, y1: float, matrix: Matrix) -> Box:
    (ax, ay), (bx, by) = _moved(x0, y0, matrix), _moved(x1, y1, matrix)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _glyphs(text: Any, shown: Matrix) -> Iterator[Glyph]:
    """The characters that are drawn; those that pdfium adds between words and lines are left out."""
    rect, own = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for place in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, place)
        if code in _HIGH:
            high = code
            continue
        if pdfium.FPDFText_IsGenerated(text, place) == 1:
            continue
        pdfium.FPDFText_GetLooseCharBox(text, place, rect)
        pdfium.FPDFText_GetMatrix(text, place, own)
        pdfium.FPDFText_GetCharOrigin(text, place, x, y)
        size = pdfium.FPDFText_GetFontSize(text, place)
        a, b = _moved(own.a, own.b, (*shown[:4], 0, 0))
        c, d = _moved(own.c, own.d, (*shown[:4], 0, 0))
        em = abs(size) * hypot(own.c, own.d)
        box = _box(rect.left, rect.bottom, rect.right, rect.top, shown)
        matrix = (a, b, c, d, *_moved(x.value, y.value, shown))
        if box[3] - box[1] > _TALLEST * em:
            box = _box(x.value, y.value, x.value + em, y.value + em, shown)
        yield Glyph(_written(text, place, code, high), box, matrix, em)
        high = 0


def _written(text: Any, place: int, code: int, high: int) -> str:
    if high and code in _LOW:
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
    if not code or code in _LOW or pdfium.FPDFText_HasUnicodeMapError(text, place) == 1:
        return _UNMAPPED
    return chr(code)


def _paths(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """The paths of the page with the way from their coordinates to those of the page, also within forms."""
    count = pdfium.FPDFPage_CountObjects(page)
    yield from _within((pdfium.FPDFPage_GetObject(page, i) for i in range(count)), (1, 0, 0, 1, 0, 0), _DEPTH)


def _within(objects: Iterator[Any], outer: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    for obj in objects:
        kind = pdfium.FPDFPageObj_GetType(obj)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield obj, _joined(_matrix(obj), outer)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            inner = (pdfium.FPDFFormObj_GetObject(obj, i) for i in range(pdfium.FPDFFormObj_CountObjects(obj)))
            yield from _within(inner, _joined(_matrix(obj), outer), depth - 1)


def _matrix(obj: Any) -> Matrix:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(obj, own)
    return own.a, own.b, own.c, own.d, own.e, own.f


def _joined(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does the first, then the second."""
    a, b = _moved(first[0], first[1], (*second[:4], 0, 0))
    c, d = _moved(first[2], first[3], (*second[:4], 0, 0))
    return (a, b, c, d, *_moved(first[4], first[5], second))


def _lines(path: tuple[Any, Matrix], shown: Matrix) -> Iterator[Box]:
    obj, matrix = path
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(obj, fill, stroke)
    if not (fill.value or stroke.value):
        return
    whole = _joined(matrix, shown)
    for points in _subpaths(obj):
        yield from borders([_moved(x, y, whole) for x, y in points], stroked=bool(stroke.value))


def _subpaths(obj: Any) -> Iterator[list[tuple[float, float]]]:
    """The runs of straight segments; a curve divides them, for its control points lie on no line that is drawn."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(pdfium.FPDFPath_CountSegments(obj)):
        segment = pdfium.FPDFPath_GetPathSegment(obj, place)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = []
        points.append((x.value, y.value))
    if len(points) > 1:
        yield points
