"""Precision, recall and F1 with confidence intervals, and how far confidences can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 1000
_SEED = 1
BINS = 10


@dataclass(frozen=True, slots=True)
class Ratios:
    """Precision, recall and F1 over counts."""

    hits: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is stated that was found; 1 where nothing is stated."""
        return self.hits / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / (self.found + self.wanted) if self.found + self.wanted else 1.0


def summed(parts: Iterable[Ratios]) -> Ratios:
    """The counts of several parts together (micro average)."""
    parts = list(parts)
    return Ratios(sum(p.hits for p in parts), sum(p.found for p in parts), sum(p.wanted for p in parts))


def interval(parts: Sequence[Ratios]) -> tuple[float, float]:
    """95 % confidence interval of F1 by the percentile bootstrap over reports (Efron and Tibshirani 1993, chapter 13).

    Args:
        parts: The counts of each report. The figures of one report are not independent, so whole reports are drawn.
    """
    if not parts:
        return 0.0, 1.0
    counts = np.array([(2 * p.hits, p.found + p.wanted) for p in parts])
    drawn = np.random.default_rng(_SEED).integers(0, len(parts), (_RESAMPLES, len(parts)))
    hits, total = counts[drawn].sum(axis=1).T
    scores = np.where(total > 0, hits / np.maximum(total, 1), 1.0)
    low, high = np.percentile(scores, (2.5, 97.5))
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings of about one confidence: how many, their mean confidence, the share of them that is right."""

    count: int
    confidence: float
    right: float


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Bins of a reliability diagram: findings (confidence, right) in ten equal ranges; empty ones left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    return [Bin(len(b), sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b)) for b in bins if b]


def calibration_error(bins: Iterable[Bin]) -> float:
    """Expected calibration error (Naeini 2015): mean distance of confidence and share of right ones, by count."""
    bins = list(bins)
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.right) for b in bins) / total if total else 0.0
