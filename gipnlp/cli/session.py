"""One run of a command over many inputs: progress, complaints, exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gipnlp.errors import GipnlpError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gipnlp.limits import Limits
    from gipnlp.readers import Engine
    from gipnlp.report import Report

_FEW = 3
_INTERNAL_HINT = "This is a defect of gipnlp; please report it with the file that caused it."


def show(view: RenderableType) -> None:
    """Print a view on standard output."""
    from rich.console import Console

    Console().print(view)


@dataclass
class Session:
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

    def show(self, view: RenderableType) -> None:
        """A view on standard error."""
        self._log.print(view)

    def complain(self, line: str) -> None:
        """The same, of an input that could not be read."""
        self.failed = True
        self.say(line)

    def reports(
        self,
        paths: Iterable[str],
        models: Path | None = None,
        rules_only: bool = False,
        engine: Engine = "auto",
        limits: Limits | None = None,
    ) -> Iterator[Report]:
        """The reports at the paths, one after the other."""
        from gipnlp.pipeline import read

        for file in self._with_progress([file for path in paths for file in self.files(path)]):
            try:
                report = read(file, models=models, rules_only=rules_only, engine=engine, limits=limits)
            except GipnlpError as error:
                self.complain(f"{file}: {error}")
            except Exception as error:
                self.complain(f"{file}: [internal] {type(error).__name__}: {error}. {_INTERNAL_HINT}")
            else:
                yield report

    def files(self, path: str) -> Sequence[str]:
        """The path itself or, for a folder, the files in it that have a known suffix and are not hidden."""
        from gipnlp.many import Unread, files_of

        files = []
        for file in files_of(path):
            if isinstance(file, Unread):
                self.complain(f"{file.path}: {file.error}")
            else:
                files.append(file)
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
def open_session(*, quiet: bool = False) -> Iterator[Session]:
    """A session whose end sets the exit status."""
    session = Session(quiet)
    try:
        yield session
    except KeyboardInterrupt:
        session.say("Interrupted.")
        raise typer.Exit(130) from None
    except OSError as error:
        session.complain(f"{error.filename or 'A file'}: {error.strerror}. Check the path and the permissions.")
    except Exception as error:
        from gipnlp.export import ExportError

        if not isinstance(error, ExportError | GipnlpError):
            raise
        session.complain(str(error))
    if session.failed:
        raise typer.Exit(1)
