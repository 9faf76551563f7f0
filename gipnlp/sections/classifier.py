"""What a piece of text is about: a trained scikit-learn model over jieba words, character n-grams and position.

This is, with the narrative, the only room that imports scikit-learn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gipnlp.artifacts import load_skops
from gipnlp.numerals import masked
from gipnlp.report import Form, Span
from gipnlp.text import fold, squeeze, words

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

FILE = "sections.skops"
_LONGEST = 600  # characters of a piece that are read
_STEPS = 8  # parts of the report by which the position is told
_YEAR = re.compile(r"(20\d\d)年")
_ENUMERATOR = re.compile(
    r"^(?:[(]?[一二三四五六七八九十]{1,2}[)、.,:]|第[一二三四五六七八九十]+部分|\d{1,2}[、.](?!\d))+"
)


def tokens(text: str, position: float, form: Form | str | None, year: int | None) -> str:
    """The features of a piece, divided by spaces: what the model's vectoriser splits again.

    Args:
        text: The piece as written.
        position: Where it stands in the report, 0 to 1.
        form: Reporting form.
        year: Reporting year: what is said of the next one is a plan.
    """
    folded = fold(text[:_LONGEST])
    plain = _ENUMERATOR.sub("", squeeze(folded, Span(0, len(folded)), drop="|*").text)
    hidden = re.sub(r"\d+(?:\.\d+)?|#+", "#", masked(plain)).replace(" ", "")
    grams = [hidden[i : i + size] for size in (2, 3) for i in range(len(hidden) - size + 1)]
    own = [f"w={hidden[word.start : word.end]}" for word in words(hidden) if len(word) > 1]
    era = "new" if form in ("2019", "2021") else "old"
    place = f"at={min(_STEPS - 1, int(position * _STEPS))}"
    named = {int(match) - year for match in _YEAR.findall(plain)} if year else set()
    years = [f"year={max(-2, min(2, distance)):+d}" for distance in sorted(named)]
    return " ".join(
        [*grams, *own, *years, place, f"{place}/{era}", f"form={era}", f"length={min(6, len(hidden) // 25)}"]
    )


class SectionClassifier:
    """The trained model, from pieces of text to log-probabilities."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def evidence(self, features: Sequence[str]) -> list[dict[str, float]]:
        """For each piece, given by its :func:`tokens`, the log-probability of each section label."""
        if not features:
            return []
        rows = self.pipeline.predict_log_proba(list(features))
        labels = [str(label) for label in self.pipeline.classes_]
        return [dict(zip(labels, row.tolist(), strict=True)) for row in rows]


@cache
def load(folder: Path) -> SectionClassifier:
    """The classifier stored in ``folder``.

    Raises:
        ModelError: if the folder holds no such model, its files were changed, or it needs types that are not expected.
    """
    return SectionClassifier(load_skops(folder, "sections", FILE))
