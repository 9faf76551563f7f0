"""The numbers that Word generates before paragraphs: 一、, （二）, 3. (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }
)
_DIGITS = "零一二三四五六七八九"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str


class Numbering:
    """The lists of a document; it counts as its paragraphs are asked for in order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int | None]] = {}
        for abstract in _named(numbering, "abstractNum"):
            levels = {_int(_attribute(level, "ilvl")): _level(level) for level in _named(abstract, "lvl")}
            self._levels[_attribute(abstract, "abstractNumId")] = levels
        for item in _named(numbering, "num"):
            self._lists[_attribute(item, "numId")] = _val(next(_named(item, "abstractNumId"), None))
        for style in _named(styles, "style"):
            if (found := _number_of(next(_named(style, "pPr"), None))) is not None:
                self._styles[_attribute(style, "styleId")] = found

    def label(self, paragraph: Element) -> str:
        """The number of the next paragraph, "" if it has none (or a bullet)."""
        properties = next(_named(paragraph, "pPr"), None)
        style = _val(next(_named(properties, "pStyle"), None))
        found = _number_of(properties) or self._styles.get(style)
        if found is None:
            return ""
        number, depth = found
        abstract = self._lists.get(number, "")
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        now = counts[depth]
        counts[depth] = levels[depth].start if now is None else now + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return _written(levels, depth, counts)


def _written(levels: dict[int, _Level], depth: int, counts: list[int | None]) -> str:
    if levels[depth].format in {"bullet", "none"}:
        return ""

    def figure(match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        known = levels.get(level)
        count = counts[level] if level < _LEVELS else None
        return _figure(count if count is not None else 1, known.format) if known else ""

    return re.sub(r"%([1-9])", figure, levels[depth].text)


def _figure(count: int, form: str) -> str:
    if form in _CHINESE:
        return chinese(count)
    if form == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if form in {"upperLetter", "lowerLetter"} and 1 <= count <= 26:
        return chr((65 if form == "upperLetter" else 97) + count - 1)
    return str(count)


def chinese(count: int) -> str:
    """The Chinese numeral of 1 to 99; other numbers in digits."""
    if not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _level(element: Element) -> _Level:
    start, form, text = (_val(next(_named(element, name), None)) for name in ("start", "numFmt", "lvlText"))
    return _Level(_int(start, 1), form, text)


def _number_of(properties: Element | None) -> tuple[str, int] | None:
    number = next(_named(properties, "numPr"), None)
    if number is None:
        return None
    return _val(next(_named(number, "numId"), None)), _int(_val(next(_named(number, "ilvl"), None)))


def _named(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        yield from (child for child in element if isinstance(child.tag, str) and etree.QName(child).localname == name)


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _val(element: Element | None) -> str:
    return "" if element is None else _attribute(element, "val")


def _int(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() else default
