"""What the figures show and the prose does not face, and prose that contradicts the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gipnlp.report import Fact, Finding, Report, Span
from gipnlp.text import fold, sentences, squeeze

_PROSE = frozenset({"overview", "requests", "remedies", "problems", "other"})
_LOST = re.compile("败诉|纠错|纠正|撤销|责令|重新(?:作出|答复)|确认违法|诉讼风险|复议诉讼|复议、诉讼|被复议|被诉")
_GREW = re.compile("增长|增加|上升|激增|倍|翻|增多|增幅|多于|大幅")
_LEFT = re.compile("结转|尚未(?:办结|到期|届满)|正在(?:办理|审查|按)|办理中|未到期|延期|跨年|年末新收")
_ALL_CLOSED = re.compile(
    "(?:已?(?:全部|均已?|都已?))(?:按时|依法|按期|及时|在法定期限内|按规定)*(?:办结|答复完毕|办理完毕)|办结率(?:为|达到?|均为)?100%|全部(?:按时|依法|按期|及时|在法定期限内)*(?:办结|答复)"
)
_DOUBLED, _FEW = 2.0, 10  # requests that grew so many times, from this year's number on
_LITIGATION_LOST = ("litigation.direct.corrected", "litigation.after_reconsideration.corrected")  # from 2019 on


def find_silences(report: Report, prior: Report | None = None) -> list[Finding]:
    """Silences and contradictions of a report.

    Args:
        report: The report.
        prior: The body's report of the year before, for what grew.
    """
    return [*_silences(report, prior), *_contradictions(report)]


def figure(report: Report, indicator: str) -> float | None:
    """The figure for the whole body: of the table, else the surest of the prose."""
    facts = [fact for fact in report.find(indicator) if fact.value is not None]
    best = max(facts, key=lambda fact: (fact.source == "table", fact.confidence), default=None)
    return best.value if best else None


def _silences(report: Report, prior: Report | None) -> Iterator[Finding]:
    lost = sum(figure(report, name) or 0 for name in _LITIGATION_LOST) or figure(report, "litigation.corrected")
    corrected = figure(report, "reconsideration.corrected") or 0
    if lost and not _said(report, _LOST):
        yield Finding("silence-litigation", f"suits lost (结果纠正): {lost:g}; the problems do not speak of it")
    if corrected and not _said(report, _LOST):
        message = f"decisions corrected on reconsideration: {corrected:g}; the problems do not speak of it"
        yield Finding("silence-reconsideration", message)
    now, before = figure(report, "requests.received"), figure(prior, "requests.received") if prior else None
    if now is not None and before and now >= _FEW and now >= _DOUBLED * before and not _said(report, _GREW, _PROSE):
        yield Finding("silence-requests", f"requests rose from {before:g} to {now:g}; the prose does not say so")
    left = figure(report, "requests.carried_out")
    told = any(fact.source != "table" for fact in report.find("requests.carried_out"))
    if left and not told and not _said(report, _LEFT, _PROSE):
        yield Finding("silence-carried-over", f"requests carried over: {left:g}; the prose does not say so")


def _said(report: Report, words: re.Pattern[str], where: frozenset[str] = frozenset({"problems"})) -> bool:
    texts = (p.text for p in report.paragraphs if p.section in where and not p.heading)
    return any(words.search("".join(fold(text).split())) for text in texts)


def _contradictions(report: Report) -> Iterator[Finding]:
    left = _from_table(report, "requests.carried_out")
    if not left:
        return
    folded = fold(report.text)
    for paragraph in report.paragraphs:
        if paragraph.section not in _PROSE or "申请" not in paragraph.text:
            continue
        for span in sentences(folded, paragraph.span):
            squeezed = squeeze(folded, span)
            match = _ALL_CLOSED.search(squeezed.text)
            if match and re.search("申请|依申请", squeezed.text) and not _LEFT.search(squeezed.text):
                where: Span = squeezed.span(*match.span())
                yield Finding("contradiction", f"{match[0]}, but the table carries {left.value:g} requests over", where)


def _from_table(report: Report, indicator: str) -> Fact | None:
    return next((f for f in report.find(indicator) if f.source == "table" and f.value), None)
