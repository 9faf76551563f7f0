"""PDF files: two engines give the marks on each page (:mod:`.sheets`); what they mean is decided in :mod:`.layout`.

``pdfium`` is many times faster; a page that it cannot decode (an error, no text, characters without a Unicode value) is
read by ``pdfminer.six`` where that gets more from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from gipnlp.errors import (
    EmptyInputError,
    EncryptedError,
    GipnlpError,
    TimeLimitError,
    TooLargeError,
    TruncatedError,
)
from gipnlp.limits import Watch
from gipnlp.readers.builder import DocumentBuilder, Mark, RawCell
from gipnlp.readers.layout import Page, Ruled, lay_out
from gipnlp.readers.lines import Char, Seen
from gipnlp.readers.ruled import Table
from gipnlp.readers.scans import OCR, is_mapped, mapped, no_text, read_scans
from gipnlp.readers.sheets import Sheet, upright
from gipnlp.readers.streams import check_streams
from gipnlp.report import Document, Places, Warn

if TYPE_CHECKING:
    from gipnlp.readers import Engine

_FEWEST_CHARACTERS = 20
_MOST_UNMAPPED = 0.2


class PdfFile(Protocol):
    """An open PDF file of either engine."""

    name: str

    def __len__(self) -> int: ...

    def sheet(self, number: int) -> Sheet:
        """The page of that number, from 1; an error of any kind if it cannot be read."""
        ...


def read_pdf(data: bytes, password: str = "", engine: Engine = "auto", watch: Watch | None = None) -> Document:
    """The document in a PDF file.

    Args:
        data: The bytes of the file.
        password: Needed for some encrypted files; many open without one.
        engine: Which library reads the pages; ``auto`` takes pdfium, and pdfminer.six for what it cannot decode.
        watch: The limits.

    Raises:
        EmptyInputError: if there are no bytes.
        EncryptedError: if the file needs another password.
        ScanError: if the pages hold (almost) no characters, or characters without Unicode values.
        TimeLimitError, TooLargeError: if the file asks for more than the limits.
        TruncatedError: if the file is damaged or its end is missing.
    """
    watch = watch or Watch()
    if not data:
        raise EmptyInputError("The file is empty.")
    if data.find(b"%PDF-", 0, 1024) < 0:
        raise TruncatedError("The file does not begin like a PDF file.")
    check_streams(data, watch)
    pages, engines, bad_pages = _pages(data, password, engine, watch)
    pages, scanned, scans = read_scans(data, password, pages, watch)
    if scanned:
        engines = OCR if len(scanned) == len(pages) else f"{engines}+{OCR}"
    pages, bad_characters = _check_characters(pages)
    return document_of(pages, "application/pdf", engines, [*bad_pages, *scans, *bad_characters], scanned, watch)


def document_of(
    pages: Sequence[Page], media_type: str, engine: str, warnings: Sequence[Warn], scanned: Sequence[int], watch: Watch
) -> Document:
    """The document of pages of characters and rules; ``scanned`` are the numbers of those that are images."""
    builder = DocumentBuilder(watch, places=Places())
    for piece in lay_out(pages):
        if isinstance(piece, Ruled):
            watch.add_cells((len(piece.table.xs) - 1) * piece.table.height)
            builder.add_grid(_rows(piece.table, pages), piece.page)
        else:
            builder.add_paragraph(piece.text, piece.page, list(_marks(piece.chars, pages)), _seen(piece.chars))
    document = builder.build(media_type, engine, pages=len(pages), warnings=warnings)
    sizes = tuple(_rounded(page.size) for page in pages)
    return replace(document, page_sizes=sizes, scanned=tuple(scanned))


def _rounded(size: tuple[float, float]) -> tuple[float, float]:
    return round(size[0], 2), round(size[1], 2)


def _marks(chars: Iterable[Char], pages: Sequence[Page]) -> Iterator[Mark]:
    return ((char.text, char.page, pages[char.page - 1].shown(char)) for char in chars)


def _seen(chars: Iterable[Char]) -> list[Seen]:
    return [char.seen for char in chars if char.seen]


def _pages(data: bytes, password: str, engine: Engine, watch: Watch) -> tuple[list[Page], str, list[Warn]]:
    """The marks on every page, and the engines that read them; an unreadable page is empty, and a warning says so."""
    first, second = _open(data, password, engine, watch)
    watch.pages(len(first))
    count = 0
    pages: list[Page] = []
    used: dict[str, None] = {}
    warnings: list[Warn] = []
    for number in range(1, len(first) + 1):
        watch.time()
        page, error = _page(first, number)
        name = first.name
        if second and _doubtful(page):
            other, _ = _page(second.file, number)
            if other and (page is None or _legible(other) > _legible(page)):
                page, name = other, second.file.name
        if page is None:
            warnings.append(Warn("unreadable-page", f"Page {number} cannot be read ({error}).", number))
        else:
            used[name] = None
        count += len(page.chars) if page else 0
        watch.characters(count)
        pages.append(page or Page(number, 0.0, 0.0, (), ()))
    if len(warnings) == len(pages):
        raise TruncatedError(f"No page of the PDF file can be read. {warnings[0].message}")
    return pages, "+".join(used), warnings


class _Second:
    """The engine for what the first cannot decode, opened when it is first needed."""

    def __init__(self, data: bytes, password: str, watch: Watch) -> None:
        self._arguments = data, password, watch
        self._file: PdfFile | None = None

    @property
    def file(self) -> PdfFile:
        """The file as pdfminer.six opens it; one without readable pages if it cannot."""
        from gipnlp.readers.by_pdfminer import PdfminerFile

        if self._file is None:
            self._file = PdfminerFile(*self._arguments)
        return self._file


def _open(data: bytes, password: str, engine: Engine, watch: Watch) -> tuple[PdfFile, _Second | None]:
    if engine != "pdfminer":
        from gipnlp.readers.by_pdfium import PdfiumFile

        try:
            return PdfiumFile(data, password, watch), _Second(data, password, watch) if engine == "auto" else None
        except EncryptedError:
            raise
        except GipnlpError:
            if engine == "pdfium":
                raise
    return _Second(data, password, watch).file, None


def _page(file: PdfFile, number: int) -> tuple[Page | None, str]:
    try:
        return upright(file.sheet(number)), ""
    except (TimeLimitError, TooLargeError):
        raise
    except Exception as error:  # one bad page, however it is bad, must not cost the others
        return None, type(error).__name__


def _legible(page: Page | None) -> int:
    return mapped(page.chars)[True] if page else 0


def _doubtful(page: Page | None) -> bool:
    """True for a page that could not be read, has no text, or characters without a Unicode value."""
    return page is None or not page.chars or mapped(page.chars)[False] > 0


def _check_characters(pages: Sequence[Page]) -> tuple[list[Page], list[Warn]]:
    """The pages without the characters that have no Unicode value, and how many these were.

    Raises:
        ScanError: if there are too few characters, or too many of them mean nothing.
    """
    chars = mapped(char for page in pages for char in page.chars)
    if chars[False] > _MOST_UNMAPPED * chars.total():
        raise no_text("The fonts of the PDF file do not say which characters they draw (no Unicode map).")
    if chars[True] < _FEWEST_CHARACTERS:
        raise no_text("The PDF file has pages, but no text layer: it is a scan.")
    if not chars[False]:
        return list(pages), []
    lost = f"{chars[False]} characters have no Unicode value and are left out."
    return (
        [replace(page, chars=[char for char in page.chars if is_mapped(char.text)]) for page in pages],
        [Warn("unmapped-characters", lost)],
    )


def _rows(table: Table, pages: Sequence[Page]) -> list[list[RawCell | None]]:
    rows: list[list[RawCell | None]] = [[None] * (len(table.xs) - 1) for _ in range(table.height)]
    for box in table.boxes:
        marks, seen = tuple(_marks(box.chars, pages)), _seen(box.chars)
        cell = RawCell(box.text, box.row, box.column, box.rowspan, box.colspan, marks, seen)
        for row in rows[box.row : box.end]:
            row[slice(*box.columns)] = [cell] * box.colspan
    return rows
