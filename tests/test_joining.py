"""Rules and tagger together: agreement, disagreement, other times, tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from gipnlp.errors import ModelError
from gipnlp.facts.joining import FEATURES, Calibration, distinct, join, readings
from gipnlp.report import Fact, Opinion, Span

WEIGHTS = {"bias": -0.5, "tagger": 0.6, "rule": 1.5, "rule_confidence": 1.0, "rival_rule": -1.0, "outdone": -2.5}
CALIBRATION = Calibration(tuple(WEIGHTS.get(name, 0.0) for name in FEATURES))


def opinion(value: float, at: int = 0, **scores: float) -> Opinion:
    """What the tagger thinks of a figure of two characters."""
    named = {name.replace("__", "."): p for name, p in scores.items()}
    return Opinion(Span(at, at + 2), f"{value:g}件", value, "件", False, False, "…", "requests", None, named)


def rule(indicator: str, value: float, at: int = 0, confidence: float = 0.95) -> Fact:
    return Fact(
        indicator, None, value, False, "件", f"{value:g}件", "rule", confidence, "…", None, Span(at, at + 2), rule="r"
    )


def test_agreement_is_surer_than_either() -> None:
    (both,) = join([rule("requests.received", 3)], [opinion(3, requests__received=0.98)], CALIBRATION)
    (alone,) = join([], [opinion(3, requests__received=0.98)], CALIBRATION)
    (unseconded,) = join([rule("requests.received", 3)], [opinion(3)], CALIBRATION)
    assert (both.source, alone.source, unseconded.source) == ("rule+tagger", "tagger", "rule")
    assert both.confidence > max(alone.confidence, unseconded.confidence)
    assert not both.doubt


def test_disagreement_is_visible() -> None:
    ruled, other = [rule("requests.received", 3)], [opinion(3, requests__answered=0.8)]
    facts = join(ruled, other, CALIBRATION)
    assert [fact.indicator for fact in facts] == ["requests.received"]
    assert "tagger reads" in facts[0].doubt
    assert facts[0].confidence < join(ruled, [opinion(3, requests__received=0.8)], CALIBRATION)[0].confidence


def test_what_a_rule_reads_comes_before_what_the_tagger_alone_reads() -> None:
    facts = join([rule("requests.received", 3)], [opinion(3, requests__answered=0.95)], CALIBRATION)
    assert [fact.indicator for fact in facts] == ["requests.received"]


def test_the_share_of_a_category_is_no_fact_by_the_tagger_alone() -> None:
    sure = [opinion(3, disclosed__website=0.99)]
    assert join([], sure, CALIBRATION, parts={Span(0, 2)}) == []
    assert [f.source for f in join([rule("disclosed.website", 3)], sure, CALIBRATION, parts={Span(0, 2)})] == [
        "rule+tagger"
    ]


def test_what_neither_is_sure_of_is_no_fact() -> None:
    assert join([], [opinion(3, requests__received=0.3)], CALIBRATION) == []


def test_one_quantity_states_a_second_indicator_only_if_that_is_nearly_certain() -> None:
    calibration = Calibration((0.0, 1.0) + (0.0,) * (len(FEATURES) - 2))
    unsure = join([], [opinion(3, requests__received=0.95, requests__answered=0.6)], calibration)
    sure = join([], [opinion(3, requests__received=0.95, requests__answered=0.9)], calibration)
    assert [fact.indicator for fact in unsure] == ["requests.received"]
    assert [fact.indicator for fact in sure] == ["requests.answered", "requests.received"]


def test_a_stronger_reading_outdoes_another_value() -> None:
    ruled = [rule("requests.received", 3)]
    groups = readings(ruled, [opinion(3, requests__received=0.9), opinion(8, 10, requests__received=0.7)])
    assert [reading.outdone for group in groups for reading in group] == [False, True]


def test_other_times_reach_the_reading() -> None:
    groups = readings([], [opinion(3, requests__received=0.9)], {Span(0, 2)})
    assert groups[0][0].other_time


@pytest.mark.parametrize(("cell", "accepted"), [(3.0, True), (8.0, False)])
def test_the_table_speaks_for_or_against(cell: float, accepted: bool) -> None:
    printed = Fact("requests.received", "total", cell, False, "件", "3", "table", 0.99, "…", None, None)
    unsure = [opinion(3, requests__received=0.7)]
    assert bool(join([], unsure, CALIBRATION, tables=[printed])) is accepted


def test_rules_at_places_that_the_tagger_does_not_see_stay() -> None:
    assert join([rule("fees.collected", 0)], [], CALIBRATION) == [rule("fees.collected", 0)]


def test_each_fact_once_where_it_is_surest() -> None:
    facts = [
        rule("requests.received", 3, 0, 0.6),
        rule("requests.received", 3, 9, 0.9),
        rule("requests.received", 4, 20),
    ]
    assert [(f.value, f.span) for f in distinct(facts)] == [(3, Span(9, 11)), (4, Span(20, 22))]


def test_calibration_survives_the_file_and_foreign_features_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    CALIBRATION.save(path)
    assert Calibration.load(path) == CALIBRATION
    path.write_text('{"bias": 1}')
    with pytest.raises(ModelError, match="other features"):
        Calibration.load(path)
    path.write_text("[")
    with pytest.raises(ModelError, match="cannot be read"):
        Calibration.load(path)
