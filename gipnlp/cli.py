"""The command line: each command is one call and its printing.

Standard output holds results alone, all else goes to standard error. What a command needs is imported within it, so
that ``gipnlp --help`` need not wait for it.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gipnlp import __version__
from gipnlp.errors import GipnlpError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gipnlp.report import Report

_FEW = 3
_INTERNAL_HINT = "This is a defect of gipnlp; please report it with the file that caused it."

app = typer.Typer(
    name="gipnlp",
    add_completion=False,
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


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gipnlp {__version__}")
        raise typer.Exit


def _require_suffixes(paths: list[Path] | None) -> list[Path]:
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
        callback=_require_suffixes,
        help="Write the facts to a .csv, .xlsx or .parquet file, or the reports to a .jsonl file. Can be repeated.",
    ),
]


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def extract(paths: Paths, as_json: Json = False, output: Output = None) -> None:
    """Read reports and show their facts, each with its evidence, and the sums that do not hold.

    With --json, one JSON object a line for each report. With -o alone, only a summary on standard error.
    """
    to_screen = as_json or not output
    with _session(quiet=not to_screen) as session, ExitStack() as stack:
        from gipnlp.export import open_export
        from gipnlp.rendering import one_line, report_view

        exports = [stack.enter_context(open_export(path)) for path in output or []]
        for report in session.reports(paths):
            for add in exports:
                add(report)
            if as_json:
                typer.echo(report.to_json())
            elif exports:
                session.say(one_line(report))
            else:
                _show(report_view(report))


@app.command()
def check(
    paths: Paths,
    every: Annotated[bool, typer.Option("--all", help="List the checks that pass or are skipped too.")] = False,
) -> None:
    """Check the sums of reports: those that fail, with what is stated and what the others add up to."""
    with _session() as session:
        from gipnlp.rendering import checks_view

        for report in session.reports(paths):
            _show(checks_view(report, every=every))


@app.command()
def indicators(as_json: Json = False) -> None:
    """List the catalogue of facts: id, name, unit, section, forms, notes."""
    from gipnlp.statute import indicators as catalogue

    if as_json:
        typer.echo(json.dumps([asdict(indicator) for indicator in catalogue().values()], ensure_ascii=False))
    else:
        from gipnlp.rendering import catalogue_view

        _show(catalogue_view(catalogue().values()))


def _show(view: RenderableType) -> None:
    from rich.console import Console

    Console().print(view)


@dataclass
class _Session:
    """One run over many inputs: what cannot be read is said on standard error and remembered, the others are done."""

    quiet: bool = False
    failed: bool = False

    def __post_init__(self) -> None:
        from rich.console import Console

        self._log = Console(stderr=True)

    def say(self, line: str) -> None:
        """One line on standard error, above the progress bar if there is one."""
        from rich.text import Text

        from gipnlp.rendering import shown

        self._log.print(Text(shown(line)), soft_wrap=True)

    def complain(self, line: str) -> None:
        self.failed = True
        self.say(line)

    def reports(self, paths: Iterable[str]) -> Iterator[Report]:
        """The reports at the paths, one after the other."""
        from gipnlp.pipeline import read

        for file in self._with_progress([file for path in paths for file in self._files(path)]):
            try:
                report = read(file)
            except GipnlpError as error:
                self.complain(f"{file}: {error}")
            except Exception as error:
                self.complain(f"{file}: [internal] {type(error).__name__}: {error}. {_INTERNAL_HINT}")
            else:
                yield report

    def _files(self, path: str) -> Sequence[str]:
        """The path itself or, for a folder, the files in it that have a known suffix and are not hidden."""
        from gipnlp.readers import SUFFIXES

        folder = Path(path)
        if not folder.is_dir():
            return [path]
        files = [
            str(file)
            for file in sorted(folder.rglob("*"))
            if file.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in file.relative_to(folder).parts)
            and file.is_file()
        ]
        if not files:
            self.complain(f"{path}: [no-input] The folder holds no file with a known suffix ({', '.join(SUFFIXES)}).")
        return files

    def _with_progress(self, files: Sequence[str]) -> Iterator[str]:
        """The files; with a bar if they are many and it would not run into results on the same terminal."""
        if len(files) <= _FEW or not sys.stderr.isatty() or (not self.quiet and sys.stdout.isatty()):
            yield from files
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # rich would redirect standard output to the console of the bar, which is standard error
        bar = Progress(*columns, console=self._log, transient=True, redirect_stdout=False, redirect_stderr=False)
        with bar:
            yield from bar.track(files)


@contextmanager
def _session(*, quiet: bool = False) -> Iterator[_Session]:
    """A session whose end sets the exit status."""
    session = _Session(quiet)
    try:
        yield session
    except KeyboardInterrupt:
        session.say("Interrupted.")
        raise typer.Exit(130) from None
    except Exception as error:
        from gipnlp.export import ExportError

        if not isinstance(error, ExportError):
            raise
        session.complain(str(error))
    if session.failed:
        raise typer.Exit(1)
