"""Pages to look at in a browser: files that ask for nothing of the network and run nothing that a report holds."""

from __future__ import annotations

from collections.abc import Sequence

from gipnlp.readers.pictures import Picture
from gipnlp.rendering.page.content import Content
from gipnlp.rendering.page.templates import rendered
from gipnlp.report import Report

__all__ = ["report_page"]


def report_page(report: Report, pictures: Sequence[Picture] = (), index: str | None = None) -> str:
    """The page of a report, as HTML.

    Args:
        report: A report as read.
        pictures: Its pages as :func:`gipnlp.readers.pictures.page_pictures` draws them; without them the text alone.
        index: Address of the index that the page belongs to.
    """
    content = Content(report, pictures, index)
    return rendered("report", content.data(), content=content, report=report)
