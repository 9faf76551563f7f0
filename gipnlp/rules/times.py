"""Whether a figure is about the reporting year: not last year's, a plan, a change, or a part of the year."""

from __future__ import annotations

import re

from gipnlp.rules.slotted import SLOTS, Slotted

_LAST_YEAR = re.compile("去年|上年|上一年|(?:较|比|与|和)同期|往年|前年")
_COMPARED = re.compile(
    rf"(?:较|比|同比|环比)[^。;{SLOTS}]{{0,24}}(?:增|减|多|少|升|降|长|提高)[加少了幅率长至到为达]*$"
    rf"|(?:增加|增长|减少|下降|上升|提高|增幅|降幅)(?:了|率|达|约)*$"
)
_REPLACED = re.compile(rf"(?:由|从)[^,。;{SLOTS}]{{0,12}}$")
_PLANNED = re.compile("计划|原定|力争|预计|争取|下一步|明年|来年|目标|拟[^定订制稿]|将于|确保达到")
_PART_OF_YEAR = re.compile("(?:第?[一二三四1-4]|[一二三四])季度|上半年|下半年|单日|单月")
_AVERAGE = re.compile("日均|月均|年均|平均|每[天日周月季年]")
_PART_OF_BODY = re.compile(
    "其中,?[^。;全共合总]{0,60}(?<![我本各])(?:[局厅镇乡]|委(?![会员])|街道|分局|科室|处室|服务站)[^,。;全共合总网微号栏台]{0,6}"
    "(?:收到|受理|公开|发布|答复|办理|办结|举办|召开)[^,。;全共合总]*$"
)
_SEVERAL_YEARS = re.compile("#年?度?[、和及]#[^。;]{0,12}(?:分别|依次)[^。;]*$")
_REPLACEMENT = re.compile(
    rf"[^,。;{SLOTS}]{{0,6}}(?:增|减|升|降|提|扩|压缩)[^,。;{SLOTS}]{{0,6}}(?P<q>[{SLOTS}])"
    rf"|(?:\([^()]*\))?[,;](?:而|但)?(?:今年|本年|当年|#)度?(?:则|共|约|只有|增至|增加到|降至|减至|为|是|达|有|收到|受理|公开)*(?P<now>[{SLOTS}])"
)
_REPLACES = re.compile(
    rf"(?:由|从)[^,。;{SLOTS}]{{0,12}}[{SLOTS}][^,。;{SLOTS}]{{0,6}}(?:增|减|升|降|提|扩|压缩)[^,。;{SLOTS}]{{0,6}}$"
)
_WHOLE_YEAR = re.compile("全年|年度|一年来|本年|年内|总计")
_YEAR = re.compile(
    r"(?<![\d〔(\[比较与])(20\d\d)年(?:度)?(?!以来|起|(?:\d{1,2}月)?(?:\d{1,2}日)?(?:起|至|到\d|-)|[^,。;]{0,8}工作要点|度?的?(?:结转|转来|转入|遗留))"
)
_THIS_YEAR = re.compile("今年|本年(?!报)")
_SINCE = re.compile(r"(20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以来|起(?!至)|(?:至|到|-)20\d\d年)")
_CATEGORY = re.compile(
    r"[\u4e00-\u9fff](?<![各多几两种此该同某三四五六七八九十])类(?:政府|政务|公开|工作)*(?:信息|文件|消息)?(?:共|共计|计|达|有|为)*$"
)
_QUOTED = re.compile(r"《[^》]*》|〔[^〕]*〕|<[^>]*>")


def clause_start(text: str, place: int) -> int:
    """Where the clause that holds ``place`` begins: after the last comma or stop before it."""
    return max(text.rfind(mark, 0, place) for mark in ",。;:!?") + 1


def about_another_time(slotted: Slotted, place: int, year: int | None, indicator: str = "") -> bool:
    """True for a figure of another year, a plan, a change, an average, or a part of the year or of the body.

    Args:
        slotted: The sentence.
        place: The figure's place in its text.
        year: The reporting year.
        indicator: What the figure would state: some are by their nature about other years.
    """
    clause = slotted.text[clause_start(slotted.text, place) : place]
    carried = indicator == "requests.carried_in"
    if not carried and _LAST_YEAR.search(clause):
        return True
    if _AVERAGE.search(clause) or _SEVERAL_YEARS.search(slotted.text[:place]):
        return True
    if _PART_OF_BODY.search(slotted.text[:place]):
        return True
    if _COMPARED.search(clause) or _PLANNED.search(clause) or _in_part_of_year(slotted.text[:place]):
        return True
    if _REPLACED.search(clause) and re.match(
        f"[^,。;]{{0,6}}(?:增|减|升|降|提|扩)[^,。;]{{0,6}}[{SLOTS}]", slotted.text[place + 1 :]
    ):
        return True
    if _REPLACES.search(slotted.text[:place]):
        return False
    if year is None or carried or indicator in {"disclosed.cumulative", "requests.carried_out"}:
        return False
    before = _QUOTED.sub(lambda m: " " * len(m[0]), slotted.squeezed.text[: slotted.starts[place]])
    named = [(match.start(), int(match[1])) for match in _YEAR.finditer(before)]
    named += [(match.start(), year) for match in _THIS_YEAR.finditer(before)]
    since = any(int(match[1]) < year for match in _SINCE.finditer(before))
    return since or (bool(named) and max(named)[1] != year)


def replacement(text: str, place: int) -> int | None:
    """Where the figure stands that took the place of an older one: 由#增至#; 上年收到#,今年#. None if none does."""
    match = _REPLACEMENT.match(text, place + 1)
    return None if match is None else match.start("q") if match["q"] else match.start("now")


def counts_a_category(slotted: Slotted, place: int) -> bool:
    """True for a figure of one category: 环保类信息40条, 征地信息类121条; 各类信息 are all of them."""
    return _CATEGORY.search(slotted.text[:place]) is not None


def _in_part_of_year(before: str) -> bool:
    """True if the last frame of time before the figure is a quarter, a half, or an average."""
    parts = [match.start() for match in _PART_OF_YEAR.finditer(before)]
    wholes = [match.start() for match in _WHOLE_YEAR.finditer(before)]
    return bool(parts) and parts[-1] > max(wholes, default=-1)
