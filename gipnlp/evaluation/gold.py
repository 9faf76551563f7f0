"""Scores on real reports that have gold files (``NAME.gold.json`` beside the report that its ``file`` names)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gipnlp.corpus.reports import Key
from gipnlp.errors import CorpusError
from gipnlp.evaluation.figures import ONLY_TAGGER, HasTagger, Outcome, outcome
from gipnlp.evaluation.narrative import Told, told_of_gold
from gipnlp.evaluation.sections import Judged
from gipnlp.facts.joining import join
from gipnlp.report import Report
from gipnlp.text import fold

_GOLD = ".gold.json"
_BEGINNING = 24  # characters of a paragraph by which its place is found


@dataclass(frozen=True, slots=True)
class GoldOutcome:
    """What was found in a report beside its gold file: prose, tables (None if gold has none), paragraphs, sentences."""

    narrative: Outcome
    tables: Outcome | None
    paragraphs: list[Judged]
    told: list[Told]


def has_gold(path: Path) -> bool:
    """True for a gold file, and for a folder that holds one."""
    return path.name.endswith(_GOLD) or (path.is_dir() and any(path.glob(f"*{_GOLD}")))


def gold_outcomes(path: Path, read: Callable[[Path], Report]) -> Iterator[GoldOutcome]:
    """The outcome of each report that has a gold file at the path, read by ``read``.

    Raises:
        CorpusError: if a gold file cannot be read or lacks what it needs.
        GipnlpError: if a report cannot be read.
    """
    for file in sorted(path.glob(f"*{_GOLD}")) if path.is_dir() else [path]:
        try:
            gold = json.loads(file.read_text(encoding="utf-8"))
            document = file.parent / gold["file"]
            if "text" not in gold and document.suffix in (".txt", ".md"):
                gold["text"] = document.read_text(encoding="utf-8")
            report = read(document)
            yield GoldOutcome(
                _narrative(gold, report),
                _tables(gold, report),
                list(_paragraphs(gold, report)),
                told_of_gold(gold, report),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{file} is no gold file ({type(error).__name__}: {error}).", _HINT) from error


def by_tagger(report: Report, models: HasTagger) -> Report:
    """The report with the figures of its prose as the tagger alone reads them."""
    folded = fold(report.text)
    opinions = models.tagger.read(report.text, folded, report.paragraphs, report.form, report.year)
    printed = [fact for fact in report.facts if fact.source == "table"]
    return replace(report, facts=(*printed, *join([], opinions, ONLY_TAGGER)))


_HINT = "A gold file names its `file`, `form`, and lists of `facts`; those in corpus/samples are examples."


def _key(fact: Mapping[str, Any]) -> Key:
    return fact["indicator"], fact.get("applicant") or "total", round(float(fact["value"]), 4)


def _narrative(gold: Mapping[str, Any], report: Report) -> Outcome:
    """Figures of the prose and, in the older forms, of the statistics table in the annex."""
    annex = gold["form"] in ("2008", "2014")
    facts = [fact for fact in report.facts if annex or fact.source != "table"]
    evidence = {_key(fact): str(fact.get("evidence", "")) for fact in gold["facts"]}
    spared = [_key(fact) for fact in gold.get("uncertain", ()) if fact.get("value") is not None]
    return outcome(gold["file"], gold["form"], facts, evidence, spared, evidence)


def _tables(gold: Mapping[str, Any], report: Report) -> Outcome | None:
    if not gold.get("table_facts"):
        return None
    scope = tuple(gold.get("table_scope", [""]))
    facts = [fact for fact in report.facts if fact.source == "table" and fact.indicator.startswith(scope)]
    return outcome(gold["file"], gold["form"], facts, [_key(fact) for fact in gold["table_facts"]])


def _paragraphs(gold: Mapping[str, Any], report: Report) -> Iterator[Judged]:
    """The paragraphs with the label under which gold has their first character."""
    if not gold.get("text") or not gold.get("sections"):
        return
    whole = _squeezed(gold["text"])
    marks, at = [], 0
    for section in gold["sections"]:
        start = whole.find(_squeezed(section["start"]), at)
        if start >= 0:
            marks.append((start, section["label"]))
            at = start + len(_squeezed(section["start"]))
    sure = {section.span: section.probability for section in report.sections}
    cursor = 0
    for paragraph in report.paragraphs:
        text = _squeezed(paragraph.text)
        place = whole.find(text[:_BEGINNING], cursor)
        place = place if place >= 0 else whole.find(text[:_BEGINNING])
        if not text or place < 0:
            continue
        cursor = max(cursor, place)
        wanted = next((label for start, label in reversed(marks) if start <= place), "preamble")
        probability = next((p for span, p in sure.items() if paragraph.span.start in range(span.start, span.end)), 1.0)
        yield Judged(gold["file"], paragraph.text, wanted, paragraph.section, probability)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
