"""How sections, columns, rows and figures are called and written, wherever people look at them."""

from __future__ import annotations

from gipnlp.statute import indicators

SECTION_NAMES = {
    "overview": "总体情况",
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "fees": "收费及减免情况",
    "remedies": "行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}
COLUMN_NAMES = {
    "natural": "自然人",
    "commercial": "企业",
    "research": "科研",
    "welfare": "公益",
    "legal": "法律",
    "other": "其他",
    "total": "总计",
    "upheld": "维持",
    "corrected": "纠正",
    "pending": "未结",
}
ROW_NAMES = {
    "reconsideration": "行政复议",
    "litigation.direct": "未经复议直接起诉",
    "litigation.after_reconsideration": "复议后起诉",
}


def indicator_name(indicator: str) -> str:
    """The Chinese name of an indicator; an unknown one as it is."""
    known = indicators().get(indicator)
    return known.name_zh if known else indicator


def number(value: float) -> str:
    """A figure as people write it: 1,234 or 0.5."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
