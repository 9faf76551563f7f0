"""One list of facts from tables and prose, with the confidence of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gipnlp.report import Document, Fact, Sight, Table
from gipnlp.statute import indicators

# Shares of right cells expected by how a cell was read; to be calibrated on held-out reports.
_PLAIN, _INFERRED, _UNREAD = 0.99, 0.93, 0.3
_SCANNED, _SCANNED_INFERRED = 0.97, 0.85


def table_facts(document: Document, tables: Iterable[Table]) -> list[Fact]:
    """A fact for each cell of the tables; its value is None where the cell is empty or cannot be read."""
    facts = []
    for table in tables:
        for cell in table:
            evidence = cell.evidence.of(document.text) if cell.evidence else cell.stated
            unit = indicators()[cell.indicator].unit
            facts.append(
                Fact(
                    indicator=cell.indicator,
                    applicant=cell.applicant,
                    value=cell.value,
                    approx=False,
                    unit=_stated_unit(cell.indicator, cell.stated) or unit,
                    stated=cell.stated,
                    source="table",
                    confidence=_confidence(cell.value, cell.doubt),
                    evidence=" ".join(evidence.replace("|", " ").split()),
                    page=table.page,
                    span=cell.span,
                    doubt=cell.doubt,
                )
            )
    return facts


def _stated_unit(indicator: str, stated: str) -> str | None:
    """The procurement total is given as printed, in the unit that the cell names."""
    if indicator != "procurement.amount":
        return None
    return "万元" if "万元" in stated else "元" if "元" in stated else None


def _confidence(value: float | None, doubt: str) -> float:
    if value is None and doubt:
        return _UNREAD
    return _INFERRED if doubt else _PLAIN


def stated_values(facts: Iterable[Fact]) -> Mapping[str, set[float]]:
    """For each indicator the exact values that the prose states for the whole body."""
    values: dict[str, set[float]] = {}
    for fact in facts:
        if fact.value is not None and fact.applicant is None and not fact.approx:
            values.setdefault(fact.indicator, set()).add(fact.value)
    return values


def with_doubts(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, those that take part in a failing check with less confidence, the more the more checks fail."""
    return [
        replace(fact, confidence=round(fact.confidence * (0.9 if len(fact.conflicts) == 1 else 0.8), 4))
        if fact.conflicts
        else fact
        for fact in facts
    ]


def from_images(document: Document, facts: Sequence[Fact]) -> list[Fact]:
    """The facts, those that were read from an image no surer than that reading, and saying so in ``doubt``."""
    if not document.scanned:
        return list(facts)
    sights = {place: sight for sight in document.sights for place in range(sight.span.start, sight.span.end)}
    pages = set(document.scanned)
    return [_from_image(fact, sights) if fact.page in pages else fact for fact in facts]


def _from_image(fact: Fact, sights: Mapping[int, Sight]) -> Fact:
    places = range(fact.span.start, fact.span.end) if fact.span else ()
    sure = min((sights[place].confidence for place in places if place in sights), default=1.0)
    if fact.source == "table" and fact.doubt:
        by_sums = "the sums leave" in fact.doubt
        return replace(fact, confidence=round(min(fact.confidence, _SCANNED_INFERRED) * (1.0 if by_sums else sure), 4))
    said = f"read from an image ({sure:.0%})" if sure < _SCANNED else "read from an image"
    doubt = f"{fact.doubt}; {said}" if fact.doubt else said
    return replace(fact, confidence=round(fact.confidence * min(sure, _SCANNED), 4), doubt=doubt)
