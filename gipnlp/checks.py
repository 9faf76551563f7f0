"""The sums that must hold (勾稽关系) within one report, and prose against tables: three-valued, never repaired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gipnlp.report import Check, Fact, Table
from gipnlp.sums import Key, Sum, sums_of

_TOLERANCE = 1e-6


def run_checks(tables: Sequence[Table], facts: Sequence[Fact]) -> tuple[list[Check], list[Fact]]:
    """All checks, and the facts with the ids of the failing ones that they take part in."""
    checks: list[Check] = []
    conflicts: dict[int, list[str]] = {}
    by_key = _first_by_key(fact for fact in facts if fact.source == "table")
    for relation in sums_of(tables):
        check, failing = _check_sum(relation, by_key)
        checks.append(check)
        for key in failing:
            conflicts.setdefault(id(by_key[key]), []).append(check.id)
    for check, involved in _agreements(facts):
        checks.append(check)
        for fact in involved:
            conflicts.setdefault(id(fact), []).append(check.id)
    marked = [replace(fact, conflicts=tuple(conflicts[id(fact)])) if id(fact) in conflicts else fact for fact in facts]
    return checks, marked


def _first_by_key(facts: Iterable[Fact]) -> dict[Key, Fact]:
    result: dict[Key, Fact] = {}
    for fact in facts:
        result.setdefault((fact.indicator, fact.applicant or "total"), fact)
    return result


def _check_sum(relation: Sum, facts: Mapping[Key, Fact]) -> tuple[Check, list[Key]]:
    """The check, and the keys of the cells that take part if it fails. An empty cell of the table counts as 0."""
    keys = (*relation.parts, *relation.whole)
    absent = [key for key in keys if key not in facts and key not in relation.optional]
    unread = [key for key in keys if key in facts and facts[key].value is None and facts[key].doubt]
    if absent or unread:
        return Check(relation.id, "skipped", f"{relation.title}: {_names(absent or unread)} not read"), []
    present = [key for key in keys if key in facts]
    if all(facts[key].value is None for key in present):
        return Check(relation.id, "skipped", f"{relation.title}: all cells are empty"), []
    parts, whole = _total(relation.parts, facts), _total(relation.whole, facts)
    if any(facts[key].value is None for key in relation.whole if key in facts) and parts != whole:
        return Check(relation.id, "skipped", f"{relation.title}: {_names(relation.whole)} empty"), []
    if abs(parts - whole) < _TOLERANCE:
        return Check(relation.id, "pass", f"{relation.title}: {whole:g}"), []
    left = _written(relation.parts, facts)
    right = _written(relation.whole, facts)
    detail = (
        f"{relation.title}: {left} make {parts:g}, but {right} {'make' if len(relation.whole) > 1 else 'is'} {whole:g}"
    )
    if len(relation.whole) == 1:
        detail = f"{relation.title}: stated {whole:g}, the others add up to {parts:g} ({left})"
    return Check(relation.id, "fail", detail), present


def _total(keys: Iterable[Key], facts: Mapping[Key, Fact]) -> float:
    return sum(fact.value or 0.0 for key in keys if (fact := facts.get(key)) is not None)


def _names(keys: Sequence[Key]) -> str:
    shown = [name if who == "total" else f"{name} ({who})" for name, who in keys[:3]]
    return ", ".join(shown) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def _written(keys: Sequence[Key], facts: Mapping[Key, Fact]) -> str:
    cells = [(key, facts[key]) for key in keys if key in facts and facts[key].value]
    return " + ".join(f"{_names([key])} {fact.value:g}" for key, fact in cells) or "nothing"


def _agreements(facts: Sequence[Fact]) -> list[tuple[Check, list[Fact]]]:
    """The same indicator has the same value wherever the report states it, in prose and table."""
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        if fact.value is not None:
            groups.setdefault((fact.indicator, fact.applicant or "total"), []).append(fact)
    result = []
    for (indicator, applicant), group in groups.items():
        prose = [fact for fact in group if fact.source != "table"]
        table = [fact for fact in group if fact.source == "table"]
        if not prose or len(group) < 2:
            continue
        name = indicator if applicant == "total" else f"{indicator}.{applicant}"
        check_id = f"agree.{name}"
        if table and any("figures of the report leave" in fact.doubt for fact in table):
            result.append(
                (Check(check_id, "skipped", f"{name}: the table's reading was chosen by the prose"), list[Fact]())
            )
            continue
        differing = _first_difference(prose, table)
        if differing is None:
            result.append((Check(check_id, "pass", f"{name}: {group[0].value:g} in each of {len(group)} places"), []))
        else:
            one, other = differing
            detail = f"{name}: {one.stated!r} in {one.evidence[:60]!r}, but {other.stated!r} in {other.evidence[:60]!r}"
            result.append((Check(check_id, "fail", detail), group))
    return result


def _first_difference(prose: Sequence[Fact], table: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    for index, fact in enumerate(prose):
        for other in (*prose[index + 1 :], *table):
            if not _agree(fact, other):
                return fact, other
    return None


def _agree(one: Fact, other: Fact) -> bool:
    if one.value is None or other.value is None:
        return True
    if one.approx or other.approx:
        larger = max(abs(one.value), abs(other.value), 1.0)
        return abs(one.value - other.value) <= 0.1 * larger
    return abs(one.value - other.value) < _TOLERANCE
