"""Figures of the prose by rules: patterns with context as data (``data/rules.toml``), quantities by ``numerals``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gipnlp.numerals import Quantity, in_unit, masked
from gipnlp.report import Fact, Paragraph, Section, Span
from gipnlp.rules.catalogue import Rule, rules
from gipnlp.rules.slotted import FIRST_SLOT, Slotted
from gipnlp.rules.times import about_another_time, clause_start, counts_a_category, replacement
from gipnlp.statute import indicators
from gipnlp.text import sentences, squeeze, words

__all__ = ["Rule", "Slotted", "of_categories", "of_other_times", "read_figures", "read_sentence", "rules"]

_TOPIC_REACH = 30  # characters before the sentence in which its topic is looked for
_PROBLEMS_CONFIDENCE = 0.7  # figures of the problems section are rarer facts
_NEGATED_VERB = re.compile("收|接|受|发|产|出现|有|因|对|向|经?过|行政|申请|政府|信息|依|需|召|举|开|参|制|办|引|存|结")
_ABSENCE = re.compile("[未没无不零免]")  # no statement of absence without one of these
_NEGATION = re.compile("^(?:未|没有|没|无|尚未|均未|从未|未曾|不存在|并未|暂未|暂无|未有|零|不|均不)")
_INTENDED = re.compile("将|拟|计划|下一步|今后|要[加强进]|进一步|力争|不断")
_SILENT = re.compile(
    "(?:[一二三四五六七八九十]、[^。]{2,30}?(?:情况|事项|费用))?(?:#年?度?|本年度?|全年|我[局镇乡县区市委厅院校处办街道]{1,2}|本[局机关镇]{1,2}|单位|目前|,|:|。)*"
    "(?:无|暂无|没有|未发生|没有发生|不存在|未涉及|无此项|无此类)(?:情况|此类情况|相关情况|上述情况|该情况|此项|内容|此情况|相关内容|以上情况|该项|类似情况|此类事项|相关事项)*(?:发生)?。?"
)
_SILENT_MEANS = {
    "requests": ("requests.received",),
    "fees": ("fees.collected",),
    "remedies": ("reconsideration.total", "litigation.total"),
}


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    start: int
    end: int
    quantity: Quantity | None


def read_figures(
    text: str, folded: str, paragraphs: Iterable[Paragraph], sections: Sequence[Section], year: int | None
) -> list[Fact]:
    """The facts that the prose states, by rules, at every place where it states them.

    Args:
        text: The report's text.
        folded: The same, folded.
        paragraphs: Its paragraphs, without the statutory tables.
        sections: Its sections.
        year: The reporting year; figures under another year are left out. None if unknown.
    """
    paragraphs = list(paragraphs)
    facts: list[Fact] = []
    for paragraph in paragraphs:
        context = _with_heading(paragraph.span, sections)
        for span in sentences(folded, paragraph.span):
            facts += read_sentence(text, folded, span, paragraph.section, paragraph.page, year, context)
    stated = {fact.indicator for fact in facts}
    silent = _silent_sections(text, folded, paragraphs, sections)
    return [*facts, *(fact for fact in silent if fact.indicator not in stated)]


def of_other_times(folded: str, paragraphs: Iterable[Paragraph], year: int | None) -> set[Span]:
    """The spans of the figures that are about another year, a plan, a change, or a part of the year."""
    return _where(folded, paragraphs, lambda slotted, place: about_another_time(slotted, place, year))


def of_categories(folded: str, paragraphs: Iterable[Paragraph]) -> set[Span]:
    """The spans of the figures that count one category of what was disclosed."""
    return _where(folded, paragraphs, counts_a_category)


def _where(folded: str, paragraphs: Iterable[Paragraph], holds: Callable[[Slotted, int], bool]) -> set[Span]:
    found = set()
    for paragraph in paragraphs:
        for span in sentences(folded, paragraph.span):
            slotted = Slotted.of(folded, span)
            last = FIRST_SLOT + len(slotted.found)
            for place, char in enumerate(slotted.text):
                if FIRST_SLOT <= ord(char) < last and holds(slotted, place):
                    quantity = slotted.quantity(place)
                    found.add(slotted.squeezed.span(quantity.start, quantity.end))
    return found


def _with_heading(paragraph: Span, sections: Iterable[Section]) -> Span:
    """The paragraph, with the section's heading where that stands right before it."""
    headings = (s.heading for s in sections if s.heading and s.heading.end <= paragraph.start <= s.heading.end + 2)
    return Span(next(headings, paragraph).start, paragraph.end)


def read_sentence(
    text: str,
    folded: str,
    span: Span,
    section: str,
    page: int | None = None,
    year: int | None = None,
    paragraph: Span | None = None,
) -> list[Fact]:
    """The facts of one sentence that lies in ``section``, as the ``paragraph`` before it lets it be understood."""
    slotted = Slotted.of(folded, span, paragraph)
    if not slotted.found and not _ABSENCE.search(slotted.text):
        return []
    if section == "problems" and _INTENDED.search(slotted.text):
        return []
    readable = [slotted, *slotted.distributed()]
    matches = [m for rule in rules() if section in rule.sections for one in readable for m in _matches(rule, one, year)]
    best: dict[object, _Match] = {}
    for match in matches:
        shared = match.quantity is None or match.rule.zero_only
        key = (match.rule.indicator, "absent") if shared else id(match.quantity)
        if key not in best or match.end - match.start < best[key].end - best[key].start:
            best[key] = match
    stated = {match.rule.indicator for match in best.values() if match.quantity is not None}
    kept = [m for m in best.values() if m.quantity is not None or m.rule.indicator not in stated]
    facts = [_fact(match, slotted, text, span, page) for match in kept]
    if section == "problems":
        facts = [replace(fact, confidence=min(fact.confidence, _PROBLEMS_CONFIDENCE)) for fact in facts]
    return facts


def _matches(rule: Rule, slotted: Slotted, year: int | None) -> Iterator[_Match]:
    if not rule.absence and not slotted.found:
        return
    for pattern in rule.patterns:
        for match in pattern.finditer(slotted.text):
            if rule.absence:
                if _holds(rule, slotted, match.start(), match.end()) and _whole_negation(slotted, match.start()):
                    yield _Match(rule, match.start(), match.end(), None)
                    return
                continue
            if not _holds(rule, slotted, match.start(), match.end()) or _leaves_brackets(match[0]):
                continue
            place = _of_this_year(slotted, match.start("q"), year, rule.indicator)
            if place is None:
                continue
            quantity = slotted.quantity(place)
            if quantity.unit not in rule.units or (rule.zero_only and quantity.value):
                continue
            if not _denied(slotted.text[:place], quantity):
                yield _Match(rule, match.start(), match.end(), quantity)


def _of_this_year(slotted: Slotted, place: int, year: int | None, indicator: str) -> int | None:
    """Where the figure of the reporting year stands: at ``place``, or where that is an older one what replaced it."""
    if not about_another_time(slotted, place, year, indicator):
        return place
    later = replacement(slotted.text, place)
    return None if later is None or about_another_time(slotted, later, year, indicator) else later


def _leaves_brackets(matched: str) -> bool:
    """True where the name stands in brackets that end before the figure: 1180条(微博)和926条."""
    closing = matched.find(")")
    return closing >= 0 and "(" not in matched[:closing]


def _denied(before: str, quantity: Quantity) -> bool:
    """True for 无一件, 没有一起: none at all."""
    return quantity.chinese and quantity.value == 1 and before.endswith(("无", "没有", "未有"))


def _holds(rule: Rule, slotted: Slotted, start: int, end: int) -> bool:
    if rule.needs and not (rule.needs.search(slotted.text) or rule.needs.search(slotted.before)):
        return False
    if rule.topic and not rule.topic.search(slotted.before[-_TOPIC_REACH:] + slotted.text[:start]):
        return False
    if rule.unless and rule.unless.search(slotted.text[clause_start(slotted.text, start) : end]):
        return False
    if rule.without and rule.without.search(slotted.text, 0, start):
        return False
    return not (rule.after and rule.after.match(slotted.text, end))


def _whole_negation(slotted: Slotted, start: int) -> bool:
    """False where jieba sees the negation inside a longer word (无障碍, 不断, 未来)."""
    match = _NEGATION.match(slotted.text[start:])
    if match is None:
        return True
    slots = [Span(i, i + 1) for i, char in enumerate(slotted.text) if FIRST_SLOT <= ord(char) < 0xF900]
    end = start + match.end()
    word = next(word for word in words(slotted.text, slots) if word.start <= start < word.end)
    rest = slotted.text[end : word.end]
    return word.end <= end or (word.start == start and bool(_NEGATED_VERB.match(rest)))


def _fact(match: _Match, slotted: Slotted, text: str, sentence: Span, page: int | None) -> Fact:
    rule = match.rule
    unit = indicators()[rule.indicator].unit
    if match.quantity is None:
        span, value, approx = slotted.span(match.start, match.end), 0.0, False
    else:
        span = slotted.squeezed.span(match.quantity.start, match.quantity.end)
        value, approx = in_unit(match.quantity.value, match.quantity.unit, unit), match.quantity.approx
    return Fact(
        indicator=rule.indicator,
        applicant=rule.applicant,
        value=value,
        approx=approx,
        unit=unit,
        stated=span.of(text),
        source="rule",
        confidence=rule.confidence,
        evidence=sentence.of(text),
        page=page,
        span=span,
        rule=rule.name,
    )


def _silent_sections(
    text: str, folded: str, paragraphs: Sequence[Paragraph], sections: Sequence[Section]
) -> Iterator[Fact]:
    """A section of requests, fees or remedies whose whole body is 无 or 没有 states zero."""
    for section in sections:
        bodies = [p for p in paragraphs if p.span in section.span and p.span != section.heading]
        if section.label not in _SILENT_MEANS or len(bodies) != 1:
            continue
        body = bodies[0]
        if _SILENT.fullmatch(re.sub("#+", "#", masked(squeeze(folded, body.span).text))):
            for indicator in _SILENT_MEANS[section.label]:
                unit = indicators()[indicator].unit
                yield Fact(
                    indicator,
                    None,
                    0.0,
                    False,
                    unit,
                    body.text,
                    "rule",
                    0.8,
                    body.text,
                    body.page,
                    body.span,
                    rule="silent-section",
                )
