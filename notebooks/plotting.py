"""Plots with labels that render everywhere: Chinese where a font for it is installed, else English.

No font comes with gipnlp: one that holds all characters of agencies' names has five megabytes and more.
"""

from __future__ import annotations

from functools import cache

import matplotlib.pyplot as plt
from matplotlib import font_manager

from gipnlp.statute import indicators

FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
    *("AR PL UMing TW", "Microsoft YaHei", "SimHei", "PingFang SC", "Hiragino Sans GB", "Heiti SC", "AR PL UMing CN", "Arial Unicode MS"),
)


@cache
def chinese_font() -> str | None:
    """The first of ``FONTS`` that is installed, made matplotlib's; None if there is none."""
    found = _installed() or _installed(anew=True)
    if found:
        plt.rcParams["font.sans-serif"] = [found, "DejaVu Sans"]
    plt.rcParams["axes.unicode_minus"] = False  # many Chinese fonts lack the long minus
    plt.rcParams["figure.dpi"] = 80
    return found


def _installed(anew: bool = False) -> str | None:
    """One of the fonts; ``anew`` looks on the disk too, since matplotlib remembers what was there when it first ran."""
    files = {font.fname for font in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts() if anew else ():
        if path not in files:
            try:
                font_manager.fontManager.addfont(path)
            except RuntimeError:  # no font that matplotlib reads
                continue
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in known), None)


def label(indicator: str) -> str:
    """The name of an indicator for a plot: Chinese, or its id where no font can show that."""
    known = indicators().get(indicator)
    return known.name_zh if known and chinese_font() else indicator


def either(chinese: str, english: str) -> str:
    """The Chinese text where a font can show it, else the English one."""
    return chinese if chinese_font() else english
