"""How rules and tagger are joined: one list of the figures of the prose, each with a calibrated confidence.

The policy. For every figure (or absence) and every indicator that a rule or the tagger gives it, a logistic model
weighs what speaks for and against it (:data:`FEATURES`): the tagger's probability, whether a rule gives this indicator
and how sure that rule is, what the best other reading of the same figure has for it, whether the figure is about
another time, and whether a stronger reading gives the same indicator another value in this report. The model is fitted
on held-out families of the corpus, so that its output is the share of right facts (Platt 1999). Where a statutory
table of the report states the same indicator, that counts too, with weights set by hand: the corpus has no tables. What
reaches :data:`RULED` with a rule, or :data:`UNRULED` without one, is a fact: real reports hold more figures that are no
facts than the corpus does, and rules are sure where they were tried. One quantity states one indicator, first what a
rule reads in it; another only from :data:`SECOND`, and so does another value of an indicator that is stated more
strongly elsewhere. Where rules and tagger disagree, the confidence is lower and the fact says so in
``doubt``. The corpus holds more traps for rules than real reports do (such facts are right in half of the cases on its
test split, in three of four on sets modelled on real reports): :data:`_CONTESTED` makes up for that in what is told.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from gipnlp.errors import ModelError
from gipnlp.numerals import in_unit
from gipnlp.report import Fact, Opinion, Source, Span
from gipnlp.statute import indicators

RULED, UNRULED = 0.1, 0.75  # confidence from which a reading is a fact
SECOND = 0.85  # and from which it is one beside a stronger one
_LEAST = 0.02  # tagger's probability below which a reading without a rule is not considered
_CLEAR = 0.5  # tagger's probability from which it is said to read something
_OTHER_TIMES = (".carried_in", ".carried_out", ".cumulative", ".prior_items", ".change")
_FLOOR = 0.002
_CONTESTED = 1.0  # logit, to the confidence of a rule's fact that the tagger contradicts or hardly supports
_TABLE_AGREES, _TABLE_DIFFERS = 1.5, -2.0  # logits, for what no rule reads
FEATURES = (
    "bias",
    "tagger",
    "rule",
    "rule_confidence",
    "rule_x_tagger",
    "rival_rule",
    "rival_tagger",
    "absence",
    "other_time",
    "outdone",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """That a figure states an indicator, with what speaks for and against it.

    Attributes:
        indicator, applicant: What it would state.
        opinion: The tagger's opinion of the figure.
        tagger: Its probability for this indicator.
        rule: The fact of the rule that says so, if one does.
        rival: The best other indicator for the same figure, "" if there is none.
        rival_rule: Confidence of the rule that gives it, 0 if none does.
        rival_tagger: The tagger's probability for it.
        other_time: The figure is about another year, a plan, a change, or a part of the year.
        outdone: A stronger reading gives the indicator another value in this report.
    """

    indicator: str
    applicant: str | None
    opinion: Opinion
    tagger: float
    rule: Fact | None
    rival: str
    rival_rule: float
    rival_tagger: float
    other_time: bool = False
    outdone: bool = False

    @property
    def value(self) -> float:
        """The value in the indicator's unit."""
        if self.rule and self.rule.value is not None:
            return self.rule.value
        return in_unit(self.opinion.value, self.opinion.measure, indicators()[self.indicator].unit)

    @property
    def excluded(self) -> bool:
        """Read by the tagger alone in a figure about another time, which it overlooks; some facts are about another."""
        return self.rule is None and self.other_time and not self.indicator.endswith(_OTHER_TIMES)

    @property
    def strength(self) -> float:
        """How strong it is beside other readings: a rule outweighs the tagger."""
        return self.tagger + (1.0 if self.rule else 0.0)

    def features(self) -> list[float]:
        """What the logistic model weighs, in the order of :data:`FEATURES`."""
        ruled = float(self.rule is not None)
        sure = _logit(self.rule.confidence) if self.rule else 0.0
        tagger, rival = _logit(self.tagger), _logit(self.rival_tagger)
        doubts = [float(self.opinion.absence), float(self.other_time), float(self.outdone)]
        return [1.0, tagger, ruled, sure, ruled * tagger, float(self.rival_rule > 0), rival, *doubts]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the logistic model, one for each of :data:`FEATURES`."""

    weights: tuple[float, ...]

    def confidence(self, reading: Reading, offset: float = 0.0) -> float:
        """The expected share of right facts among such readings; ``offset`` is what else speaks for it, as a logit."""
        total = offset + sum(w * f for w, f in zip(self.weights, reading.features(), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """The calibration of a file.

        Raises:
            ModelError: if the file is not one that the training wrote for this version.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if tuple(data) != FEATURES:
                raise ModelError(f"{path} is for other features: {', '.join(data)}.")
            return cls(tuple(float(weight) for weight in data.values()))
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(f"{path} cannot be read ({error}).") from error

    def save(self, path: Path) -> None:
        """Write the weights by name."""
        weights = {name: round(weight, 5) for name, weight in zip(FEATURES, self.weights, strict=True)}
        path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def _logit(probability: float) -> float:
    bounded = min(1 - _FLOOR, max(_FLOOR, probability))
    return math.log(bounded / (1 - bounded))


def readings(
    ruled: Sequence[Fact], opinions: Iterable[Opinion], other_times: Set[Span] = frozenset()
) -> list[list[Reading]]:
    """For each figure that the tagger looked at, all its readings by rules and tagger.

    Args:
        ruled: The facts that the rules read, at every place.
        opinions: The tagger's opinion of every figure and absence of the prose.
        other_times: The spans of the figures that are about another time.
    """
    groups = []
    for opinion, facts in _by_opinion(ruled, list(opinions)):
        rules = {fact.indicator: fact for fact in facts}
        scores = {name: p for name, p in opinion.scores.items() if not name.startswith("@")}
        names = [*rules, *(name for name, p in scores.items() if p >= _LEAST and name not in rules)]
        groups.append([_reading(name, opinion, rules, scores, opinion.span in other_times) for name in names])
    strongest: dict[tuple[str, str | None], Reading] = {}
    timely = (r for group in groups for r in group if not r.excluded)
    for reading in sorted(timely, key=lambda r: -r.strength):
        strongest.setdefault((reading.indicator, reading.applicant), reading)
    return [[_beside(r, strongest.get((r.indicator, r.applicant), r)) for r in group] for group in groups]


def _beside(reading: Reading, strongest: Reading) -> Reading:
    outdone = strongest.value != reading.value and strongest.strength > max(_CLEAR, reading.strength)
    return replace(reading, outdone=True) if outdone else reading


def _reading(
    name: str, opinion: Opinion, rules: dict[str, Fact], scores: dict[str, float], other_time: bool
) -> Reading:
    others = {other for other in (*rules, *scores) if other != name}
    strength = {other: max(scores.get(other, 0.0), 0.6 if other in rules else 0.0) for other in others}
    rival = max(strength, key=strength.__getitem__, default="")
    rule = rules.get(name)
    kinds = {label[1:]: p for label, p in opinion.scores.items() if label.startswith("@") and p >= _CLEAR}
    applicant = rule.applicant if rule else max(kinds, key=kinds.__getitem__, default=None)
    rival_rule = rules[rival].confidence if rival in rules else 0.0
    return Reading(
        name, applicant, opinion, scores.get(name, 0.0), rule, rival, rival_rule, scores.get(rival, 0.0), other_time
    )


def _by_opinion(ruled: Sequence[Fact], opinions: Sequence[Opinion]) -> list[tuple[Opinion, list[Fact]]]:
    result: list[tuple[Opinion, list[Fact]]] = [(opinion, []) for opinion in opinions]
    starts = {opinion.span.start: place for place, opinion in enumerate(opinions)}
    for fact in ruled:
        if fact.span is None:
            continue
        places = [starts[at] for at in range(fact.span.start, fact.span.end) if at in starts]
        alike = [
            place for place in places if opinions[place].absence != any(c.isdigit() for c in fact.stated)
        ] or places
        if alike:
            result[alike[0]][1].append(fact)
    return result


def join(
    ruled: Sequence[Fact],
    opinions: Sequence[Opinion],
    calibration: Calibration,
    other_times: Set[Span] = frozenset(),
    tables: Iterable[Fact] = (),
    parts: Set[Span] = frozenset(),
) -> list[Fact]:
    """The facts of the prose by rules and tagger together; each (indicator, applicant, value) once, where it is surest.

    Args:
        ruled: The facts that the rules read. Those at places the tagger does not look at stay as they are.
        opinions: The tagger's opinion of every figure and absence of the prose.
        calibration: What weighs the two.
        other_times: The spans of the figures that are about another time.
        tables: The facts of the report's statutory tables.
        parts: The spans of the figures that count one category; what the tagger alone reads there is no fact.
    """
    cells = {(cell.indicator, cell.applicant or "total"): cell.value for cell in tables if cell.value is not None}
    seen: set[int] = set()
    facts: list[Fact] = []
    for group in readings(ruled, opinions, other_times):
        seen |= {id(reading.rule) for reading in group if reading.rule}
        sure = [(calibration.confidence(reading, _by_table(reading, cells)), reading) for reading in group]
        sure.sort(key=lambda pair: (pair[1].rule is None or pair[0] < RULED, -pair[0]))
        for place, (confidence, reading) in enumerate(sure):
            category = reading.rule is None and reading.opinion.span in parts
            if not (category or reading.excluded) and confidence >= _least(reading, first=place == 0):
                facts.append(_fact(reading, confidence))
    return distinct([*facts, *(fact for fact in ruled if id(fact) not in seen)])


def _least(reading: Reading, *, first: bool) -> float:
    """The confidence from which a reading is a fact; ``first``: no other reading of the figure comes before it."""
    if not first and not reading.opinion.absence:
        return SECOND
    return RULED if reading.rule else SECOND if reading.outdone else UNRULED


def _by_table(reading: Reading, cells: Mapping[tuple[str, str], float]) -> float:
    """What the tables say to a reading without a rule: a logit."""
    cell = cells.get((reading.indicator, reading.applicant or "total"))
    if cell is None or reading.rule:
        return 0.0
    return _TABLE_AGREES if cell == reading.value else _TABLE_DIFFERS


def distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Each (indicator, applicant, value) once, where it is surest, in the order of the text."""
    best: dict[tuple[str, str | None, float | None], Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.span.start if fact.span else 0, fact.indicator)):
        key = (fact.indicator, fact.applicant, fact.value)
        if key not in best or fact.confidence > best[key].confidence:
            best[key] = fact
    return sorted(best.values(), key=lambda fact: (fact.span.start if fact.span else 0, fact.indicator))


def _fact(reading: Reading, confidence: float) -> Fact:
    opinion, rule = reading.opinion, reading.rule
    source: Source = "tagger" if rule is None else "rule+tagger" if reading.tagger >= _CLEAR else "rule"
    unit = indicators()[reading.indicator].unit
    if source == "rule":
        confidence = 1 / (1 + math.exp(-_logit(confidence) - _CONTESTED))
    return Fact(
        indicator=reading.indicator,
        applicant=reading.applicant,
        value=reading.value,
        approx=opinion.approx,
        unit=unit,
        stated=rule.stated if rule else opinion.stated,
        source=source,
        confidence=round(confidence, 4),
        evidence=opinion.evidence,
        page=opinion.page,
        span=rule.span if rule else opinion.span,
        rule=rule.rule if rule else None,
        doubt=_disagreement(reading),
    )


def _disagreement(reading: Reading) -> str:
    """What the other of the two reads, where they do not agree."""
    names = indicators()
    if reading.rule is None:
        return f"a rule reads {names[reading.rival].name_zh}" if reading.rival_rule else ""
    if reading.tagger >= _CLEAR:
        return ""
    if reading.rival and reading.rival_tagger >= _CLEAR:
        return f"the tagger reads {names[reading.rival].name_zh} ({reading.rival_tagger:.2f})"
    return f"the tagger reads no fact (probability {reading.tagger:.2f})" if reading.tagger < 0.2 else ""
