"""What a reader returns: one cleaned text, and spans, blocks and grids that stand off from it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters ``[start, end)`` of the report's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid. A merged cell is one object that stands in every place it covers."""

    span: Span
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is drawn: rows of equal length; ``None`` where no cell is drawn.

    The text of the cells stands in the document's text row by row, cells of a row divided by a tab, rows by a line
    feed, each merged cell once, at its first place.
    """

    span: Span
    page: int | None
    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line or several that belong together) or a whole grid, in reading order."""

    span: Span
    page: int | None
    kind: Literal["paragraph", "grid"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Warn:
    """Something unreadable, ambiguous, missing or inferred. ``code`` is listed in the documentation."""

    code: str
    message: str
    page: int | None = None


Box = tuple[float, float, float, float]  # x0, top, x1, bottom


class Places:
    """Where each character of a text stands on the pages of a PDF.

    A box is ``(x0, top, x1, bottom)`` in points (1/72 inch) from the top left corner of the page as a viewer shows it:
    cropped and turned. 18 bytes for each character.
    """

    def __init__(self) -> None:
        self._pages = array("H")  # 0: on no page
        self._boxes = array("f")

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: int, box: Box) -> None:
        """The place of the next character."""
        self._pages.append(page)
        self._boxes.extend(box)

    def skip(self, count: int) -> None:
        """Say that the next characters are on no page: white space, and what a reader adds."""
        self._pages.frombytes(bytes(count * self._pages.itemsize))
        self._boxes.frombytes(bytes(4 * count * self._boxes.itemsize))

    def of(self, span: Span) -> tuple[int, Box] | None:
        """The page of the span's first character, from 1, and the box around all its characters on that page.

        Where a line break divides them, that box holds what stands beside them too. None if none of them is on a page.
        """
        places = [place for place in range(span.start, span.end) if self._pages[place]]
        if not places:
            return None
        page = self._pages[places[0]]
        x0, top, x1, bottom = zip(
            *(self._boxes[4 * place : 4 * place + 4] for place in places if self._pages[place] == page), strict=True
        )
        return page, (round(min(x0), 2), round(min(top), 2), round(max(x1), 2), round(max(bottom), 2))


@dataclass(frozen=True, slots=True)
class Sight:
    """A figure, or a digit of one, that was read from an image.

    Attributes:
        span: Where it stands in the text.
        confidence: The probability of that reading.
        candidates: The readings with their probabilities, the likeliest first, where there are others.
    """

    span: Span
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of the bytes: one cleaned text with its blocks and grids.

    ``scanned`` are the pages that were read from images, and ``sights`` how their figures were read.
    """

    text: str
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    media_type: str
    engine: str
    pages: int | None = None
    title: str | None = None
    warnings: tuple[Warn, ...] = ()
    places: Places | None = None
    page_sizes: tuple[tuple[float, float], ...] = ()
    sights: tuple[Sight, ...] = ()
    scanned: tuple[int, ...] = ()
