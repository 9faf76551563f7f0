"""Commands that read reports: extract, check, indicators."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from typing import Annotated

import typer

from gipnlp.cli.app import app, examples
from gipnlp.cli.options import (
    EngineOption,
    Json,
    LimitOptions,
    ModelsFolder,
    Output,
    Paths,
    PdfEngine,
    RulesOnly,
    chosen_limits,
)
from gipnlp.cli.session import open_session, show


@app.command(
    epilog=examples("gipnlp extract corpus/samples/qinghe-2022.pdf", "gipnlp extract corpus/samples -o facts.csv")
)
def extract(
    paths: Paths,
    as_json: Json = False,
    output: Output = None,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
    engine: EngineOption = PdfEngine.auto,
    limit: LimitOptions = None,
) -> None:
    """Read reports and show their facts, each with its evidence, and the sums that do not hold.

    With --json, one JSON object a line for each report. With -o alone, only a summary on standard error.
    """
    to_screen = as_json or not output
    limits = chosen_limits(limit)
    with open_session(quiet=not to_screen) as session, ExitStack() as stack:
        from gipnlp.export import open_export
        from gipnlp.rendering import one_line, report_view

        exports = [stack.enter_context(open_export(path)) for path in output or []]
        for report in session.reports(paths, models, rules_only, engine.value, limits):
            for add in exports:
                add(report)
            if as_json:
                typer.echo(report.to_json())
            elif exports:
                session.say(one_line(report))
            else:
                show(report_view(report))


@app.command(epilog=examples("gipnlp check corpus/samples/dandu-zhujian-2021.txt"))
def check(
    paths: Paths,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
    engine: EngineOption = PdfEngine.auto,
    limit: LimitOptions = None,
    every: Annotated[bool, typer.Option("--all", help="List the checks that pass or are skipped too.")] = False,
) -> None:
    """Check the sums of reports: those that fail, with what is stated and what the others add up to."""
    limits = chosen_limits(limit)
    with open_session() as session:
        from gipnlp.rendering import checks_view

        for report in session.reports(paths, models, rules_only, engine.value, limits):
            show(checks_view(report, every=every))


@app.command(epilog=examples("gipnlp indicators --json"))
def indicators(as_json: Json = False) -> None:
    """List the catalogue of facts: id, name, unit, section, forms, notes."""
    from gipnlp.statute import indicators as catalogue

    if as_json:
        typer.echo(json.dumps([asdict(indicator) for indicator in catalogue().values()], ensure_ascii=False))
    else:
        from gipnlp.rendering import catalogue_view

        show(catalogue_view(catalogue().values()))
