"""Which of many reports is the one of the year before, and which are the peers of a report."""

from __future__ import annotations

from collections.abc import Sequence

from gipnlp.narrative.bodies import body_of, same_body
from gipnlp.report import Report


def prior_of(report: Report, reports: Sequence[Report]) -> Report | None:
    """The report of the same agency on the year before; None if there is none, or year or agency are not told."""
    if report.year is None or not report.agency:
        return None
    before = (one for one in reports if one.year == report.year - 1 and one.agency)
    return next((one for one in before if same_body(one.agency, report.agency)), None)


def peers_of(report: Report, reports: Sequence[Report]) -> list[Report]:
    """The reports of other agencies on the same year and of the same level; all others where none is."""
    others = [one for one in reports if one.source.sha256 != report.source.sha256 and not _of_one_body(one, report)]
    level = body_of(report).level
    alike = [one for one in others if one.year == report.year and body_of(one).level == level]
    return alike or others


def _of_one_body(first: Report, second: Report) -> bool:
    return bool(first.agency and second.agency) and same_body(first.agency, second.agency)
