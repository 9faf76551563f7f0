"""What more data brings: ``python -m gipnlp.training.curve``; needs matplotlib (``pip install gipnlp[plots]``).

Trains the tagger on growing parts of the corpus, each part within the next, and scores it, alone and with the rules, on
the test split. Takes about as long as two trainings.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gipnlp.corpus import DEFAULT, Passage, load_corpus
from gipnlp.corpus.reports import assemble
from gipnlp.evaluation.figures import corpus_outcomes
from gipnlp.evaluation.measures import interval, summed
from gipnlp.facts.joining import Calibration
from gipnlp.tagger import Tagger
from gipnlp.training.calibration import fit_calibration
from gipnlp.training.tagger import Settings, train_tagger

SHARES = (0.125, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """F1 on the test split after training on so many passages, with the 95 % interval of rules and tagger together."""

    passages: int
    rules: float
    tagger: float
    both: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Trained:
    """Models that are in memory only."""

    tagger: Tagger
    calibration: Calibration


def learning_curve(
    passages: Sequence[Passage], shares: Sequence[float] = SHARES, settings: Settings | None = None
) -> Iterator[Point]:
    """A point for each share of the families of the train split.

    Args:
        passages: A corpus with its splits.
        shares: Of the families to train on, each part within the next.
        settings: How to train; by default as ``gipnlp train`` does.
    """
    test = assemble(p for p in passages if p.split == "test")
    dev = assemble(p for p in passages if p.split == "dev")
    for share in shares:
        part = [p for p in passages if p.split != "train" or _place(p.family) < share]
        tagger = train_tagger(part, settings)
        models = _Trained(tagger, fit_calibration(dev, tagger))
        parts = {
            way: [one.ratios() for one in corpus_outcomes(test, way, models)] for way in ("rules", "tagger", "both")
        }
        scores = {way: round(summed(ratios).f1, 4) for way, ratios in parts.items()}
        low, high = interval(parts["both"])
        yield Point(sum(p.split == "train" for p in part), **scores, low=round(low, 4), high=round(high, 4))


def _place(family: str) -> float:
    """A fixed number from 0 to 1 for a family."""
    return int(hashlib.sha256(family.encode()).hexdigest()[:8], 16) / 16**8


def plot(points: Sequence[Point], path: Path) -> None:
    """Draw the curve as SVG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    counts = [point.passages for point in points]
    axes.fill_between(counts, [p.low for p in points], [p.high for p in points], alpha=0.15)
    for name, style in (("both", "o-"), ("tagger", "s--"), ("rules", ":")):
        axes.plot(counts, [getattr(point, name) for point in points], style, label=name)
    axes.set_xscale("log", base=2)
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set_xlabel("passages to train on")
    axes.set_ylabel("F1 of figures, test split")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print the points as they come and draw the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=DEFAULT)
    parser.add_argument("--output", type=Path, default=DEFAULT.parent / "learning-curve.svg")
    arguments = parser.parse_args()
    points = []
    for point in learning_curve(load_corpus(arguments.corpus)):
        points.append(point)
        sys.stdout.write(json.dumps(asdict(point)) + "\n")
        sys.stdout.flush()
    plot(points, arguments.output)


if __name__ == "__main__":
    main()
