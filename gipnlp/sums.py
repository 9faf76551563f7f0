"""The sums that must hold within one report (勾稽关系), as relations between cells: what checks and inference share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gipnlp.report import APPLICANTS, Table

Key = tuple[str, str]  # indicator, applicant ("total" where there is none)
_OUTCOME_ENDS = ("requests.received", "requests.carried_in", "requests.processed", "requests.carried_out")
_OUTCOMES = ("upheld", "corrected", "other", "pending")


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
    parts: tuple[Key, ...]
    whole: tuple[Key, ...]
    optional: frozenset[Key] = frozenset()


def sums_of(tables: Sequence[Table]) -> list[Sum]:
    """The sums that must hold in the tables, over the rows that they have."""
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


def _keys(group: str, names: Iterable[str], applicant: str = "total") -> tuple[Key, ...]:
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
            optional = frozenset({("requests.received_fax", "total")}) if check == "requests.ways" else frozenset[Key]()
            result.append(Sum(check, title, keys, ((whole, "total"),), optional))
    return result
