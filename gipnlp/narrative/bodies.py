"""The reporting body as its report names it: its place, its level, and the words in which it speaks of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gipnlp.gazetteer import Division, find_divisions, locate
from gipnlp.report import Report
from gipnlp.text import fold

Level = Literal["province", "city", "county", "township", "department"]
_GOVERNMENT = re.compile(
    "人民政府(?!办公)|行政公署|行署|管理?委员会|管委会|(?:街道)?办事处|(?:实验|开发|新|高新|示范|保税|经开)区$|[省市县区旗州盟镇乡]$"
)
_END = re.compile(
    "行政公署|行署|人民政府(?:办公[厅室])?|政府(?:办公?[厅室]?)?|办公[厅室]|管理?委员会|管委会|办事处|委员会|[局厅委办处院校]$|大学|学院|中心|集团|公司"
)
_TOWNSHIP = re.compile("[镇乡]|街道")
_NOUN = re.compile("(?<=.)(?:街道|[省盟旗]|市(?![场政容民])|区(?!域)|县(?!域)|州(?![市区县])|镇(?!江)|乡(?!村))")
NOUNS = ("省", "市", "州", "盟", "区", "县", "旗", "街道", "镇", "乡")  # of places, the higher first


@dataclass(frozen=True, slots=True)
class Body:
    """A reporting body.

    Attributes:
        name: Its name; "" if the report tells none.
        level: What it is.
        government: It is the government of a place, not a department.
        places: The divisions that its place may be; () if none is known by that name.
        nouns: The nouns of its place and those above it that its name holds (省, 市, 县 …), the lowest last.
        names: Its name and parts of it by which a report may call it.
    """

    name: str
    level: Level
    government: bool
    places: tuple[Division, ...]
    nouns: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def noun(self) -> str:
        """The noun of its own place, "" if its name holds none."""
        return self.nouns[-1] if self.nouns else ""

    def holds_or_lies_in(self, others: tuple[Division, ...]) -> bool:
        """True if one of the divisions is its own, above it or within it."""
        return any(own.holds(other) or other.holds(own) for own in self.places for other in others)


def body_of(report: Report) -> Body:
    """The body that the report is of."""
    return body(fold(report.agency or ""))


def body(name: str) -> Body:
    """The body of a name, as far as the name tells."""
    places = locate(name)
    government = bool(_GOVERNMENT.search(name))
    nouns = tuple(match[0] for match in _NOUN.finditer(_END.sub("", name)))
    return Body(name, _level(name, places, government, nouns), government, places, nouns, _names(name))


def same_body(first: str | None, second: str | None) -> bool:
    """True if two names are of one body (宁泽县 and 宁泽县人民政府), or one of them is not known."""
    keys = [re.sub("人民政府$|政府$", "", "".join(fold(name).split())) for name in (first, second) if name]
    return len(set(keys)) < 2


def _level(name: str, places: tuple[Division, ...], government: bool, nouns: tuple[str, ...]) -> Level:
    if not government:
        return "department"
    if nouns and _TOWNSHIP.search(nouns[-1]):
        return "township"
    if places:
        depths = {len(place.prefix) for place in places}
        return "province" if depths == {2} else "city" if depths == {4} else "county"
    return "province" if nouns[-1:] == ("省",) else "city" if nouns[-1:] in (("市",), ("州",), ("盟",)) else "county"


def _names(name: str) -> tuple[str, ...]:
    parts = {name, _END.sub("", name)}
    parts |= {name[start:end] for start, end, _ in find_divisions(name)}
    parts |= {part[:-1] for part in parts if len(part) > 2 and part[-1] in NOUNS}
    return tuple(sorted((part for part in parts if len(part) > 1), key=len, reverse=True))
