"""Speed and memory of batches: ``python -m gipnlp.evaluation.batch_benchmark -o docs/benchmarks.md``.

Reads files of each kind, made of the samples, with one and two workers; beside it, of the same PDFs in the same run,
what pdfminer.six takes for the text alone and pdfplumber for text and tables.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from gipnlp.evaluation.benchmark import _machine
from gipnlp.evaluation.made_folder import FORMATS, make_folder

_KINDS = {**{kind: (kind,) for kind in FORMATS}, "mixed": tuple(FORMATS)}
_AIM = 10_000  # reports of the projection
_EACH = """
import glob, io, sys, time
{setup}
def once(data):
    start = time.process_time()
    {call}
    return time.process_time() - start
times = []
for path in sys.argv[1:]:
    data = open(path, "rb").read()
    times.append(min(once(data) for _ in range(3)))
sys.stdout.write(str(sum(times) / len(times)))
"""
_GIPNLP = ("import gipnlp; gipnlp.read(sys.argv[1])", 'gipnlp.read(data, engine="pdfium")')
_OTHERS = {
    "gipnlp, the whole extraction, pdfium": _GIPNLP,
    "pdfminer.six, text alone": (
        "from pdfminer.high_level import extract_text",
        "extract_text(io.BytesIO(data))",
    ),
    "pdfplumber, text and tables": (
        "import pdfplumber",
        "[(page.extract_text(), page.extract_tables()) for page in pdfplumber.open(io.BytesIO(data)).pages]",
    ),
}


@dataclass(frozen=True, slots=True)
class Speed:
    """A batch: files, seconds from start to end, files a second once the models are loaded, megabytes of a worker."""

    files: int
    seconds: float
    rate: float
    megabytes: float


def batch_speed(folder: Path, workers: int, options: Sequence[str] = ()) -> Speed:
    """Read a folder in a fresh process into a store beside it that is thrown away.

    Raises:
        subprocess.CalledProcessError: if the batch failed.
    """
    with tempfile.TemporaryDirectory() as place:
        store = Path(place, "s.db")
        command = [sys.executable, "-m", "gipnlp", "batch", str(folder), "--store", str(store), "--json-log"]
        run = subprocess.run([*command, "-j", str(workers), *options], stdout=subprocess.PIPE, check=True)
        events = [json.loads(line) for line in run.stdout.splitlines()]
        with sqlite3.connect(store) as connection:
            megabytes = connection.execute("SELECT max(megabytes) FROM timings").fetchone()[0]
    times = [datetime.fromisoformat(event["time"]).timestamp() for event in events if event["event"] == "finished"]
    steady = times[workers:]  # each worker's first file waits for its models
    return Speed(len(times), events[-1]["seconds"], len(steady) / (times[-1] - times[workers - 1]), megabytes)


def pdf_times(files: Sequence[Path]) -> dict[str, float]:
    """Processor seconds a file, the least of three, models loaded, for each way to read a PDF that is installed."""
    found = {}
    for name, (setup, call) in _OTHERS.items():
        if name.startswith("pdfplumber") and find_spec("pdfplumber") is None:
            continue
        command = [sys.executable, "-W", "ignore", "-c", _EACH.format(setup=setup, call=call), *map(str, files)]
        found[name] = float(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def table(count: int, pdfs: Sequence[Path]) -> str:
    """The measurements as Markdown, with date and machine."""
    lines = [
        "| files | workers | reports a second | with start | memory of a worker, MB | 10,000 reports, minutes |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as place:
        for kind, kinds in _KINDS.items():
            folder = Path(place, kind)
            make_folder(folder, count, broken=0.0, kinds=kinds)
            for workers in (1, 2):
                speed = batch_speed(folder, workers)
                minutes = _AIM / speed.rate / 60
                started = speed.files / speed.seconds
                lines.append(
                    f"| {kind} | {workers} | {speed.rate:.1f} | {started:.1f} | {speed.megabytes:.0f} | {minutes:.0f} |"
                )
    lines += ["", "| PDF, one process, models loaded | processor seconds a file |", "| --- | --- |"]
    times = pdf_times(pdfs)
    lines += [f"| {name} | {seconds:.3f} |" for name, seconds in times.items()]
    names = ", ".join(path.name for path in pdfs)
    median = statistics.median(path.stat().st_size for path in pdfs) / 1000
    return "\n".join([*lines, "", f"{count} files of each kind; PDFs: {names} (median {median:.0f} kB). {_machine()}"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables, or put them at the top of the measurements in a file."""
    parser = argparse.ArgumentParser(prog="python -m gipnlp.evaluation.batch_benchmark", description=__doc__)
    parser.add_argument("pdfs", nargs="*", type=Path, help="PDFs to compare on; by default the samples")
    parser.add_argument("--count", type=int, default=200, help="files of each kind")
    parser.add_argument("-o", "--output", type=Path, help="the page of the documentation")
    chosen = parser.parse_args(arguments)
    pdfs = chosen.pdfs or sorted(Path("corpus/samples").glob("*.pdf"))
    text = table(chosen.count, pdfs)
    if chosen.output:
        head, mark, rest = chosen.output.read_text(encoding="utf-8").partition(_MARK)
        if not mark:
            raise SystemExit(f"{chosen.output} has no line {_MARK!r} below which to write")
        date = datetime.now().astimezone().date()
        chosen.output.write_text(f"{head}{_MARK}\n\n## {date}\n\n{text}\n{rest}", encoding="utf-8")
    sys.stdout.write(text + "\n")


_MARK = "<!-- measurements, the newest first -->"

if __name__ == "__main__":
    main()
