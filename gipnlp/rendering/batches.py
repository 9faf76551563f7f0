"""A batch and its store on a terminal or in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from gipnlp.batches import Summary
from gipnlp.rendering.terminal import shown
from gipnlp.store.status import Count, Status

_EXAMPLE = 80


def summary_lines(summary: Summary) -> Iterator[str]:
    """What a run did, in lines."""
    rate = f", {summary.done / summary.seconds:.1f} a second" if summary.done and summary.seconds else ""
    yield (
        f"{summary.done} read, {summary.failed} failed, {summary.skipped} already there "
        f"in {summary.seconds:.0f} s{rate}; {summary.copies} copies"
    )
    if summary.failed_before:
        yield f"{summary.failed_before} failed before and were not tried again; --retry-failed tries them"
    if summary.stale:
        yield f"{summary.stale} were read by another version, models or options; --stale reads them again"
    if summary.ignored:
        kinds = ", ".join(f"{count} {suffix or 'without suffix'}" for suffix, count in summary.ignored.most_common(8))
        yield f"Not looked at, as their names are not those of reports: {kinds}"


def store_view(status: Status) -> RenderableType:
    """What a store holds."""
    head = (
        f"{status.reports} reports of {status.agencies} agencies, {status.facts} facts; {status.failed} files failed; "
        f"{status.files} paths, {status.copies} of them copies"
    )
    parts: list[RenderableType] = [Text(head)]
    if status.run:
        run = status.run
        parts.append(Text(shown(f"Last run: {run['status']}, {run['started']} to {run['ended'] or '…'} UTC")))
    parts += [
        _counted("Failures", status.failures),
        _counted("Failing checks", status.checks),
        _counted("Warnings", status.warnings),
        _counted("Reports by year", status.years),
        _counted("Read by", status.recipes),
    ]
    return Group(*parts)


def _counted(title: str, counts: Sequence[Count]) -> RenderableType:
    if not counts:
        return Text(f"\n{title}: none")
    grid = Grid.grid(padding=(0, 2))
    for one in counts:
        example = shown(one.example)
        grid.add_row(
            Text(str(one.count), justify="right"),
            Text(shown(one.name) or "unknown"),
            Text(example if len(example) <= _EXAMPLE else example[:_EXAMPLE] + "…", style="dim"),
        )
    return Group(Text(f"\n{title}", style="bold"), grid)
