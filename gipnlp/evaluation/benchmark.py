"""Time and memory of the command line, each run in a fresh process: ``python -m gipnlp.evaluation.benchmark``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

DEFAULT = Path("corpus/samples/qinghe-2022.pdf")
_WARM = """
import gipnlp, sys, time
gipnlp.read(sys.argv[1])
start = time.perf_counter()
gipnlp.read(sys.argv[1])
sys.stdout.write(str(time.perf_counter() - start))
"""


def measure(command: list[str], runs: int) -> list[float]:
    """Wall seconds of each run of a command in a fresh process.

    Raises:
        subprocess.CalledProcessError: if a run fails.
        ValueError: if a run writes nothing.
    """
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
        if not done.stdout:
            raise ValueError(f"{command} wrote nothing: it did not do what is to be measured")
    return seconds


def peak_memory() -> float:
    """Largest resident set of the child processes so far, in MB."""
    size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return size / (1024 * 1024 if sys.platform == "darwin" else 1024)


def report(path: Path, runs: int) -> str:
    """A Markdown table of the measurements for one file."""
    cli = [sys.executable, "-m", "gipnlp"]
    rows = [("gipnlp --help", measure([*cli, "--help"], runs))]
    rows.append((f"gipnlp extract --json {path.name}, cold", measure([*cli, "extract", "--json", str(path)], runs)))
    memory = peak_memory()
    warm = [
        subprocess.run([sys.executable, "-c", _WARM, str(path)], check=True, capture_output=True) for _ in range(runs)
    ]
    rows.append((f"gipnlp.read({path.name}), warm", [float(run.stdout) for run in warm]))
    lines = ["| what | median s | least s | most s |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {statistics.median(s):.2f} | {min(s):.2f} | {max(s):.2f} |" for name, s in rows]
    return "\n".join([*lines, "", f"Peak memory of a cold run: {memory:.0f} MB. {_machine(path)}"])


def _machine(path: Path) -> str:
    import gipnlp

    source = json.loads(gipnlp.read(path).to_json())["source"]
    packages = ", ".join(f"{name} {version(name)}" for name in ("pdfminer.six", "jieba"))
    pages = f", {source['pages']} pages" if source["pages"] else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {packages}; "
        f"{path.name}: {path.stat().st_size / 1000:.0f} kB{pages}."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, help="the report to read")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command")
    arguments = parser.parse_args()
    if not arguments.file.is_file():
        parser.error(f"{arguments.file} is not there; run this in a clone of the repository, or name a report")
    sys.stdout.write(report(arguments.file, max(1, arguments.runs)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
