"""The corpus: its form, its families and splits, the reports that its passages make up."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gipnlp.corpus import Label, Passage, load_corpus, read_passages, write_passages
from gipnlp.corpus.composed import compose
from gipnlp.corpus.families import near_copies, with_families
from gipnlp.corpus.reports import assemble, gold_keys
from gipnlp.errors import CorpusError
from gipnlp.report import SECTIONS, Span
from gipnlp.tagger.encoding import encode
from gipnlp.text import fold

PASSAGES = load_corpus()


def passage(text: str, *labels: tuple[str, str], **fields: Any) -> Passage:
    """A passage; each label is (written, name)."""
    spans = tuple(Label(Span(text.index(w), text.index(w) + len(w)), name) for w, name in labels)
    plain = Passage("1", text, spans, "requests", False, "r", "青川县", "county", "2021", 2021)
    return replace(plain, **fields)


def test_every_family_and_every_agency_is_in_one_split() -> None:
    for key in ("family", "agency"):
        splits = defaultdict(set)
        for one in PASSAGES:
            splits[getattr(one, key)].add(one.split)
        assert [name for name, found in splits.items() if len(found) > 1] == []


def test_no_near_copy_stands_on_both_sides() -> None:
    sides = {split: [p.text for p in PASSAGES if p.split == split] for split in ("train", "dev", "test")}
    for split in ("dev", "test"):
        pairs = near_copies(sides[split], sides["train"])
        assert [(sides[split][i], sides["train"][j]) for i, j in pairs] == []


def test_near_copies_are_found_whatever_their_figures() -> None:
    texts = [
        "全年共受理政府信息公开申请12件,均按期答复。",
        "全年共受理政府信息公开申请345件,均已按期答复。",
        "召开新闻发布会三次,邀请媒体记者到场。",
    ]
    assert near_copies(texts) == [(0, 1)]
    families = with_families([passage(text, id=str(i), agency=f"{i}县") for i, text in enumerate(texts)])
    assert [p.family for p in families] == ["0", "0", "2"]
    assert families[0].split == families[1].split


def test_every_label_is_on_what_the_tagger_can_see() -> None:
    """Few labels may stand where neither quantity nor absence is found; the tagger never sees them."""
    unseen = 0
    for one in PASSAGES:
        encoded = encode(fold(one.text), Span(0, len(one.text)), one.section, one.form, one.year)
        unseen += sum(not any(label.span.overlaps(c.span) for c in encoded.candidates) for label in one.labels)
    assert unseen <= 0.01 * sum(len(one.labels) for one in PASSAGES)


def test_every_quantity_is_labelled() -> None:
    missing = []
    for one in PASSAGES:
        encoded = encode(fold(one.text), Span(0, len(one.text)), one.section, one.form, one.year)
        counted = [c.span for c in encoded.candidates if c.quantity]
        missing += [span.of(one.text) for span in counted if not any(label.span.overlaps(span) for label in one.labels)]
    assert missing == []


def test_all_forms_levels_and_sections_are_there() -> None:
    assert min(Counter(p.form for p in PASSAGES).values()) > 200
    assert len(Counter(p.level for p in PASSAGES)) == 7
    assert set(SECTIONS) == {p.section for p in PASSAGES}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"section": "annexe"}, "section 'annexe'"),
        ({"label": [[0, 2, "requests.recieved"]]}, "'requests.recieved' is no label"),
        ({"label": [[0, 99, "requests.received"]]}, "not inside the text"),
        ({"label": [[0, 2, "requests.received@nobody"]]}, "is no label"),
        ({"year": "missing"}, "year is missing"),
        ({"year": "2021"}, "year '2021' is no int"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, change: dict[str, object], what: str) -> None:
    line = passage("收到3件。", ("3件", "requests.received")).to_dict()
    changed = {name: value for name, value in (line | change).items() if value != "missing"}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(line) + "\n" + json.dumps(changed) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 2") as raised:
        list(read_passages(path))
    assert what in str(raised.value)


def test_a_folder_without_passages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no"):
        load_corpus(tmp_path)


def test_passages_survive_the_round_trip(tmp_path: Path) -> None:
    one = passage("收到3件。", ("3件", "requests.received@natural"))
    write_passages(tmp_path / "a.jsonl", [one])
    assert list(read_passages(tmp_path / "a.jsonl")) == [one]


@pytest.mark.parametrize(
    ("written", "label", "value"),
    [
        ("3件", "requests.received", 3),
        ("三件", "requests.received", 3),
        ("未收到", "requests.received", 0),
        ("3.5万元", "charges.amount", 3.5),
    ],
)
def test_gold_values(written: str, label: str, value: float) -> None:
    one = passage(f"本年{written}申请。", (written, label))
    assert [key[2] for _, key in gold_keys(one)] == [value]


def test_reports_of_the_corpus() -> None:
    first = passage("一、依申请公开情况", heading=True)
    second = passage("收到3件,答复2件。", ("3件", "requests.received"), ("2件", "?requests.answered"), id="2")
    (report,) = assemble([first, second])
    assert report.text.splitlines() == [first.text, second.text]
    assert report.facts == {("requests.received", "total", 3.0)}
    assert report.spared == {("requests.answered", "total", 2.0)}
    assert [section.label for section in report.sections] == ["requests"]


def test_composed_reports_use_every_paragraph_in_the_order_of_the_form() -> None:
    chosen = [p for p in PASSAGES if p.split == "test" and p.form == "2021"]
    composed = list(compose(chosen))
    wanted = {p.id for p in chosen if not p.heading and p.section not in {"fees", "annex"}}
    assert wanted <= {p.id for report in composed for p in report}
    for report in composed:
        places = [SECTIONS.index(p.section) for p in report]
        assert places == sorted(places)
