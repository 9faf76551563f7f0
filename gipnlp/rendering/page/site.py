"""A store as a folder of pages: an index of its reports, and a page for each; it works from the file system."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from gipnlp.readers.pictures import Picture, page_pictures
from gipnlp.rendering.page import charts, report_page
from gipnlp.rendering.page.templates import rendered
from gipnlp.rendering.page.wording import check_words, indicator_words, labels
from gipnlp.report import Report
from gipnlp.statute import indicators
from gipnlp.store import open_to_read
from gipnlp.store.overview import failing_sums, listed, trends, unread
from gipnlp.store.reading import stored_reports

PAGES = "reports"  # the folder of the reports' pages
_TRENDS = 8


def write_site(store: Path, folder: Path, *, pictures: bool = True) -> Iterator[Path]:
    """Write the index and the pages of a store; yields each file that is written, the index first.

    Args:
        store: Path of the store.
        folder: Where to write: ``index.html`` and ``reports/``; it is made.
        pictures: Show the pages of a PDF whose file is still there, and has not changed, as pictures.

    Raises:
        StoreError: if the file is no store.
    """
    (folder / PAGES).mkdir(parents=True, exist_ok=True)
    index = folder / "index.html"
    index.write_text(index_page(store), encoding="utf-8")
    yield index
    with open_to_read(store) as connection:
        for report in stored_reports(connection):
            drawn = _pictures(report) if pictures else ()
            path = folder / address(report.source.sha256)
            path.write_text(report_page(report, drawn, index="../index.html"), encoding="utf-8")
            yield path


def address(sha256: str) -> str:
    """Where the page of a report is, from the index."""
    return f"{PAGES}/{sha256[:16]}.html"


def _pictures(report: Report) -> Sequence[Picture]:
    try:
        data = Path(report.source.path or "").read_bytes()
    except (OSError, ValueError):
        return ()
    return page_pictures(data) if hashlib.sha256(data).hexdigest() == report.source.sha256 else ()


def index_page(store: Path) -> str:
    """The index of a store, as HTML.

    Raises:
        StoreError: if the file is no store.
    """
    with open_to_read(store) as connection:
        reports, failed, sums = listed(connection), unread(connection), failing_sums(connection)
        courses = trends(connection, _TRENDS)
    return rendered(
        "index",
        {"words": {"shown": labels()["site"]["reports"]}},
        store=store.name,
        reports=reports,
        address=address,
        failed=failed,
        sums=[(check_words(name), count) for name, count in sums],
        years=charts.years_chart(reports),
        quality=charts.quality_chart(reports),
        trends=[
            charts.trend_chart(indicator_words(name), indicators()[name].unit, years) for name, years in courses.items()
        ],
        width=charts.WIDTH,
        height=charts.HEIGHT,
    )
