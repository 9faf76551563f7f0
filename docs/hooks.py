"""What mkdocs puts into the pages from the data and the models' cards, so that the pages cannot go stale.

A line ``<!-- catalogue -->`` becomes the catalogue of facts, ``<!-- card: NAME -->`` the card of a model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from gipnlp.report import SECTIONS
from gipnlp.rules.catalogue import Rule, rules
from gipnlp.statute import Indicator, indicators

_ROOT = Path(__file__).parent.parent
_MARK = re.compile(r"^<!-- (catalogue|card: (\w+)) -->$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^]]*)\]\((?!https?:)[^)]*\)")  # of a card, to files that are no pages


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Called by mkdocs for each page."""
    return _MARK.sub(lambda mark: card(mark[2]) if mark[2] else catalogue(), markdown)


def catalogue() -> str:
    """The catalogue by section: each indicator with its rules' first examples."""
    by_indicator: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules():
        by_indicator[rule.indicator].append(rule)
    by_section: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for one in indicators().values():
        by_section[one.section].append(_entry(one, by_indicator[one.id]))
    return "\n\n".join(f"## {name}\n\n" + "\n".join(entries) for name, entries in by_section.items() if entries)


def _entry(one: Indicator, its_rules: list[Rule]) -> str:
    columns = "; one fact for each kind of applicant" if one.by_applicant else ""
    lines = [f"### `{one.id}`\n", f"{one.name_zh}, in {one.unit}{columns}. Forms: {', '.join(one.eras)}.\n"]
    if one.notes:
        lines.append(f"{_plain(one.notes)}\n")
    found = [example for rule in its_rules for example in rule.examples[:1]]
    missed = [sentence for rule in its_rules for sentence in rule.counter[:1]]
    lines += [f"- `{sentence}` gives {value:g}" for sentence, value in found[:3]]
    lines += [f"- `{sentence}` gives nothing" for sentence in missed[:2]]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """The text with nothing in it that Markdown would take for markup."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", text)


def card(name: str) -> str:
    """The card of a model, its headings two levels lower and its links to other files as plain words."""
    text = (_ROOT / "models" / name / "README.md").read_text(encoding="utf-8")
    return _LINK.sub(r"\1", re.sub(r"^#", "###", text, flags=re.MULTILINE))
