"""Scores of the figures of the prose on reports of a corpus: by rules, by the tagger, by both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gipnlp.corpus.reports import CorpusReport, Key
from gipnlp.facts.joining import Calibration, join
from gipnlp.report import Fact, Opinion
from gipnlp.rules import read_figures
from gipnlp.tagger import Tagger

Way = Literal["rules", "tagger", "both"]
ONLY_TAGGER = Calibration((0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one report, beside what it states.

    Attributes:
        report: The report.
        facts: What was found.
        hits, extra, missed: Keys (indicator, applicant, value) found rightly, found wrongly, not found.
    """

    report: CorpusReport
    facts: tuple[Fact, ...]
    hits: frozenset[Key]
    extra: frozenset[Key]
    missed: frozenset[Key]


def ruled(report: CorpusReport) -> list[Fact]:
    """The facts of a report by rules alone."""
    return read_figures(report.text, report.folded, report.paragraphs, report.sections, report.year)


def opinions(report: CorpusReport, tagger: Tagger) -> list[Opinion]:
    """The tagger's opinion of the report's figures."""
    return tagger.read(report.text, report.folded, report.paragraphs, report.form, report.year)


def outcome(report: CorpusReport, facts: Iterable[Fact]) -> Outcome:
    """The facts compared with the gold; what two people could read differently counts neither way."""
    found = {key_of(fact): fact for fact in facts if fact.value is not None}
    keys = frozenset(found) - (report.spared - report.facts)
    return Outcome(report, tuple(found.values()), keys & report.facts, keys - report.facts, report.facts - keys)


def key_of(fact: Fact) -> Key:
    """(indicator, applicant, value), as the project's metric compares facts."""
    return fact.indicator, fact.applicant or "total", round(float(fact.value or 0.0), 4)


def outcomes(
    reports: Sequence[CorpusReport], way: Way, tagger: Tagger | None = None, calibration: Calibration | None = None
) -> list[Outcome]:
    """The outcome of each report, found by rules, by the tagger, or by both as the pipeline joins them."""
    result = []
    for report in reports:
        facts = [] if way == "tagger" else ruled(report)
        if way != "rules":
            assert tagger is not None, "a tagger is needed"
            weighing = ONLY_TAGGER if way == "tagger" else calibration
            assert weighing is not None, "a calibration is needed"
            facts = join(facts, opinions(report, tagger), weighing)
        result.append(outcome(report, facts))
    return result


@dataclass(frozen=True, slots=True)
class Ratios:
    """Precision, recall and F1 over counts of facts."""

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


def ratios(results: Iterable[Outcome]) -> Ratios:
    """Counts over several reports together (micro average)."""
    hits = extra = missed = 0
    for one in results:
        hits, extra, missed = hits + len(one.hits), extra + len(one.extra), missed + len(one.missed)
    return Ratios(hits, hits + extra, hits + missed)


def by_indicator(results: Iterable[Outcome]) -> Mapping[str, Ratios]:
    """The same for each indicator that is stated or found."""
    hits: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in results:
        hits.update(key[0] for key in one.hits)
        extra.update(key[0] for key in one.extra)
        missed.update(key[0] for key in one.missed)
    names = sorted({*hits, *extra, *missed})
    return {n: Ratios(hits[n], hits[n] + extra[n], hits[n] + missed[n]) for n in names}
