"""How a batch goes, told on a terminal by a bar, elsewhere by lines, or as JSON lines for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from gipnlp.batches import Event, Finished, Looked, Started

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, Task

Tell = Callable[[Event], None]
_EVERY = 10.0  # seconds between two lines


def json_log(event: str, **values: Any) -> None:
    """One line of JSON on standard output: when, what, and the values."""
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
    text = json.dumps(line, ensure_ascii=False, default=str)
    typer.echo(text.encode("utf-8", "backslashreplace").decode())


def as_json(event: Event) -> None:
    """Each event as a line of JSON."""
    json_log(type(event).__name__.lower(), **asdict(event))


class Lines:
    """Failures, and every ten seconds how far the batch is."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._told = time.monotonic()
        self.counts = Counts()

    def __call__(self, event: Event) -> None:
        """Tell an event."""
        self.counts.add(event)
        if isinstance(event, Finished) and event.code:
            self._say(failure_line(event))
        elif isinstance(event, Started):
            self._say(started_line(event))
        if time.monotonic() - self._told >= _EVERY:
            self._told = time.monotonic()
            self._say(self.counts.line())


class Counts:
    """How many files are done, and how fast."""

    def __init__(self) -> None:
        self.done = self.failed = self.skipped = self.todo = 0
        self.looked = ""
        self._begun = time.monotonic()

    def add(self, event: Event) -> None:
        """Count an event."""
        if isinstance(event, Started):
            self.todo, self.skipped = event.todo, event.skipped
            self._begun = time.monotonic()
        elif isinstance(event, Looked):
            self.looked = f"{event.files} of {event.of} files looked at"
        elif event.code:
            self.failed += 1
        else:
            self.done += 1

    @property
    def rate(self) -> float:
        """Files a second since reading began."""
        return (self.done + self.failed) / max(time.monotonic() - self._begun, 1e-6)

    def line(self) -> str:
        """All of it in a line."""
        over = self.done + self.failed
        if not self.todo:
            return self.looked
        left = _duration((self.todo - over) / self.rate) if over else "?"
        return (
            f"{over} of {self.todo}: {self.done} done, {self.failed} failed, {self.skipped} skipped; "
            f"{self.rate:.1f} a second, {left} left"
        )


def failure_line(event: Finished) -> str:
    """A failure in a line."""
    return f"{event.path}: [{event.code}] {event.message} {event.hint}"


def started_line(event: Started) -> str:
    """What is to be done, in a line."""
    parts = [f"{event.todo} to read", f"{event.skipped} already in the store"]
    if event.failed_before:
        parts.append(f"{event.failed_before} failed before (--retry-failed tries them again)")
    if event.stale:
        parts.append(f"{event.stale} read by another version, models or options (--stale reads them again)")
    return "; ".join(parts)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


@contextmanager
def bar_or_lines(say: Callable[[str], None]) -> Iterator[Tell]:
    """What tells events on standard error: a bar on a terminal, else lines."""
    if not sys.stderr.isatty():
        yield Lines(say)
        return
    from rich.console import Console
    from rich.text import Text

    counts = Counts()
    console = Console(stderr=True)
    with _bar(console, counts) as bar:
        task = bar.add_task("Looking", total=None)

        def tell(event: Event) -> None:
            from gipnlp.rendering import shown

            counts.add(event)
            if isinstance(event, Looked):
                bar.update(task, total=event.of, completed=event.files)
            elif isinstance(event, Started):
                bar.reset(task, description="Reading", total=event.todo)
                console.print(Text(started_line(event)), soft_wrap=True)
            else:
                if event.code:
                    console.print(Text(shown(failure_line(event))), soft_wrap=True)
                bar.update(task, completed=counts.done + counts.failed)

        yield tell


def _bar(console: Any, counts: Counts) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class CountsColumn(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{counts.failed} failed, {counts.skipped} skipped, {counts.rate:.1f}/s")

    columns: list[ProgressColumn] = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        CountsColumn(),
        TimeRemainingColumn(),
    ]
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
