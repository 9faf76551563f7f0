"""What the page says, in Chinese and in English: ``data/labels.toml``, ``data/indicators_en.tsv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gipnlp.errors import DataError
from gipnlp.statute import data_text, data_toml, indicators

_Groups = Mapping[str, Mapping[str, "Words"]]


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str

    def filled(self, about: Words) -> Words:
        """The words with others in the place of ``{}``."""
        return Words(self.zh.replace("{}", about.zh), self.en.replace("{}", about.en))

    def __add__(self, other: object) -> Words:
        if not isinstance(other, Words):
            return NotImplemented
        return Words(self.zh + other.zh, self.en + other.en)


@cache
def labels() -> _Groups:
    """The labels by group and name.

    Raises:
        DataError: if one has not exactly a Chinese and an English wording.
    """
    return {
        group: {name: words_of(pair, name) for name, pair in pairs.items()}
        for group, pairs in data_toml("labels.toml").items()
    }


def words_of(pair: object, name: str) -> Words:
    """The two wordings of a data file.

    Raises:
        DataError: if it is anything but two strings.
    """
    if isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) and one for one in pair):
        return Words(*pair)
    raise DataError(f"the label {name!r} needs a Chinese and an English wording, it has {pair!r}")


def say(name: str) -> Words:
    """A label of the page."""
    return labels()["page"][name]


def on_page(number: int) -> Words:
    """Page so-and-so."""
    return say("page").filled(Words(str(number), str(number)))


def named(group: str, name: str) -> Words:
    """The label of a value that the report carries; the value itself where no label is known."""
    return labels()[group].get(name) or Words(name, name)


@cache
def _english() -> Mapping[str, str]:
    rows = csv.DictReader(data_text("indicators_en.tsv").splitlines(), delimiter="\t")
    names = {row["id"]: row["name_en"] for row in rows}
    if different := sorted(set(names) ^ set(indicators())):
        raise DataError(f"indicators_en.tsv and indicators.tsv differ in {', '.join(different)}")
    return names


def indicator_words(indicator: str, applicant: str | None = None) -> Words:
    """The name of an indicator, with the kind of applicant where it is about one."""
    known = indicators().get(indicator)
    name = Words(known.name_zh, _english()[indicator]) if known else Words(indicator, indicator)
    if not applicant or applicant == "total":
        return name
    who = named("applicants", applicant)
    return name + Words(f"（{who.zh}）", f" ({who.en})")


def check_words(check: str) -> Words:
    """What a check compares, in words."""
    known = labels()["checks"]
    if check in known:
        return known[check]
    for name, words in known.items():
        if check.startswith(f"{name}."):
            return words.filled(_about(name, check.removeprefix(f"{name}.")))
    return Words(check, check)


def _about(check: str, rest: str) -> Words:
    if check in ("requests.balance", "requests.outcomes"):
        return named("applicants", rest)
    if check == "remedies":
        return words_of(data_toml("printed_forms.toml")["remedies"]["groups"].get(rest, [rest, rest]), rest)
    indicator, _, applicant = rest.rpartition(".")
    if rest not in indicators() and indicator in indicators():
        return indicator_words(indicator, applicant)
    return indicator_words(rest)
