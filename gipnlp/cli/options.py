"""Arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gipnlp.learned import Models
    from gipnlp.limits import Limits


def require_suffixes(paths: list[Path] | None) -> list[Path]:
    """The paths of -o, each with a suffix that can be written."""
    from gipnlp.export import ExportError, require_suffix

    for path in paths or []:
        try:
            require_suffix(path)
        except ExportError as error:
            raise typer.BadParameter(str(error)) from None
    return paths or []


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", show_default=False, help="Reports (PDF, HTML, Markdown, text), or folders of them."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        show_default=False,
        callback=require_suffixes,
        help="Write the facts to a .csv, .xlsx or .parquet file, or the reports to a .jsonl file. Can be repeated.",
    ),
]


ModelsFolder = Annotated[
    Path | None,
    typer.Option("--models", metavar="DIR", show_default=False, help="Trained models to use instead of gipnlp's own."),
]


class PdfEngine(StrEnum):
    """Which library reads the pages of a PDF."""

    auto = "auto"
    pdfium = "pdfium"
    pdfminer = "pdfminer"


EngineOption = Annotated[
    PdfEngine, typer.Option("--engine", help="What reads PDF pages; auto: pdfium, and pdfminer.six where that fails.")
]
LimitOptions = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=N",
        show_default=False,
        help="Change how much one file may ask for: size, unpacked (bytes), pages, scans, text (characters), cells, "
        "elements, depth, seconds. Can be repeated: --limit pages=2000 --limit seconds=600.",
    ),
]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Ask no trained model: headings and rules alone.")]
CorpusFolder = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", show_default=False, help="Folder of passages; by default corpus/passages."),
]


def chosen_limits(changes: list[str] | None) -> Limits:
    """The limits with the changes of --limit, each ``NAME=N``."""
    from gipnlp.limits import Limits

    limits = Limits()
    for change in changes or []:
        name, _, number = change.partition("=")
        try:
            limits = limits.changed(name.strip(), float(number))
        except ValueError as error:
            raise typer.BadParameter(f"{change!r}: {error}", param_hint="--limit") from None
    return limits


def chosen_models(folder: Path | None) -> Models:
    """The models of a folder, or those that come with gipnlp."""
    from gipnlp.learned import Models, packaged

    return Models(folder) if folder else packaged()
