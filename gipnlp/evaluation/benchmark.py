"""Time and memory of the command line, each run in a fresh process: ``python -m gipnlp.evaluation.benchmark``.

For Linux and macOS, which tell the memory of one child process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

DEFAULT = Path("corpus/samples/qinghe-2022.pdf")
_WARM = """
import gipnlp, sys, time
gipnlp.read(sys.argv[1])
start = time.perf_counter()
gipnlp.read(sys.argv[1])
sys.stdout.write(str(time.perf_counter() - start))
"""
_LEAST_OF_FIVE = """
import sys, time
data = open(sys.argv[1], "rb").read()
{setup}
def once():
    start = time.perf_counter()
    {call}
    return time.perf_counter() - start
sys.stdout.write(str(min(once() for _ in range(5))))
"""
_PLUMBER = "[(page.extract_text(), page.extract_tables()) for page in pdfplumber.open(io.BytesIO(data)).pages]"
_PDF_READERS = {
    "text and tables by pdfium": ("from gipnlp.readers.pdf import read_pdf", 'read_pdf(data, engine="pdfium")'),
    "text and tables by pdfminer.six": ("from gipnlp.readers.pdf import read_pdf", 'read_pdf(data, engine="pdfminer")'),
    "pdfminer.six's text alone": (
        "import io; from pdfminer.high_level import extract_text",
        "extract_text(io.BytesIO(data))",
    ),
    "pdfplumber's text and tables": ("import io, pdfplumber", _PLUMBER),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: wall seconds, largest resident set in MB, what it wrote on standard output."""

    seconds: float
    megabytes: float
    output: bytes


def measure(command: Sequence[str], runs: int) -> list[Run]:
    """Runs of a command, each in a fresh process; its standard error passes through.

    Raises:
        subprocess.CalledProcessError: if a run fails.
        ValueError: if a run writes nothing.
    """
    return [_run(command) for _ in range(runs)]


def _run(command: Sequence[str]) -> Run:
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, list(command))
        output.seek(0)
        written = output.read()
    if not written:
        raise ValueError(f"{command} wrote nothing: it did not do what is to be measured")
    return Run(seconds, usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024), written)


def report(path: Path, runs: int) -> str:
    """A Markdown table of the measurements for one file, and what they were made with.

    The calling process should be small: on Linux its memory is the least that is measured for a child.
    """
    cli = [sys.executable, "-m", "gipnlp"]
    starts = measure([*cli, "--help"], runs)
    cold = measure([*cli, "extract", "--json", str(path)], runs)
    warm = measure([sys.executable, "-c", _WARM, str(path)], runs)
    lines = [
        "| what | median | least | most |",
        "| --- | --- | --- | --- |",
        _row("`gipnlp --help`, s", [run.seconds for run in starts], 2),
        _row("cold `gipnlp extract --json`, s", [run.seconds for run in cold], 2),
        _row("its peak memory, MB", [run.megabytes for run in cold], 0),
        _row("warm `gipnlp.read`, s", [float(run.output) for run in warm], 2),
    ]
    pages = json.loads(cold[0].output)["source"]["pages"]
    if pages:
        lines += [_pdf_row(name, path, pages, runs) for name in _PDF_READERS if _installed(name)]
    size = f"{path.stat().st_size / 1000:.0f} kB" + (f", {pages} pages" if pages else "")
    return "\n".join([*lines, "", f"{path.name} ({size}), runs of each: {runs}. {_machine()}"])


def _installed(name: str) -> bool:
    return "pdfplumber" not in name or find_spec("pdfplumber") is not None


def _pdf_row(name: str, path: Path, pages: int, runs: int) -> str:
    setup, call = _PDF_READERS[name]
    code = _LEAST_OF_FIVE.format(setup=setup, call=call)
    found = measure([sys.executable, "-W", "ignore", "-c", code, str(path)], runs)
    return _row(f"{name}, pages a second", [pages / float(run.output) for run in found], 1)


def _row(name: str, numbers: Sequence[float], digits: int) -> str:
    figures = (statistics.median(numbers), min(numbers), max(numbers))
    return f"| {name} | {' | '.join(f'{figure:.{digits}f}' for figure in figures)} |"


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("gipnlp", "pypdfium2", "pdfminer.six", "jieba"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {packages}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> int:
    """Measure and print; 1 if a run fails, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m gipnlp.evaluation.benchmark", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, help="the report to read")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command")
    arguments = parser.parse_args()
    if not arguments.file.is_file():
        parser.error(f"{arguments.file} is not there; run this in a clone of the repository, or name a report")
    if arguments.runs < 1:
        parser.error("--runs must be at least 1")
    try:
        sys.stdout.write(report(arguments.file, arguments.runs) + "\n")
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"A run failed with exit status {error.returncode}; nothing was measured.\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
