"""Scores of the figures of the prose: by rules, by the tagger, by both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from gipnlp.corpus.reports import CorpusReport, Key
from gipnlp.evaluation.measures import Ratios
from gipnlp.facts.joining import FEATURES, Calibration, distinct, join
from gipnlp.report import Fact, Opinion, Span
from gipnlp.rules import of_categories, of_other_times, read_figures
from gipnlp.tagger import Tagger

Way = Literal["rules", "tagger", "both"]
WAYS: tuple[Way, ...] = ("rules", "tagger", "both")
ONLY_TAGGER = Calibration((0.0, 1.0) + (0.0,) * (len(FEATURES) - 2))


class HasTagger(Protocol):
    """What gives the tagger and the calibration when it is asked for them."""

    @property
    def tagger(self) -> Tagger:
        """The tagger."""
        ...

    @property
    def calibration(self) -> Calibration:
        """What weighs rules and tagger."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one report, beside what it states.

    Attributes:
        name, form: The report and its reporting form.
        found: What was found and counts.
        wanted: What the report states.
        evidence: The words in which it states it, where they are known.
    """

    name: str
    form: str
    found: Mapping[Key, Fact]
    wanted: frozenset[Key]
    evidence: Mapping[Key, str] = field(default_factory=dict)

    @property
    def extra(self) -> list[Key]:
        """What was found wrongly, the surest first."""
        return sorted(self.found.keys() - self.wanted, key=lambda key: -self.found[key].confidence)

    @property
    def missed(self) -> list[Key]:
        """What was not found."""
        return sorted(self.wanted - self.found.keys())

    def ratios(self, indicator: str | None = None) -> Ratios:
        """The counts of the report, or of one indicator of it."""
        found = {key for key in self.found if indicator in (None, key[0])}
        wanted = {key for key in self.wanted if indicator in (None, key[0])}
        return Ratios(len(found & wanted), len(found), len(wanted))


def key_of(fact: Fact) -> Key:
    """(indicator, applicant, value), as the project's metric compares facts."""
    return fact.indicator, fact.applicant or "total", round(float(fact.value or 0.0), 4)


def outcome(
    name: str,
    form: str,
    facts: Iterable[Fact],
    wanted: Iterable[Key],
    spared: Iterable[Key] = (),
    evidence: Mapping[Key, str] | None = None,
) -> Outcome:
    """The facts of a report compared with what it states; what is ``spared`` counts neither way."""
    stated = frozenset(wanted)
    neither = frozenset(spared) - stated
    found = {key_of(fact): fact for fact in facts if fact.value is not None}
    return Outcome(name, form, {k: f for k, f in found.items() if k not in neither}, stated, evidence or {})


def by_indicator(outcomes: Iterable[Outcome]) -> dict[str, list[Ratios]]:
    """For each indicator that is stated or found the counts of each report that has it."""
    rows: dict[str, list[Ratios]] = defaultdict(list)
    for one in outcomes:
        for name in {key[0] for key in (*one.found, *one.wanted)}:
            rows[name].append(one.ratios(name))
    return dict(sorted(rows.items()))


def judged(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """The confidence of everything found, and whether it is right."""
    return [(fact.confidence, key in one.wanted) for one in outcomes for key, fact in one.found.items()]


def ruled(report: CorpusReport) -> list[Fact]:
    """The facts of a report of the corpus by rules alone."""
    return read_figures(report.text, report.folded, report.paragraphs, report.sections, report.year)


def other_times(report: CorpusReport) -> set[Span]:
    """The figures of a report of the corpus that are about another time."""
    return of_other_times(report.folded, report.paragraphs, report.year)


def opinions(report: CorpusReport, tagger: Tagger) -> list[Opinion]:
    """The tagger's opinion of the figures of a report of the corpus."""
    return tagger.read(report.text, report.folded, report.paragraphs, report.form, report.year)


def corpus_outcomes(reports: Sequence[CorpusReport], way: Way, models: HasTagger) -> list[Outcome]:
    """The outcome of each report of the corpus by rules, by the tagger, or by both as the pipeline joins them."""
    return [
        outcome(r.name, r.form, _found(r, way, models), r.facts, r.spared, {key: r.evidence[key] for key in r.facts})
        for r in reports
    ]


def _found(report: CorpusReport, way: Way, models: HasTagger) -> list[Fact]:
    if way == "rules":
        return distinct(ruled(report))
    stated = opinions(report, models.tagger)
    if way == "tagger":
        return join([], stated, ONLY_TAGGER)
    parts = of_categories(report.folded, report.paragraphs)
    return join(ruled(report), stated, models.calibration, other_times(report), parts=parts)
