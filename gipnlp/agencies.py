"""Agencies under one name: 万东镇 is 万东镇人民政府, 江苏省淮安市人民政府 is 淮安市人民政府.

淮安市人民政府办公室 is another body.

What is brought together is only what is the same by its name: short forms of ``data/agencies.tsv``, a place that stands
for its government, and the names of divisions above it. 万东镇人民政府 and 洪泽区万东镇人民政府 stay two, as the
gazetteer ends at counties and several townships may bear a name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gipnlp.errors import DataError
from gipnlp.gazetteer import Division, divisions, find_divisions, locate
from gipnlp.narrative.bodies import body
from gipnlp.statute import data_text
from gipnlp.text import fold, simplified

Level = Literal["national", "province", "city", "county", "township"]
Kind = Literal["government", "department"]

_GOVERNMENT = re.compile("人民政府$|办事处$|区管理委员会$")
_ZONE = re.compile("(?:开发|高新|实验|试验|示范|保税|经开|园|新|景|名胜|度假|管理|合作)区$")
_TOWNSHIP = re.compile("(?:[^市县区旗]{1,10}(?:镇|乡|街道))(?:人民政府|办事处)?$")
_OFFICE_OF_GOVERNMENT = re.compile("办公[厅室]$")
_NATIONAL = re.compile("^(?:国务院|国家(?!税务总局.)|中华人民共和国|中国)")
_MIDDLE_GOVERNMENT = re.compile("人民政府(?=.)")
_DEPTHS: dict[int, Level] = {2: "province", 4: "city", 6: "county"}


@dataclass(frozen=True, slots=True)
class Agency:
    """A reporting body.

    Attributes:
        name: Its one name; None if the report tells none.
        level: Of its place, as far as the name tells.
        kind: Government of a place (with the committees of zones), or a department or other body.
        province: Where it is, as far as that is certain; ``city`` and ``county`` likewise.
        code: Code of GB/T 2260 of the lowest of them.
    """

    name: str | None
    level: Level | None = None
    kind: Kind | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    code: str | None = None


def agency_of(stated: str | None) -> Agency:
    """The agency of a name as written; total: of None or white space, an agency without a name."""
    plain = re.sub(r"\s+", "", simplified(fold(stated or "")))
    if not plain:
        return Agency(None)
    name = _with_own_place(_completed(_spelled_out(plain)))
    places = locate(name)
    kind: Kind = "government" if _GOVERNMENT.search(name) else "department"
    return Agency(name, _level(name, places), kind, *_chain(places))


@cache
def _short_forms() -> Mapping[str, str]:
    """Short ends of names and what they stand for, the longest first.

    Raises:
        DataError: if a short form stands twice.
    """
    result: dict[str, str] = {}
    for row in csv.DictReader(data_text("agencies.tsv").splitlines(), delimiter="\t"):
        if row["short"] in result:
            raise DataError(f"agencies.tsv: {row['short']} stands twice")
        result[row["short"]] = row["full"]
    return dict(sorted(result.items(), key=lambda item: -len(item[0])))


def _spelled_out(name: str) -> str:
    """Its short end spelled out, and no 人民政府 before the name of a department."""
    if _OFFICE_OF_GOVERNMENT.search(name) is None or "人民政府办公" not in name:
        name = _MIDDLE_GOVERNMENT.sub("", name, count=1) if not name.endswith("人民政府") else name
    for short, full in _short_forms().items():
        if name.endswith(short) and not name.endswith(full) and len(name) > len(short):
            stem = name.removesuffix(short)
            if full == "人民政府办公室" and stem.endswith("省"):
                full = "人民政府办公厅"  # what the office of a province is called
            return stem + full
    return name


def _completed(name: str) -> str:
    """A bare place stands for its government."""
    if name.endswith("街道"):
        return name + "办事处"
    if name.endswith(("镇", "乡")):
        return name + "人民政府"
    found = find_divisions(name)
    whole = bool(found) and found[-1][1] == len(name)
    if _ZONE.search(name) and not (whole and _is_regular(found[-1][2])):
        return name + "管理委员会"
    return name + "人民政府" if whole else name


def _is_regular(places: tuple[Division, ...]) -> bool:
    """True for divisions proper; zones have codes from 70 on in their last digits."""
    return any(int(place.code[4:]) < 70 for place in places)


def _with_own_place(name: str) -> str:
    """The names of divisions at its head cut to the last, or to what tells that one from others of its name."""
    end, last = 0, ""
    for start, stop, _ in find_divisions(name):
        if start != end:
            break
        end, last = stop, name[start:stop]
    if not last:
        return name
    places = locate(name[:end])
    if len(places) != 1:
        return name
    return _own_name(places[0]) + name[end:]


def _own_name(place: Division) -> str:
    """Its name, with that of the city or province before it where other divisions are called so too."""
    if len(divisions()[place.name]) == 1:
        return place.name
    names = _by_code()
    above = names.get(place.code[:4] + "00") or names.get(place.code[:2] + "0000") or ""
    return above + place.name if above != place.name else place.name


@cache
def _by_code() -> Mapping[str, str]:
    return {place.code: place.name for found in divisions().values() for place in found}


def _chain(places: tuple[Division, ...]) -> tuple[str | None, str | None, str | None, str | None]:
    """Province, city, county and code that all the possible places share."""
    names = _by_code()
    result: list[str | None] = []
    code = None
    for depth in (2, 4, 6):
        shared = {place.code[:depth].ljust(6, "0") for place in places if len(place.prefix) >= depth}
        certain = len(shared) == 1 and all(len(place.prefix) >= depth for place in places)
        own = next(iter(shared)) if certain else None
        result.append(names.get(own) if own else None)
        code = own if own in names else code
    return result[0], result[1], result[2], code


def _level(name: str, places: tuple[Division, ...]) -> Level | None:
    if _NATIONAL.search(name):
        return "national"
    if _TOWNSHIP.search(name):
        return "township"
    if places:
        depths = {len(place.prefix) for place in places}
        return _DEPTHS[depths.pop()] if len(depths) == 1 else None
    told = body(name)
    if _ZONE.search(name.removesuffix("管理委员会")):
        return None  # of any level
    if told.noun == "省":
        return "province"
    if told.noun in ("市", "州", "盟"):
        return "city"
    return "county" if told.noun in ("县", "旗", "区") else None
