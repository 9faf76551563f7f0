"""The labelled sentences of problems sections: their form, families and splits."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from gipnlp.corpus.families import near_copies
from gipnlp.corpus.sentences import KINDS, MARKS, load_sentences, write_sentences
from gipnlp.errors import CorpusError

SENTENCES = load_sentences()


def test_there_are_as_many_specific_as_boilerplate_sentences() -> None:
    flags = Counter(sentence.boilerplate for sentence in SENTENCES)
    assert flags.total() >= 2500
    assert 0.4 <= flags[True] / flags.total() <= 0.6


def test_all_kinds_marks_and_levels_are_there() -> None:
    assert {sentence.kind for sentence in SENTENCES} == set(KINDS)
    assert {mark for sentence in SENTENCES for _, mark in sentence.marks} == set(MARKS)
    assert len({sentence.level for sentence in SENTENCES}) == 7


def test_every_family_and_every_agency_is_in_one_split() -> None:
    for key in ("family", "agency"):
        splits = defaultdict(set)
        for sentence in SENTENCES:
            splits[getattr(sentence, key)].add(sentence.split)
        assert [name for name, found in splits.items() if len(found) > 1] == []


def test_no_near_copy_stands_on_both_sides() -> None:
    sides = {split: [s.text for s in SENTENCES if s.split == split] for split in ("train", "dev", "test")}
    for split in ("dev", "test"):
        pairs = near_copies(sides[split], sides["train"])
        assert [(sides[split][i], sides["train"][j]) for i, j in pairs] == []


def test_remedies_answer_problems_of_their_section() -> None:
    numbers = defaultdict(set)
    for sentence in SENTENCES:
        if sentence.number is not None:
            numbers[sentence.section].add(sentence.number)
    assert [s.id for s in SENTENCES if not set(s.answers) <= numbers[s.section]] == []
    assert all((s.number is not None) == (s.kind == "problem") for s in SENTENCES)


def test_sentences_survive_the_round_trip(tmp_path: Path) -> None:
    write_sentences(tmp_path / "a.jsonl", SENTENCES[:20])
    assert load_sentences(tmp_path) == SENTENCES[:20]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"kind": "wish"}, "kind 'wish'"),
        ({"boilerplate": 1}, "neither true nor false"),
        ({"label": [[0, 2, "gadget"]], "boilerplate": False}, "'gadget' is none of"),
        ({"label": [[0, 999, "system"]], "boilerplate": False}, "not inside the text"),
        ({"label": [], "boilerplate": False}, "boilerplate, or it has concrete elements"),
        ({"level": None}, "level None"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, change: dict[str, object], what: str) -> None:
    line = next(sentence for sentence in SENTENCES if sentence.boilerplate).to_dict()
    lines = [json.dumps(row, ensure_ascii=False) for row in (line, line | change)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match="line 2") as raised:
        load_sentences(tmp_path)
    assert what in str(raised.value)
