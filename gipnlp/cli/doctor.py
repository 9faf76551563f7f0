"""The command that looks at the installation: doctor."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from gipnlp.cli.app import app, examples
from gipnlp.cli.options import Json

_SIGNS = {"ok": "ok     ", "absent": "absent ", "broken": "BROKEN "}


@app.command(epilog=examples("gipnlp doctor", "gipnlp doctor --json"))
def doctor(as_json: Json = False) -> None:
    """Look at the installation: versions, models, extras, programs, fonts, disk; what is missing and how to get it.

    Exit status 1 if something that every use needs is broken; what only some uses need may be absent.
    """
    from gipnlp.doctor import examine

    found = examine()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            typer.echo(f"{_SIGNS[one.state]} {one.subject}: {one.detail}")
            if one.remedy:
                typer.echo(f"{'':8}  → {one.remedy}")
    if any(one.state == "broken" for one in found):
        raise typer.Exit(1)
