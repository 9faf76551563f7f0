"""The command for looking at what was read in a browser: view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gipnlp.cli.app import app
from gipnlp.cli.options import EngineOption, ModelsFolder, PdfEngine, RulesOnly
from gipnlp.cli.session import open_session


@app.command()
def view(
    path: Annotated[str, typer.Argument(metavar="REPORT", show_default=False, help="A report.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", show_default=False, help="The .html file to write.")
    ],
    pictures: Annotated[bool, typer.Option(help="Show the pages of a PDF as pictures too.")] = True,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
    engine: EngineOption = PdfEngine.auto,
) -> None:
    """Write a page to look at: the document with its facts marked beside facts, tables, sums and narrative.

    One file that needs no network. In it facts can be marked right, wrong or corrected; the file that it saves goes
    into a corpus by `gipnlp annotate import`.
    """
    with open_session() as session:
        from gipnlp.readers.pictures import page_pictures
        from gipnlp.rendering.page import report_page

        for report in session.reports([path], models, rules_only, engine.value):
            drawn = page_pictures(Path(path).read_bytes()) if pictures else []
            output.write_text(report_page(report, drawn), encoding="utf-8")
            session.say(f"{output}: {len(report.facts)} facts, {len(drawn)} pages")
