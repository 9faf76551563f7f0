"""The sums that must hold (勾稽关系) within one report, and prose against tables: three-valued, never repaired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gipnlp.report import APPLICANTS, Check, Fact, Table

_OUTCOME_ENDS = ("requests.received", "requests.carried_in", "requests.processed", "requests.carried_out")
_OUTCOMES = ("upheld", "corrected", "other", "pending")
_TOLERANCE = 1e-6
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sum:
    """Stated parts and whole: ``sum(parts) == sum(whole)``.

    Attributes:
        id: Id of the check.
        title: The relation in words, for the detail.
        parts, whole: Keys (indicator, applicant) of the cells on either side.
        optional: Parts that a form may leave out; an absent one counts as nothing, any other skips the check.
    """

    id: str
    title: str
    parts: tuple[_Key, ...]
    whole: tuple[_Key, ...]
    optional: frozenset[_Key] = frozenset()


def run_checks(tables: Sequence[Table], facts: Sequence[Fact]) -> tuple[list[Check], list[Fact]]:
    """All checks, and the facts with the ids of the failing ones that they take part in."""
    checks: list[Check] = []
    conflicts: dict[int, list[str]] = {}
    by_key = _first_by_key(fact for fact in facts if fact.source == "table")
    for relation in _sums(tables):
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


def _first_by_key(facts: Iterable[Fact]) -> dict[_Key, Fact]:
    result: dict[_Key, Fact] = {}
    for fact in facts:
        result.setdefault((fact.indicator, fact.applicant or "total"), fact)
    return result


def _sums(tables: Sequence[Table]) -> list[Sum]:
    ids = {table.id: table for table in tables}
    result: list[Sum] = []
    if "requests" in ids:
        result += _request_sums(ids["requests"].rows)
    if "remedies" in ids:
        result += [
            Sum(
                f"remedies.{group}",
                f"{group}: the four outcomes sum to 总计",
                _keys(group, _OUTCOMES),
                _keys(group, ("total",)),
            )
            for group in ids["remedies"].rows
        ]
    if "statistics" in ids:
        result += _statistics_sums(set(ids["statistics"].rows))
    return result


def _keys(group: str, names: Iterable[str], applicant: str = "total") -> tuple[_Key, ...]:
    return tuple((f"{group}.{name}", applicant) for name in names)


def _request_sums(rows: Sequence[str]) -> list[Sum]:
    """The sums of the requests table, and what follows from its shape.

    国办公开办函〔2021〕30号, note to the table: 第一项加第二项之和，等于第三项加第四项之和.
    """
    received, carried_in, processed, carried_out = _OUTCOME_ENDS
    outcomes = [row for row in rows if row not in _OUTCOME_ENDS]
    result = []
    for applicant in APPLICANTS:
        left = ((received, applicant), (carried_in, applicant))
        right = ((processed, applicant), (carried_out, applicant))
        result.append(Sum(f"requests.balance.{applicant}", f"{applicant}: 一 + 二 = 三（七） + 四", left, right))
        parts = tuple((row, applicant) for row in outcomes)
        whole = ((processed, applicant),)
        title = f"{applicant}: （一） to （六） sum to （七）总计"
        result.append(Sum(f"requests.outcomes.{applicant}", title, parts, whole))
    for row in rows:
        parts = tuple((row, applicant) for applicant in APPLICANTS[:-1])
        result.append(
            Sum(f"requests.applicants.{row}", f"{row}: the six applicants sum to 总计", parts, ((row, "total"),))
        )
    return result


def _statistics_sums(rows: set[str]) -> list[Sum]:
    """The sums of the statistics table of 国办发〔2014〕32号."""
    ways = (
        "requests.received_in_person",
        "requests.received_fax",
        "requests.received_online",
        "requests.received_letter",
    )
    relations = [
        ("requests.ways", "收到申请 = 当面 + 传真 + 网络 + 信函", ways, "requests.received"),
        (
            "requests.closed",
            "申请办结 = 按时 + 延期",
            ("requests.answered_on_time", "requests.answered_extended"),
            "requests.answered",
        ),
        ("org.staff", "工作人员 = 专职 + 兼职", ("org.staff_full_time", "org.staff_part_time"), "org.staff"),
    ]
    for name, title in (("reconsideration", "行政复议"), ("litigation", "行政诉讼")):
        parts = tuple(f"{name}.{outcome}" for outcome in _OUTCOMES[:3])
        relations.append((f"statistics.{name}", f"{title} = 维持 + 纠错 + 其他", parts, f"{name}.total"))
    result = []
    for check, title, names, whole in relations:
        if whole in rows and any(name in rows for name in names):
            keys = tuple((name, "total") for name in names)
            optional = (
                frozenset({("requests.received_fax", "total")}) if check == "requests.ways" else frozenset[_Key]()
            )
            result.append(Sum(check, title, keys, ((whole, "total"),), optional))
    return result


def _check_sum(relation: Sum, facts: Mapping[_Key, Fact]) -> tuple[Check, list[_Key]]:
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


def _total(keys: Iterable[_Key], facts: Mapping[_Key, Fact]) -> float:
    return sum(fact.value or 0.0 for key in keys if (fact := facts.get(key)) is not None)


def _names(keys: Sequence[_Key]) -> str:
    shown = [name if who == "total" else f"{name} ({who})" for name, who in keys[:3]]
    return ", ".join(shown) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")


def _written(keys: Sequence[_Key], facts: Mapping[_Key, Fact]) -> str:
    cells = [(key, facts[key]) for key in keys if key in facts and facts[key].value]
    return " + ".join(f"{_names([key])} {fact.value:g}" for key, fact in cells) or "nothing"


def _agreements(facts: Sequence[Fact]) -> list[tuple[Check, list[Fact]]]:
    """The same indicator has the same value wherever the report states it, in prose and table."""
    groups: dict[_Key, list[Fact]] = {}
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
