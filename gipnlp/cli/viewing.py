"""The command for looking at what was read in a browser: view."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gipnlp.cli.app import app, examples
from gipnlp.cli.options import EngineOption, ModelsFolder, PdfEngine, RulesOnly
from gipnlp.cli.session import open_session

if TYPE_CHECKING:
    from gipnlp.cli.session import Session

_SQLITE = b"SQLite format 3\0"


@app.command(epilog=examples("gipnlp view corpus/samples/qinghe-2022.pdf -o page.html"))
def view(
    path: Annotated[
        str, typer.Argument(metavar="REPORT|STORE", show_default=False, help="A report, or the store of a batch.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="PATH", show_default=False, help="The .html file to write; of a store the folder."
        ),
    ],
    pictures: Annotated[bool, typer.Option(help="Show the pages of a PDF as pictures too.")] = True,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
    engine: EngineOption = PdfEngine.auto,
) -> None:
    """Write pages to look at: a report with its facts marked beside tables, sums and narrative; a batch as an index.

    They need no network. In a report's page facts can be marked right, wrong or corrected; the file that it saves goes
    into a corpus by `gipnlp annotate import`.
    """
    with open_session() as session:
        if _is_store(path):
            _write_site(session, Path(path), output, pictures)
            return
        from gipnlp.readers.pictures import page_pictures
        from gipnlp.rendering.page import report_page

        for report in session.reports([path], models, rules_only, engine.value):
            drawn = page_pictures(Path(path).read_bytes()) if pictures else []
            _write(output, report_page(report, drawn))
            session.say(f"{output}: {len(report.facts)} facts, {len(drawn)} pages")


def _is_store(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:  # a report that is not there has its own complaint
        return False


def _write_site(session: Session, store: Path, folder: Path, pictures: bool) -> None:
    from gipnlp.rendering.page.site import write_site

    if folder.is_file():
        raise typer.BadParameter(f"{folder} is a file; name a folder for the pages of a store.")
    written = sum(1 for _ in write_site(store, folder, pictures=pictures))
    session.say(f"{folder / 'index.html'}: {written - 1} reports")


def _write(output: Path, page: str) -> None:
    if output.is_dir() or not output.parent.is_dir():
        raise typer.BadParameter(f"{output} is no file that can be written; name a .html file in a folder that exists.")
    output.write_text(page, encoding="utf-8")
