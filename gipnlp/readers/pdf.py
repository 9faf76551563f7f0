"""PDF files, by pdfminer.six: characters with boxes and ruling lines; what they mean is decided in ``layout``."""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import hypot
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from gipnlp.errors import EmptyInputError, EncryptedError, ScanError, TruncatedError
from gipnlp.readers.builder import DocumentBuilder, RawCell
from gipnlp.readers.layout import Page, Ruled, lay_out
from gipnlp.readers.lines import Char, visible
from gipnlp.readers.ruled import Rule, Table
from gipnlp.report import Document, Warn
from gipnlp.text import clean

Box = tuple[float, float, float, float]

_FEWEST_CHARACTERS = 20
_MOST_UNMAPPED = 0.2
_THICKEST_FILL = 3.5

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of a font that costs no character


def read_pdf(data: bytes, password: str = "") -> Document:
    """The document in a PDF file.

    Args:
        data: The bytes of the file.
        password: Needed for some encrypted files; many open without one.

    Raises:
        EmptyInputError: if there are no bytes.
        EncryptedError: if the file needs another password.
        ScanError: if the pages hold (almost) no characters, or characters without Unicode values.
        TruncatedError: if the file is damaged or its end is missing.
    """
    pages, bad_pages = _pages(_open(data, password))
    pages, bad_characters = _check_characters(pages)
    builder = DocumentBuilder()
    for piece in lay_out(pages):
        if isinstance(piece, Ruled):
            builder.add_grid(_rows(piece.table), piece.page)
        else:
            builder.add_paragraph(piece.text, piece.page)
    return builder.build("application/pdf", "pdfminer.six", pages=len(pages), warnings=[*bad_pages, *bad_characters])


def _open(data: bytes, password: str) -> PDFDocument:
    if not data:
        raise EmptyInputError("The file is empty.")
    start = data.find(b"%PDF-", 0, 1024)
    if start < 0:
        raise TruncatedError("The file does not begin like a PDF file.")
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data[start:])), password)
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


def _pages(document: PDFDocument) -> tuple[list[Page], list[Warn]]:
    """The marks on every page; a page that cannot be read is empty, and a warning says so."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    pages: list[Page] = []
    warnings: list[Warn] = []
    for number, page in enumerate(_page_objects(document), 1):
        try:
            interpreter.process_page(page)
            pages.append(_marks(number, device.get_result()))
        except Exception as error:  # one bad page, however it is bad, must not cost the others
            pages.append(Page(number, 0.0, 0.0, (), ()))
            warnings.append(Warn("unreadable-page", f"Page {number} cannot be read ({type(error).__name__}).", number))
    if not pages:
        raise TruncatedError("The PDF file has no pages.")
    if len(warnings) == len(pages):
        raise TruncatedError(f"No page of the PDF file can be read. {warnings[0].message}")
    return pages, warnings


def _page_objects(document: PDFDocument) -> list[PDFPage]:
    try:
        return list(PDFPage.create_pages(document))
    except Exception as error:  # see _open
        raise TruncatedError(f"The list of pages is damaged ({type(error).__name__}).") from error


def _marks(number: int, sheet: LTPage) -> Page:
    """The characters and rules of the page, turned upright if most of its text runs up or down."""
    items = list(_items(sheet))
    chars = [item for item in items if isinstance(item, LTChar)]
    turn = Counter(_direction(char) for char in chars).most_common(1)[0][0] if chars else 0

    def placed(x0: float, y0: float, x1: float, y1: float) -> Box:
        across = (x0 - sheet.x0, x1 - sheet.x0), (sheet.x1 - x1, sheet.x1 - x0)
        up = (y0 - sheet.y0, y1 - sheet.y0), (sheet.y1 - y1, sheet.y1 - y0)
        return {
            0: (*across[0], *up[1]),
            90: (*up[0], *across[0]),
            180: (*across[1], *up[0]),
            270: (*up[1], *across[1]),
        }[turn]

    width, height = (sheet.height, sheet.width) if turn % 180 else (sheet.width, sheet.height)
    drawn = [Char(clean(char.get_text()), *placed(*_em_box(char)), _size(char)) for char in chars]
    rules = [Rule(*placed(*box)) for item in items if isinstance(item, LTCurve) for box in _rules(item)]
    on_page = [char for char in drawn if 0 <= char.x <= width and 0 <= char.y <= height]
    return Page(number, width, height, visible(on_page), rules)


def _items(container: LTContainer[Any]) -> Iterator[Any]:
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _direction(char: LTChar) -> int:
    """How far the text is turned, counter-clockwise, in degrees: 0, 90 (it runs up), 180 or 270."""
    a, b = char.matrix[:2]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def _size(char: LTChar) -> float:
    return char.width if _direction(char) % 180 else char.height


def _em_box(char: LTChar) -> Box:
    """The box of the character, of the same height for every font: what fonts say of their depth cannot be trusted."""
    size, up = _size(char), hypot(*char.matrix[2:4])
    x, y = char.matrix[4:6]
    if not up or _direction(char) or abs(char.x0 - x) > 0.25 * size:  # the last: set in a font for vertical writing
        return char.bbox
    return char.x0, y - 0.12 * size, char.x1, y + 0.88 * size


def _rules(curve: LTCurve) -> Iterator[Box]:
    """The straight pieces that can be borders: a thin box, or the stroked sides of a path."""
    if min(curve.width, curve.height) <= _THICKEST_FILL:
        yield curve.bbox
    elif curve.stroke:
        for (x0, y0), (x1, y1) in pairwise([*curve.pts, curve.pts[0]]):
            if abs(x0 - x1) < 1 or abs(y0 - y1) < 1:
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _check_characters(pages: Sequence[Page]) -> tuple[list[Page], list[Warn]]:
    """The pages without the characters that have no Unicode value, and how many these were.

    Raises:
        ScanError: if there are too few characters, or too many of them mean nothing.
    """
    chars = Counter(_is_mapped(char) for page in pages for char in page.chars)
    if chars[False] > _MOST_UNMAPPED * chars.total():
        raise ScanError("The fonts of the PDF file do not say which characters they draw (no Unicode map).")
    if chars[True] < _FEWEST_CHARACTERS:
        raise ScanError("The PDF file has pages, but no text layer: it is a scan.")
    if not chars[False]:
        return list(pages), []
    lost = f"{chars[False]} characters have no Unicode value and are left out."
    return (
        [replace(page, chars=[char for char in page.chars if _is_mapped(char)]) for page in pages],
        [Warn("unmapped-characters", lost)],
    )


def _is_mapped(char: Char) -> bool:
    first = ord(char.text[0])
    return not (char.text.startswith("(cid:") or first == 0xFFFD or 0xE000 <= first < 0xF900)


def _rows(table: Table) -> list[list[RawCell | None]]:
    rows: list[list[RawCell | None]] = [[None] * (len(table.xs) - 1) for _ in range(table.height)]
    for box in table.boxes:
        cell = RawCell(box.text, box.row, box.column, box.rowspan, box.colspan)
        for row in rows[box.row : box.end]:
            row[slice(*box.columns)] = [cell] * box.colspan
    return rows
