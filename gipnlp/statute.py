"""The catalogue of facts and the statutory forms as data, read from ``gipnlp/data`` and validated once."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from gipnlp.errors import DataError
from gipnlp.report import APPLICANTS, SECTIONS


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the catalogue of facts, ``gipnlp/data/indicators.tsv``."""

    id: str
    name_zh: str
    unit: str
    section: str
    by_applicant: bool
    eras: tuple[str, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of a statutory table: how its label may read, its enumerator in the form, how much its label tells."""

    id: str
    labels: tuple[str, ...]
    number: str = ""
    numbered_only: bool = False
    item: str = ""
    columns: tuple[tuple[str, ...], ...] = ()
    weight: float = 1.0


def data_text(name: str) -> str:
    """The text of a data file of the package.

    Raises:
        DataError: if it is missing.
    """
    try:
        return (files("gipnlp") / "data" / name).read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"data file {name} cannot be read: {error}") from error


def data_toml(name: str) -> dict[str, Any]:
    """A TOML data file of the package.

    Raises:
        DataError: if it is missing or no TOML.
    """
    try:
        return tomllib.loads(data_text(name))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"data file {name} is not valid TOML: {error}") from error


@cache
def indicators() -> Mapping[str, Indicator]:
    """The catalogue of facts by id, in the order of the file.

    Raises:
        DataError: if an id stands twice or a section is unknown.
    """
    catalogue: dict[str, Indicator] = {}
    for row in csv.DictReader(data_text("indicators.tsv").splitlines(), delimiter="\t"):
        if row["id"] in catalogue:
            raise DataError(f"indicators.tsv: {row['id']} stands twice")
        if row["section"] not in SECTIONS:
            raise DataError(f"indicators.tsv: {row['id']} has the unknown section {row['section']}")
        catalogue[row["id"]] = Indicator(
            id=row["id"],
            name_zh=row["name_zh"],
            unit=row["unit"],
            section=row["section"],
            by_applicant=row["dimension"] == "applicant",
            eras=tuple(row["eras"].split(",")),
            notes=row["aliases_and_notes"] or "",
        )
    return MappingProxyType(catalogue)


@dataclass(frozen=True, slots=True)
class Forms:
    """The statutory tables of the forms 2019 and 2021.

    ``requests_headers`` and ``remedies_headers`` give, for each column, the wordings of its header;
    ``proactive_headers`` maps a column name to them.
    """

    requests_rows: tuple[RowSpec, ...]
    requests_headers: tuple[tuple[str, ...], ...]
    proactive_rows: tuple[RowSpec, ...]
    proactive_headers: Mapping[str, tuple[str, ...]]
    remedies_rows: tuple[str, ...]
    remedies_columns: tuple[str, ...]
    remedies_headers: tuple[tuple[str, ...], ...]


@cache
def forms() -> Forms:
    """The statutory tables of ``forms.toml``.

    Raises:
        DataError: if a row or column gives an id that the catalogue does not have.
    """
    data = data_toml("forms.toml")
    requests, proactive, remedies = data["requests"], data["proactive"], data["remedies"]
    if tuple(requests["columns"]) != APPLICANTS:
        raise DataError(f"forms.toml: the columns of [requests] must be {APPLICANTS}")
    result = Forms(
        requests_rows=tuple(_row(row) for row in requests["rows"]),
        requests_headers=_wordings(requests["headers"]),
        proactive_rows=tuple(_row(row) for row in proactive["rows"]),
        proactive_headers=MappingProxyType({name: tuple(texts) for name, texts in proactive["columns"].items()}),
        remedies_rows=tuple(remedies["rows"]),
        remedies_columns=tuple(remedies["columns"]),
        remedies_headers=_wordings(remedies["headers"]),
    )
    known = indicators()
    used = [row.id for row in result.requests_rows]
    used += [f"{row.id}.{name}" for row in result.proactive_rows for names in row.columns for name in names]
    used += [f"{row}.{column}" for row in result.remedies_rows for column in result.remedies_columns]
    if unknown := sorted(set(used) - set(known)):
        raise DataError(f"forms.toml: not in indicators.tsv: {', '.join(unknown)}")
    return result


def _row(row: Mapping[str, Any]) -> RowSpec:
    columns = tuple(tuple(names) for names in row.get("columns", ()))
    fields = {key: value for key, value in row.items() if key not in ("labels", "columns")}
    return RowSpec(labels=tuple(row["labels"]), columns=columns, **fields)


def _wordings(lists: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(texts) for texts in lists)
