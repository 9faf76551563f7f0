"""Commands over many reports: batch, status, export."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from gipnlp.cli.app import app, examples
from gipnlp.cli.options import EngineOption, Json, ModelsFolder, PdfEngine, RulesOnly, require_suffixes
from gipnlp.cli.session import Session, open_session, show

if TYPE_CHECKING:
    from gipnlp.batches import Summary
    from gipnlp.report import Source


class _Backend(StrEnum):
    loky = "loky"
    threading = "threading"
    dask = "dask"
    ray = "ray"


class _Shape(StrEnum):
    facts = "facts"
    panel = "panel"
    failures = "failures"
    reports = "reports"


class _Terminated(KeyboardInterrupt):
    """The system, or whoever watches it, asked the process to end."""


StoreArgument = Annotated[Path, typer.Argument(metavar="STORE", show_default=False, help="Store of a batch.")]


@app.command(epilog=examples("gipnlp batch corpus/samples --store reports.db"))
def batch(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            show_default=False,
            help="Folders, files, quoted patterns ('reports/**/*.pdf'), or @FILE with one of these a line.",
        ),
    ],
    store: Annotated[Path, typer.Option("--store", metavar="FILE", show_default=False, help="The store to write.")],
    workers: Annotated[
        int | None,
        typer.Option(
            "-j", "--workers", metavar="N", min=1, show_default=False, help="Processes; by default one a processor."
        ),
    ] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Read also what failed before.")] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="Read again what another version, other models or options have read.")
    ] = False,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="For one file, models loaded.")
    ] = 120.0,
    memory_limit: Annotated[
        int, typer.Option("--memory-limit", metavar="MB", min=1, help="For the process that reads a file.")
    ] = 2048,
    backend: Annotated[
        _Backend, typer.Option("--backend", help="Of joblib; dask and ray: on a cluster.")
    ] = _Backend.loky,
    address: Annotated[
        str | None, typer.Option("--address", metavar="URL", show_default=False, help="Of the cluster.")
    ] = None,
    log_json: Annotated[
        bool, typer.Option("--json-log", help="Print each event as a line of JSON, and nothing else.")
    ] = False,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
    engine: EngineOption = PdfEngine.auto,
) -> None:
    """Read many reports into a store; stopped or killed at any moment, the same command goes on where it was."""
    with _stoppable(), open_session(quiet=True) as session, ExitStack() as stack:
        from gipnlp import batches
        from gipnlp.cli.progress import as_json, bar_or_lines, json_log

        tell = as_json if log_json else stack.enter_context(bar_or_lines(session.say))
        try:
            summary = batches.batch(
                sources,
                store,
                models=models,
                rules_only=rules_only,
                engine=engine.value,
                retry_failed=retry_failed,
                stale=stale,
                limits=batches.Limits(time_limit, memory_limit),
                workers=workers,
                backend=backend.value,
                address=address,
                tell=tell,
            )
        except KeyboardInterrupt as error:
            stack.close()
            _stop(session, isinstance(error, _Terminated))
        stack.close()  # the bar is taken away
        session.failed = bool(summary.failed or summary.failed_before)
        if log_json:
            json_log("ended", **vars(summary))
        else:
            _summarise(session, summary, store)


def _summarise(session: Session, summary: Summary, store: Path) -> None:
    from gipnlp.rendering.batches import store_view, summary_lines
    from gipnlp.store.status import status

    for line in summary_lines(summary):
        session.say(line)
    session.show(store_view(status(store)))


@contextmanager
def _stoppable() -> Iterator[None]:
    """A request to end is an interruption: what is written stays written, and the run is noted as interrupted."""

    def end(number: int, frame: Any) -> None:
        raise _Terminated

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _stop(session: Session, terminated: bool) -> NoReturn:
    session.say("Stopped. What was read is in the store; the same command goes on from there.")
    raise typer.Exit(143 if terminated else 130) from None


@app.command(epilog=examples("gipnlp status reports.db"))
def status(store: StoreArgument, as_json: Json = False) -> None:
    """Show what a store holds: reports, failures and failing checks by kind, the last run."""
    with open_session():
        from gipnlp.store.status import status as status_of

        found = status_of(store)
        if as_json:
            typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        else:
            from gipnlp.rendering.batches import store_view

            show(store_view(found))


def _sources(text: str) -> tuple[Source, ...]:
    from gipnlp.store.panel import PREFERENCE

    named = [part.strip() for part in text.split(",")]
    if unknown := [name for name in named if name not in PREFERENCE]:
        raise typer.BadParameter(f"{unknown[0]!r} is none of {', '.join(PREFERENCE)}")
    return tuple(source for name in named for source in PREFERENCE if source == name)


@app.command(epilog=examples("gipnlp export reports.db --as panel -o panel.csv"))
def export(
    store: StoreArgument,
    output: Annotated[
        list[Path],
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            show_default=False,
            callback=require_suffixes,
            help="A .parquet, .csv, .xlsx or .jsonl file. Can be repeated.",
        ),
    ],
    shape: Annotated[
        _Shape,
        typer.Option(
            "--as", help="One fact a row; one agency and year a row; why files failed; whole reports (.jsonl)."
        ),
    ] = _Shape.facts,
    applicants: Annotated[
        bool, typer.Option("--applicants", help="Panel: columns for kinds of applicants too.")
    ] = False,
    prefer: Annotated[
        str, typer.Option("--prefer", metavar="SOURCES", help="Panel: which source is taken, the best first.")
    ] = "table,rule+tagger,rule,tagger",
) -> None:
    """Write what a store holds to files for spreadsheets, statistics packages and programs."""
    preferred = _sources(prefer)
    with open_session() as session:
        from gipnlp.store.exporting import export as export_to

        for path in output:
            rows = export_to(store, path, shape.value, applicants=applicants, prefer=preferred)
            session.say(f"{path}: {rows} rows")
