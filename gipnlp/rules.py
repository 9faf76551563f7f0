"""Figures of the prose by rules: patterns with context as data (``data/rules.toml``), quantities by ``numerals``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from gipnlp.errors import DataError
from gipnlp.numerals import Quantity, masked, quantities
from gipnlp.report import APPLICANTS, SECTIONS, Fact, Paragraph, Section, Span
from gipnlp.statute import data_toml, indicators
from gipnlp.text import Squeezed, sentences, squeeze, words

_SLOT = 0xE000  # quantities stand as private-use characters in the text that patterns read
_SLOTS = "\ue000-\uf8ff"
_FOREIGN = re.compile(f"[{_SLOTS}]")  # private-use characters of the text itself
_MOST_SLOTS = 500
_BUILT_IN = {"q": f"(?P<q>[{_SLOTS}])", "g": f"[^,。;:!?{_SLOTS}]", "h": f"[^,。;:!?、和及与{_SLOTS}]"}
_REPEATED = re.compile(r"\(\?:([^()\[\]\\{}?*+.]+)\)([*+])")
_DEFAULT_SECTIONS = frozenset(SECTIONS) - {"preamble"}
_TOPIC_REACH = 30  # characters before the sentence in which its topic is looked for
_CONTEXT = 300  # characters of the paragraph before a sentence that tell what it is about
_PROBLEMS_CONFIDENCE = 0.7  # figures of the problems section are rarer facts
_NEGATED_VERB = re.compile("收|接|受|发|产|出现|有|因|对|向|经?过|行政|申请|政府|信息|依|需|召|举|开|参|制|办|引|存|结")
_NEGATION = re.compile("^(?:未|没有|没|无|尚未|均未|从未|未曾|不存在|并未|暂未|暂无|未有|零|不|均不)")

_WHOLE_YEAR = re.compile("全年|年度|一年来|本年|年内|总计")
_LAST_YEAR = re.compile("去年|上年|上一年|同期|往年|前年|上年度")
_COMPARED = re.compile(
    rf"(?:较|比|同比|环比)[^。;{_SLOTS}]{{0,24}}(?:增|减|多|少|升|降|长|提高)[加少了幅率长至到为达]*$|(?:增加|增长|减少|下降|上升|提高|增幅|降幅)(?:了|率|达|约)*$"
)
_REPLACED = re.compile(rf"(?:由|从)[^,。;{_SLOTS}]{{0,12}}$")
_PLANNED = re.compile("计划|力争|预计|争取|下一步|明年|来年|目标|拟[^定订制稿]|将于|确保达到")
_INTENDED = re.compile("将|拟|计划|下一步|今后|要[加强进]|进一步|力争|不断")
_PART_OF_YEAR = re.compile(
    "(?:第?[一二三四1-4]|[一二三四])季度|上半年|下半年|日均|月均|年均|平均|每[天日周月季年]|单日|单月|当日"
)
_WHOLE_YEAR = re.compile("全年|年度|一年来|本年|年内|总计")
_YEAR = re.compile(
    r"(?<![\d〔(\[比较与])(20\d\d)年(?:度)?(?!以来|起|(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|至|到\d|-)|[^,。;]{0,8}工作要点)"
)
_SINCE = re.compile(r"(20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以来|起(?!至)|(?:至|到|-)20\d\d年)")
_QUOTED = re.compile(r"《[^》]*》|〔[^〕]*〕|<[^>]*>")
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
class Rule:
    """One rule of ``rules.toml``; the fields are explained at the head of that file."""

    name: str
    indicator: str
    patterns: tuple[re.Pattern[str], ...]
    units: frozenset[str]
    applicant: str | None
    needs: re.Pattern[str] | None
    topic: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    without: re.Pattern[str] | None
    after: re.Pattern[str] | None
    absence: bool
    zero_only: bool
    sections: frozenset[str]
    confidence: float
    examples: tuple[tuple[str, float], ...] = field(default=())
    counter: tuple[str, ...] = field(default=())


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of ``rules.toml``, in the order of the file.

    Raises:
        DataError: if a rule names an unknown indicator, unit family, word or section, or holds no valid pattern.
    """
    data = data_toml("rules.toml")
    return tuple(_rule(number, entry, data["units"], data["words"]) for number, entry in enumerate(data["rule"], 1))


def _rule(number: int, entry: Mapping[str, Any], units: Mapping[str, list[str]], macros: Mapping[str, str]) -> Rule:
    indicator = entry["indicator"]
    name = f"{indicator}#{number}"
    absence = "value" in entry
    sections = frozenset(entry.get("sections", _DEFAULT_SECTIONS))
    if indicator not in indicators():
        raise DataError(f"rules.toml: rule {number}: {indicator} is not in indicators.tsv")
    if entry.get("applicant", "total") not in APPLICANTS or not sections <= set(SECTIONS):
        raise DataError(f"rules.toml: {name}: unknown applicant or section")
    if not absence and entry.get("units") not in units:
        raise DataError(f"rules.toml: {name}: unknown family of units {entry.get('units')!r}")
    try:
        return Rule(
            name=name,
            indicator=indicator,
            patterns=tuple(re.compile(_expand(text, macros)) for text in entry["patterns"]),
            units=frozenset(units[entry["units"]]) if not absence else frozenset(),
            applicant=entry.get("applicant"),
            topic=_optional(entry.get("topic"), macros),
            needs=_optional(entry.get("needs"), macros),
            unless=_optional(entry.get("unless"), macros),
            without=_optional(entry.get("without"), macros),
            after=_optional(entry.get("after"), macros),
            absence=absence,
            zero_only=bool(entry.get("zero_only", False)),
            sections=sections,
            confidence=float(entry["confidence"]),
            examples=tuple(_example(text) for text in entry.get("examples", ())),
            counter=tuple(entry.get("counter", ())),
        )
    except (re.error, KeyError) as error:
        raise DataError(f"rules.toml: {name}: {error}") from error


def _expand(pattern: str, macros: Mapping[str, str]) -> str:
    known = {**_BUILT_IN, **macros}
    expanded = re.sub(r"\{([a-z]+)\}", lambda match: known[match[1]], pattern)
    return _REPEATED.sub(lambda match: f"(?:{'|'.join(_simple(match[1].split('|')))}){match[2]}", expanded)


def _simple(words: Sequence[str]) -> list[str]:
    """The alternatives of a repeated group without those that others make up (信息公开 beside 信息 and 公开).

    The group matches the same texts, but each in one way only: without this, repeated words in a hostile or careless
    text (政府信息公开政府信息公开…) take exponential time.
    """
    kept = list(dict.fromkeys(words))
    for word in sorted(kept, key=len, reverse=True):
        others = [re.escape(other) for other in kept if other != word and len(other) < len(word)]
        if others and re.fullmatch(f"(?:{'|'.join(others)})+", word):
            kept.remove(word)
    return kept


def _optional(pattern: str | None, macros: Mapping[str, str]) -> re.Pattern[str] | None:
    return None if pattern is None else re.compile(_expand(pattern, macros).replace("(?P<q>", "(?:"))


def _example(text: str) -> tuple[str, float]:
    sentence, _, value = text.rpartition(" => ")
    return sentence, float(value)


@dataclass(frozen=True, slots=True)
class Slotted:
    """A sentence as patterns read it: each quantity one character, dates and numbers that count nothing ``#``.

    Attributes:
        text: What patterns read.
        starts: For each character of ``text``, where it begins in the squeezed sentence.
        squeezed: The squeezed sentence.
        found: The quantities, in the order of their characters.
        before: The paragraph before the sentence, squeezed: what the sentence goes on with.
    """

    text: str
    starts: tuple[int, ...]
    squeezed: Squeezed
    found: tuple[Quantity, ...]
    before: str = ""

    @classmethod
    def of(cls, folded: str, span: Span, paragraph: Span | None = None) -> Slotted:
        """The sentence at ``span`` of the ``paragraph``."""
        squeezed = squeeze(folded, span, drop="|*")
        found = quantities(squeezed.text)[:_MOST_SLOTS]
        hidden = _FOREIGN.sub("#", masked(squeezed.text))
        chars: list[str] = []
        starts: list[int] = []
        at = 0
        for number, quantity in enumerate(found):
            _copy(hidden, at, quantity.start, chars, starts)
            chars.append(chr(_SLOT + number))
            starts.append(quantity.start)
            at = quantity.end
        _copy(hidden, at, len(hidden), chars, starts)
        begin = max(paragraph.start, span.start - _CONTEXT) if paragraph else span.start
        return cls("".join(chars), tuple(starts), squeezed, found, squeeze(folded, Span(begin, span.start)).text)

    def quantity(self, place: int) -> Quantity:
        """The quantity whose character stands at ``place`` of the text."""
        return self.found[ord(self.text[place]) - _SLOT]

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]`` in the report's text."""
        last = self.starts[end] if end < len(self.starts) else len(self.squeezed.text)
        return self.squeezed.span(self.starts[start], last)


def _copy(hidden: str, start: int, end: int, chars: list[str], starts: list[int]) -> None:
    """Copy characters; a run of ``#`` becomes one."""
    for place in range(start, end):
        if hidden[place] == "#" and place > start and hidden[place - 1] == "#":
            continue
        chars.append(hidden[place])
        starts.append(place)


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    start: int
    end: int
    quantity: Quantity | None


def read_figures(
    text: str, folded: str, paragraphs: Iterable[Paragraph], sections: Sequence[Section], year: int | None
) -> list[Fact]:
    """The facts that the prose states, by rules; each (indicator, applicant, value) once, at its first place.

    Args:
        text: The report's text.
        folded: The same, folded.
        paragraphs: Its paragraphs, without the statutory tables.
        sections: Its sections.
        year: The reporting year; figures under another year are left out. None if unknown.
    """
    facts: dict[tuple[str, str | None, float | None], Fact] = {}
    paragraphs = list(paragraphs)
    for paragraph in paragraphs:
        context = _with_heading(paragraph.span, sections)
        for span in sentences(folded, paragraph.span):
            for fact in read_sentence(text, folded, span, paragraph.section, paragraph.page, year, context):
                facts.setdefault((fact.indicator, fact.applicant, fact.value), fact)
    for fact in _silent_sections(text, folded, paragraphs, sections):
        if not any(other.indicator == fact.indicator for other in facts.values()):
            facts[fact.indicator, None, 0.0] = fact
    return list(facts.values())


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
    if section == "problems" and _INTENDED.search(slotted.text):
        return []
    matches = [m for rule in rules() if section in rule.sections for m in _matches(rule, slotted, year)]
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
            quantity = slotted.quantity(match.start("q"))
            if rule.zero_only and quantity.value:
                continue
            if quantity.unit not in rule.units or not _holds(rule, slotted, match.start(), match.end()):
                continue
            if not _about_another_time(rule, slotted, match.start("q"), year):
                yield _Match(rule, match.start(), match.end(), quantity)


def _holds(rule: Rule, slotted: Slotted, start: int, end: int) -> bool:
    if rule.needs and not (rule.needs.search(slotted.text) or rule.needs.search(slotted.before)):
        return False
    if rule.topic and not rule.topic.search(slotted.before[-_TOPIC_REACH:] + slotted.text[:start]):
        return False
    if rule.unless and rule.unless.search(slotted.text[_clause_start(slotted.text, start) : end]):
        return False
    if rule.without and rule.without.search(slotted.text, 0, start):
        return False
    return not (rule.after and rule.after.match(slotted.text, end))


def _clause_start(text: str, place: int) -> int:
    return max(text.rfind(mark, 0, place) for mark in ",。;:!?") + 1


def _whole_negation(slotted: Slotted, start: int) -> bool:
    """False where jieba sees the negation inside a longer word (无障碍, 不断, 未来)."""
    match = _NEGATION.match(slotted.text[start:])
    if match is None:
        return True
    slots = [Span(i, i + 1) for i, char in enumerate(slotted.text) if _SLOT <= ord(char) < 0xF900]
    end = start + match.end()
    word = next(word for word in words(slotted.text, slots) if word.start <= start < word.end)
    rest = slotted.text[end : word.end]
    return word.end <= end or (word.start == start and bool(_NEGATED_VERB.match(rest)))


def _about_another_time(rule: Rule, slotted: Slotted, place: int, year: int | None) -> bool:
    """True for a figure of another year, a plan, a change, or a part of the year."""
    clause = slotted.text[_clause_start(slotted.text, place) : place]
    carried = rule.indicator == "requests.carried_in"
    if not carried and _LAST_YEAR.search(clause):
        return True
    if _COMPARED.search(clause) or _PLANNED.search(clause) or _in_part_of_year(slotted.text[:place]):
        return True
    if _REPLACED.search(clause) and re.match(
        f"[^,。;]{{0,6}}(?:增|减|升|降|提|扩)[^,。;]{{0,6}}[{_SLOTS}]", slotted.text[place + 1 :]
    ):
        return True
    if year is None or carried or rule.indicator in {"disclosed.cumulative", "requests.carried_out"}:
        return False
    before = _QUOTED.sub(lambda m: " " * len(m[0]), slotted.squeezed.text[: slotted.starts[place]])
    named = [int(match[1]) for match in _YEAR.finditer(before)]
    since = any(int(match[1]) < year for match in _SINCE.finditer(before))
    return since or (bool(named) and named[-1] != year)


def _in_part_of_year(before: str) -> bool:
    """True if the last frame of time before the figure is a quarter, a half, or an average."""
    parts = [match.start() for match in _PART_OF_YEAR.finditer(before)]
    wholes = [match.start() for match in _WHOLE_YEAR.finditer(before)]
    return bool(parts) and parts[-1] > max(wholes, default=-1)


def _fact(match: _Match, slotted: Slotted, text: str, sentence: Span, page: int | None) -> Fact:
    rule = match.rule
    unit = indicators()[rule.indicator].unit
    if match.quantity is None:
        span, value, approx = slotted.span(match.start, match.end), 0.0, False
    else:
        span = slotted.squeezed.span(match.quantity.start, match.quantity.end)
        value, approx = _in_unit(match.quantity, unit), match.quantity.approx
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


def _in_unit(quantity: Quantity, unit: str) -> float:
    """元 and 万元 to the indicator's unit; the grammar has expanded 万 already, so 万元 is read as 元."""
    return round(quantity.value / 10_000, 6) if unit == "万元" and quantity.unit == "元" else quantity.value


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
