"""Where figures stand on the pages of a PDF, so that a viewer can show them."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from gipnlp.report import Fact, Places, Table, TableCell

Figure = TypeVar("Figure", Fact, TableCell)


def placed(figure: Figure, places: Places | None) -> Figure:
    """The figure with its page and box; as it is if its characters stand on no page."""
    place = places.of(figure.span) if places and figure.span else None
    return replace(figure, page=place[0], box=place[1]) if place else figure


def placed_table(table: Table, places: Places | None) -> Table:
    """The table with the pages and boxes of its cells."""
    return replace(table, cells=tuple(tuple(cell and placed(cell, places) for cell in row) for row in table.cells))
