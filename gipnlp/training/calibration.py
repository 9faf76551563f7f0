"""Fitting of the confidences: how far rules and tagger are right together, on held-out families."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from gipnlp.corpus.reports import CorpusReport
from gipnlp.evaluation.figures import opinions, other_times, ruled
from gipnlp.facts.joining import Calibration, Reading, readings
from gipnlp.tagger import Tagger

_C = 1.0  # inverse strength of the L2 penalty: ten weights, some thousand readings


def fit_calibration(reports: Sequence[CorpusReport], tagger: Tagger) -> Calibration:
    """The weights that make the confidence of a reading the share of right ones, fitted by logistic regression."""
    from sklearn.linear_model import LogisticRegression

    pairs = list(judged(reports, tagger))
    features = np.array([reading.features() for reading, _ in pairs])
    model = LogisticRegression(C=_C, fit_intercept=False, max_iter=1000)
    model.fit(features, [right for _, right in pairs])
    return Calibration(tuple(float(weight) for weight in model.coef_[0]))


def judged(reports: Iterable[CorpusReport], tagger: Tagger) -> Iterator[tuple[Reading, bool]]:
    """Every reading of every figure by rules and tagger, with whether it is right; doubtful figures are left out."""
    for report in reports:
        for group in readings(ruled(report), opinions(report, tagger), other_times(report)):
            for reading in group:
                key = (reading.indicator, reading.applicant or "total", round(reading.value, 4))
                if key in report.facts or key not in report.spared:
                    yield reading, key in report.facts
