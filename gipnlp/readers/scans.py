"""Pages that are images: which ones are, and their text by OCR where the extra ``gipnlp[ocr]`` is installed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gipnlp.errors import GipnlpError, ScanError
from gipnlp.limits import Watch
from gipnlp.readers.layout import Page
from gipnlp.readers.lines import Char
from gipnlp.readers.ocr import HINT, NAME, installed
from gipnlp.report import Document, Warn

if TYPE_CHECKING:
    from gipnlp.readers.by_pdfium import PdfiumFile

OCR = NAME
FEWEST_CHARACTERS = 20  # of a page with text
_MOST_UNMAPPED = 0.2
_LEAST_IMAGE = 0.2  # share of the page
_PIXELS = 2480  # of the short side of a page when it is drawn: A4 at 300 dpi


def is_mapped(text: str) -> bool:
    """True if the text of a character is a Unicode value that means something."""
    first = ord(text[0])
    return not (text.startswith("(cid:") or first == 0xFFFD or 0xE000 <= first < 0xF900)


def mapped(chars: Iterable[Char]) -> Counter[bool]:
    """How many of the characters have such a value, and how many have not."""
    found = Counter[bool]()
    for text, count in Counter(char.text for char in chars).items():
        found[is_mapped(text)] += count
    return found


def read_scans(
    data: bytes, password: str, pages: Sequence[Page], watch: Watch
) -> tuple[list[Page], list[int], list[Warn]]:
    """The pages of a PDF file, those that are images or have characters without meaning by OCR.

    Returns:
        The pages, the numbers of those that were read by OCR, and a warning that says so, or that they were not read.

    Raises:
        TimeLimitError, TooLargeError: if more pages are images than the limits allow, or reading them takes too long.
    """
    from gipnlp.readers.by_pdfium import PdfiumFile

    suspects = [page.number for page in pages if _may_be_scanned(page)]
    if not suspects:
        return list(pages), [], []
    try:
        file = PdfiumFile(data, password, watch)
    except GipnlpError:
        return list(pages), [], []
    by_number = {page.number: page for page in pages}
    shares = {number: share for number in suspects if (share := _image_share(file, number)) is not None}
    numbers = [number for number in shares if _unmapped(by_number[number]) or shares[number] >= _LEAST_IMAGE]
    if not numbers:
        return list(pages), [], []
    if not installed():
        return list(pages), [], [Warn("unread-scan", f"{_named(numbers)} and not read. {HINT}", numbers[0])]
    watch.scans(len(numbers))
    for number in numbers:
        watch.time()
        short = max(min(by_number[number].size), 1.0)
        page = _read(file.picture(number, _PIXELS / short), number)
        by_number[number] = replace(page, zoom=short / min(page.width, page.height))
    return list(by_number.values()), numbers, [_said(numbers)]


def _image_share(file: PdfiumFile, number: int) -> float | None:
    """The share of the page that an image covers; None of a page that pdfium cannot load."""
    from pypdfium2 import PdfiumError

    try:
        return file.image_share(number)
    except PdfiumError:
        return None


def read_images(data: bytes, media_type: str, watch: Watch | None = None) -> Document:
    """The document in an image file; each image of a TIFF file is a page.

    Raises:
        ScanError: if the extra is not installed, or no text is found.
        TimeLimitError, TooLargeError: if the file asks for more than the limits, or has more pixels than any report.
        TruncatedError: if the file is damaged.
    """
    if not installed():
        raise ScanError("The file is an image.")
    from gipnlp.readers.ocr.pictures import open_images
    from gipnlp.readers.pdf import document_of

    watch = watch or Watch()
    pages = []
    for number, image in enumerate(open_images(data, watch), start=1):
        watch.time()
        pages.append(_read(image, number))
    if sum(len(page.chars) for page in pages) < FEWEST_CHARACTERS:
        raise no_text("The file is an image.")
    numbers = [page.number for page in pages]
    return document_of(pages, media_type, OCR, [_said(numbers)], numbers, watch)


def no_text(message: str) -> ScanError:
    """The error for pages without text: what to do depends on whether OCR was there to find none."""
    if installed():
        return ScanError(
            f"{message} OCR finds no text in it.", "Scan it again, upright, straight and at 200 dpi or more."
        )
    return ScanError(message)


def _read(image: Any, number: int) -> Page:
    from gipnlp.readers.ocr.page import read_page, turned
    from gipnlp.readers.ocr.pictures import straightened

    return read_page(turned(straightened(image)), number)


def _may_be_scanned(page: Page) -> bool:
    return mapped(page.chars)[True] < FEWEST_CHARACTERS or _unmapped(page)


def _unmapped(page: Page) -> bool:
    """True if too many characters have no Unicode value: their font must be read from its looks."""
    count = len(page.chars)
    return count >= FEWEST_CHARACTERS and mapped(page.chars)[False] > _MOST_UNMAPPED * count


def _said(numbers: Sequence[int]) -> Warn:
    return Warn("read-by-ocr", f"{_named(numbers)} and read by OCR ({OCR}): its figures are less sure.", numbers[0])


def _named(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:10])) + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")
    return f"Page {listed} is an image" if len(numbers) == 1 else f"Pages {listed} are images"
