"""Time of finding near-duplicates: ``python -m gipnlp.evaluation.similarity_benchmark``.

Makes reports of the corpus's passages, one in ten a near-copy of an earlier one (some sentences exchanged, all figures
changed), runs ``gipnlp similar`` on them in a fresh process, and says how many of the planted pairs were found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gipnlp.corpus import load_corpus
from gipnlp.evaluation.benchmark import measure

_PARAGRAPHS = (30, 70)
_COPIES = 0.1
_EXCHANGED = 0.15


def make_reports(count: int, seed: int = 1) -> Iterator[tuple[str, int | None]]:
    """Texts of made-up reports, each with the number of the one that it is a near-copy of, None if of none."""
    chooser = random.Random(seed)
    passages = [passage.text for passage in load_corpus() if not passage.heading]
    made: list[list[str]] = []
    for number in range(count):
        original = chooser.randrange(number) if number and chooser.random() < _COPIES else None
        if original is None:
            paragraphs = chooser.sample(passages, chooser.randint(*_PARAGRAPHS))
        else:
            paragraphs = [
                chooser.choice(passages) if chooser.random() < _EXCHANGED else text for text in made[original]
            ]
        paragraphs = [re.sub(r"\d+", lambda _: str(chooser.randint(1, 9999)), text) for text in paragraphs]
        made.append(paragraphs)
        yield f"第{number}号政府信息公开工作年度报告\n" + "\n".join(paragraphs), original


def main(arguments: Sequence[str] | None = None) -> None:
    """Print seconds, megabytes and the share of planted pairs that were found."""
    parser = argparse.ArgumentParser(prog="python -m gipnlp.evaluation.similarity_benchmark", description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        planted = set()
        for number, (text, original) in enumerate(make_reports(options.reports)):
            Path(folder, f"{number:06}.txt").write_text(text, encoding="utf-8")
            if original is not None:
                planted.add((f"{original:06}", f"{number:06}"))
        command = [sys.executable, "-m", "gipnlp", "similar", folder, "--json", "--workers", str(options.workers)]
        run = measure(command, 1)[0]
    found = {(Path(p["first"]).stem, Path(p["second"]).stem) for p in json.loads(run.output)["pairs"]}
    sys.stdout.write(
        f"{options.reports} reports, {options.workers} processes: {run.seconds:.0f} s, {run.megabytes:.0f} MB "
        f"(parent); {len(planted & found)} of {len(planted)} planted pairs found, {len(found - planted)} others\n"
    )


if __name__ == "__main__":
    main()
