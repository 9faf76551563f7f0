"""The application that the commands are added to."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from gipnlp import __version__

app = typer.Typer(
    name="gipnlp",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn Chinese government-information-disclosure annual reports (政府信息公开工作年度报告) into checked facts.",
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


def examples(*commands: str) -> str:
    """The end of a command's help: commands to copy, each on a line of its own."""
    return "\n\n".join(("Examples:", *commands))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gipnlp {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    pass
