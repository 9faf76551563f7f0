"""Build a zoo of layouts, or read one and count its cells."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gipnlp.evaluation.zoo.building import build
from gipnlp.evaluation.zoo.producers import PRODUCERS
from gipnlp.evaluation.zoo.scoring import Outcome, score_folder, table


def main() -> int:
    """Build or report; 1 if a cell is silently wrong or the PDF engines differ."""
    parser = argparse.ArgumentParser(prog="python -m gipnlp.evaluation.zoo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="write the files")
    building.add_argument("folder", type=Path)
    building.add_argument("--producer", action="append", choices=PRODUCERS, help="one of them; may be repeated")
    building.add_argument("--only", default="", help="part of the names of the variations to build")
    building.add_argument("--seeds", type=int, default=1, help="reports of each form and variation")
    reporting = commands.add_parser("report", help="read the files and count the cells")
    reporting.add_argument("folder", type=Path)
    reporting.add_argument("--only", default="", help="part of the paths of the files to read")
    reporting.add_argument("--every", type=int, default=1, metavar="N", help="read only every Nth of them")
    reporting.add_argument("-o", "--output", type=Path, help="a page of Markdown to write the counts into: docs/zoo.md")
    reporting.add_argument("--processes", type=int, default=1, help="files to read at once")
    reporting.add_argument("--errors", type=int, default=20, metavar="N", help="list so many files with errors")
    arguments = parser.parse_args()
    if arguments.command == "build":
        for line in build(arguments.folder, arguments.producer or PRODUCERS, arguments.only, arguments.seeds):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        return 0
    if not arguments.folder.is_dir():
        parser.error(f"{arguments.folder} is not there; build a zoo in it first")
    outcomes = score_folder(arguments.folder, arguments.only, arguments.processes, arguments.every)
    if arguments.output:
        _write(arguments.output, outcomes, arguments.every)
    listed = [line for outcome in outcomes for line in [_errors(outcome)] if line][: arguments.errors]
    parts = [table(outcomes, "variation"), table(outcomes, "producer"), *listed]
    sys.stdout.write("\n\n".join(parts) + "\n")
    return int(any(outcome.silent or outcome.engines for outcome in outcomes))


_MARK = "<!-- reports, the newest first -->"


def _write(page: Path, outcomes: Sequence[Outcome], every: int) -> None:
    """Add the counts to the page, dated, above the older ones."""
    head, mark, older = page.read_text(encoding="utf-8").partition(_MARK)
    if not mark:
        raise SystemExit(f"{page} has no line {_MARK!r} below which to write")
    day = datetime.now().astimezone().date()
    share = "All files" if every == 1 else f"A sample: one file in {every} (`--every {every}`)"
    blocks = [f"```text\n{table(outcomes, by)}\n```" for by in ("producer", "variation")]
    page.write_text("\n\n".join([f"{head}{_MARK}", f"## {day}", f"{share}.", *blocks]) + f"\n{older}", "utf-8")


def _errors(outcome: Outcome) -> str:
    lines = [f"  SILENT  {line}" for line in outcome.silent]
    lines += [f"  flagged {line}" for line in outcome.flagged]
    lines += [f"  one engine only: {line}" for line in outcome.engines]
    return "\n".join([f"{outcome.producer}/{outcome.specimen}", *lines[:12]]) if lines else ""


if __name__ == "__main__":
    raise SystemExit(main())
