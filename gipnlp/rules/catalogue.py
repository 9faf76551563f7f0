"""The rules as data: ``data/rules.toml``, validated and compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gipnlp.errors import DataError
from gipnlp.report import APPLICANTS, SECTIONS
from gipnlp.rules.slotted import SLOTS
from gipnlp.statute import data_toml, indicators

_BUILT_IN = {"q": f"(?P<q>[{SLOTS}])", "g": f"[^,。;:!?{SLOTS}]", "h": f"[^,。;:!?、和及与{SLOTS}]"}
_REPEATED = re.compile(r"\(\?:([^()\[\]\\{}?*+.]+)\)([*+])")
_DEFAULT_SECTIONS = frozenset(SECTIONS) - {"preamble"}


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
