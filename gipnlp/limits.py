"""How much one file may ask for: a report is small, and one made to exhaust the machine is refused."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from gipnlp.errors import TimeLimitError, TooLargeError


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most of one file. The largest real reports stay below a tenth of each.

    Attributes:
        size: Bytes of the file.
        unpacked: Bytes of a part of a Word file, or of all page contents of a PDF together, when unpacked.
        pages: Pages of a PDF.
        scans: Pages that are images; reading one takes seconds.
        text: Characters of text.
        cells: Cells of tables, each as often as it stands in the grid.
        elements: Elements of a web page or of a part of a Word file.
        depth: Elements within each other there; more than 255 are refused whatever the limit.
        seconds: Time to read it; looked at between pages and stages, so that one of them can overrun it.
    """

    size: int = 100_000_000
    unpacked: int = 64_000_000
    pages: int = 1000
    scans: int = 60
    text: int = 500_000
    cells: int = 200_000
    elements: int = 500_000
    depth: int = 200
    seconds: float = 120.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not getattr(self, name) > 0:
                raise ValueError(f"the limit {name} must be more than 0, and is {getattr(self, name)}")

    def changed(self, name: str, value: float) -> Limits:
        """The limits with that one changed.

        Raises:
            ValueError: if there is no limit of that name, or it cannot be so.
        """
        if name not in self.__slots__:
            raise ValueError(f"there is no limit {name!r}; there are {', '.join(self.__slots__)}")
        if name != "seconds" and not float(value).is_integer():
            raise ValueError(f"the limit {name} must be a whole number")
        changed = asdict(self) | {name: value if name == "seconds" else int(value)}
        return Limits(**changed)


class Watch:
    """The limits for one file, with what was used of them so far."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._end = time.monotonic() + self.limits.seconds
        self._text = self._cells = 0

    def time(self) -> None:
        """Look at the clock.

        Raises:
            TimeLimitError: if the time is up.
        """
        if time.monotonic() > self._end:
            raise TimeLimitError(f"Reading the file took longer than {self.limits.seconds:g} s.")

    def size(self, count: int) -> None:
        """Raises TooLargeError for a file of too many bytes."""
        self._within(count, self.limits.size, "bytes")

    def unpacked(self, count: int, what: str) -> None:
        """Raises TooLargeError for a part that is too large when unpacked."""
        self._within(count, self.limits.unpacked, "bytes when unpacked", what)

    def pages(self, count: int) -> None:
        """Raises TooLargeError for too many pages."""
        self._within(count, self.limits.pages, "pages")

    def scans(self, count: int) -> None:
        """Raises TooLargeError for too many pages that are images."""
        self._within(count, self.limits.scans, "pages that are images")

    def elements(self, count: int, what: str = "The page") -> None:
        """Raises TooLargeError for too many elements of markup."""
        self._within(count, self.limits.elements, "elements", what)

    def depth(self, count: int, what: str = "The page") -> None:
        """Raises TooLargeError for elements of markup that are nested too deeply."""
        self._within(count, self.limits.depth, "elements within each other", what)

    def characters(self, count: int) -> None:
        """Raises TooLargeError for too many characters."""
        self._within(count, self.limits.text, "characters")

    def add_text(self, count: int) -> None:
        """Count more characters; raises TooLargeError if they are too many."""
        self._text += count
        self.characters(self._text)

    def cells(self, count: int) -> None:
        """Raises TooLargeError for too many cells, those that were counted before among them."""
        self._within(self._cells + count, self.limits.cells, "cells of tables")

    def add_cells(self, count: int) -> None:
        """Count more cells; raises TooLargeError if they are too many."""
        self.cells(count)
        self._cells += count

    @staticmethod
    def _within(count: int, most: int, unit: str, what: str = "The file") -> None:
        if count > most:
            raise TooLargeError(f"{what} holds more than {most:,} {unit}.")
