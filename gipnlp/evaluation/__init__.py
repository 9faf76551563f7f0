"""How good the product is: on the test split of a corpus, or on reports that have gold files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gipnlp.corpus import Split, load_corpus
from gipnlp.corpus.composed import whole_reports
from gipnlp.corpus.reports import assemble
from gipnlp.corpus.sentences import load_sentences, sentences_beside
from gipnlp.evaluation.figures import WAYS, Outcome, Way, by_indicator, corpus_outcomes, judged
from gipnlp.evaluation.gold import by_tagger, gold_outcomes, has_gold
from gipnlp.evaluation.measures import Bin, Ratios, calibration_error, interval, reliability, summed
from gipnlp.evaluation.narrative import FLAG_SCORE, balanced_accuracy, sentence_scores
from gipnlp.evaluation.sections import SECTION_WAYS, Judged, by_label, section_outcomes, share_right
from gipnlp.learned import Models
from gipnlp.pipeline import read

__all__ = ["Bin", "Evaluation", "Mistake", "Row", "evaluate"]

_TITLES = {"rules": "figures, rules alone", "tagger": "figures, tagger alone", "both": "figures, rules and tagger"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of scores; for sections ``ratios`` counts characters and there is no interval."""

    name: str
    ratios: Ratios
    interval: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """The scores as JSON has them."""
        r = self.ratios
        counts = {"gold": r.wanted, "found": r.found, "right": r.hits}
        scores = {"precision": round(r.precision, 4), "recall": round(r.recall, 4), "f1": round(r.f1, 4)}
        return {"name": self.name, **scores, "interval": self.interval, **counts}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A figure found wrongly (with its confidence) or missed (without), and the words that it is about."""

    report: str
    indicator: str
    applicant: str
    value: float
    confidence: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of figures (in total, by form, by indicator), sections and narrative; reliability; the worst errors."""

    reports: int
    totals: list[Row]
    forms: list[Row]
    sections: list[Row]
    labels: list[Row]
    narrative: dict[str, float]
    indicators: list[Row]
    bins: list[Bin]
    mistakes: list[Mistake]

    @property
    def calibration_error(self) -> float:
        """Expected calibration error of the confidences of the figures."""
        return calibration_error(self.bins)

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return {
            "reports": self.reports,
            **{
                name: [row.to_dict() for row in getattr(self, name)]
                for name in ("totals", "forms", "sections", "labels", "indicators")
            },
            "narrative": {name: round(value, 4) for name, value in self.narrative.items()},
            "calibration_error": round(self.calibration_error, 4),
            "reliability": [[b.count, round(b.confidence, 4), round(b.right, 4)] for b in self.bins],
        }


def evaluate(path: Path, models: Models, split: Split = "test") -> Evaluation:
    """Scores on a corpus or on gold files.

    Args:
        path: A folder of passages, of which those of ``split`` are read; or a gold file or a folder of them.
        models: The trained models.
        split: Part of the corpus.

    Raises:
        CorpusError: if the path holds neither.
        GipnlpError: if a report with a gold file cannot be read.
    """
    return _on_gold(path, models) if has_gold(path) else _on_corpus(path, models, split)


def _on_corpus(path: Path, models: Models, split: Split) -> Evaluation:
    passages = [passage for passage in load_corpus(path) if passage.split == split]
    reports = assemble(passages)
    ways: dict[Way, list[Outcome]] = {way: corpus_outcomes(reports, way, models) for way in WAYS}
    whole = assemble(passage for report in whole_reports(passages) for passage in report)
    outcomes = {
        f"sections, {way}{', headings stripped' if stripped else ''}": section_outcomes(
            whole, way, models, stripped=stripped
        )
        for stripped in (False, True)
        for way in SECTION_WAYS
    }
    sections = [_characters(name, judged_) for name, judged_ in outcomes.items()]
    labels = _labels(outcomes["sections, both"])
    return _evaluation(ways, [], sections, labels, _sentences(sentences_beside(path), models, split))


def _sentences(folder: Path, models: Models, split: Split) -> dict[str, float]:
    """Scores on the labelled sentences beside a folder of passages; none where there are none."""
    if not folder.is_dir():
        return {}
    chosen = [sentence for sentence in load_sentences(folder) if sentence.split == split]
    return sentence_scores(chosen, models.narrative)


def _on_gold(path: Path, models: Models) -> Evaluation:
    alone = list(gold_outcomes(path, lambda file: read(file, rules_only=True)))
    both = list(gold_outcomes(path, lambda file: read(file, models=models.folder)))
    ways: dict[Way, list[Outcome]] = {
        "rules": [one.narrative for one in alone],
        "tagger": [
            one.narrative for one in gold_outcomes(path, lambda file: by_tagger(read(file, rules_only=True), models))
        ],
        "both": [one.narrative for one in both],
    }
    tables = _figures("cells of tables", [one.tables for one in both if one.tables])
    sections = [
        _characters(f"sections, {name}", [judged_ for one in results for judged_ in one.paragraphs])
        for name, results in (("headings", alone), ("both", both))
    ]
    labels = _labels([judged_ for one in both for judged_ in one.paragraphs])
    told = [one for outcome in both for one in outcome.told]
    narrative = {FLAG_SCORE: balanced_accuracy(told)} if told else {}
    return _evaluation(ways, [tables], sections, labels, narrative)


def _evaluation(
    ways: dict[Way, list[Outcome]],
    more: list[Row],
    sections: list[Row],
    labels: list[Row],
    narrative: dict[str, float],
) -> Evaluation:
    outcomes = ways["both"]
    totals = [_figures(_TITLES[way], found) for way, found in ways.items()]
    forms = [
        _figures(f"{form}, {way}", [one for one in found if one.form == form])
        for form in sorted({one.form for one in outcomes})
        for way, found in ways.items()
    ]
    indicators = [Row(name, summed(parts), interval(parts)) for name, parts in by_indicator(outcomes).items()]
    bins = reliability(judged(outcomes))
    mistakes = list(_mistakes(outcomes))
    return Evaluation(len(outcomes), [*totals, *more], forms, sections, labels, narrative, indicators, bins, mistakes)


def _labels(judged_: Sequence[Judged]) -> list[Row]:
    return [Row(label, summed(parts), interval(parts)) for label, parts in by_label(judged_).items()]


def _figures(name: str, outcomes: Sequence[Outcome]) -> Row:
    parts = [one.ratios() for one in outcomes]
    return Row(name, summed(parts), interval(parts))


def _characters(name: str, paragraphs: Sequence[Judged]) -> Row:
    total = sum(len(one.text) for one in paragraphs)
    return Row(name, Ratios(round(share_right(paragraphs) * total), total, total), None)


def _mistakes(outcomes: Sequence[Outcome]) -> Iterator[Mistake]:
    """What was found wrongly, the surest first, then what was missed."""
    wrong = [(one, key) for one in outcomes for key in one.extra]
    for one, key in sorted(wrong, key=lambda pair: -pair[0].found[pair[1]].confidence):
        yield Mistake(one.name, *key, one.found[key].confidence, one.found[key].evidence)
    for one in outcomes:
        for key in one.missed:
            yield Mistake(one.name, *key, None, one.evidence.get(key, ""))
