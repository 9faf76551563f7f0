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
MaxSize = Annotated[
    float | None, typer.Option("--max-size", metavar="MB", min=0.001, help="Refuse a larger file.", show_default="100")
]
MaxPages = Annotated[
    int | None, typer.Option("--max-pages", metavar="N", min=1, help="Refuse a longer PDF.", show_default="1000")
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", metavar="S", min=0.001, help="Give a file up after that time.", show_default="120"),
]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Ask no trained model: headings and rules alone.")]
CorpusFolder = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", show_default=False, help="Folder of passages; by default corpus/passages."),
]


def chosen_limits(size: float | None, pages: int | None, seconds: float | None) -> Limits:
    """The limits with those that were given: megabytes, pages, seconds."""
    from gipnlp.limits import Limits

    given = {"size": None if size is None else int(size * 1e6), "pages": pages, "seconds": seconds}
    return Limits(**{name: limit for name, limit in given.items() if limit is not None})  # type: ignore[arg-type]


def chosen_models(folder: Path | None) -> Models:
    """The models of a folder, or those that come with gipnlp."""
    from gipnlp.learned import Models, packaged

    return Models(folder) if folder else packaged()
