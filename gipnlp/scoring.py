"""The quality of a report's narrative, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gipnlp.narrative import Reference
    from gipnlp.narrative.quality import Rubric
    from gipnlp.report import Report


def score(
    report: Report,
    *,
    prior: Report | None = None,
    peers: Sequence[Report] = (),
    rubric: Rubric | str | Path | None = None,
    reference: Reference | str | Path | None = None,
    models: str | Path | None = None,
) -> Report:
    """Judge the narrative of a report again, with what is known beside it.

    :func:`gipnlp.read` scores each report alone. With the year before and with peers, what was carried over and what
    every body writes can be told as well, and the dimensions that rest on them are no longer None.

    >>> import gipnlp
    >>> before, after = gipnlp.read_many(["corpus/samples/qinghe-2021.html", "corpus/samples/qinghe-2022.pdf"])
    >>> alone, beside = after.quality["novelty"], gipnlp.score(after, prior=before).quality["novelty"]
    >>> alone.score is None, beside.score is None
    (True, False)

    Args:
        report: A report as read.
        prior: The report of the same body on the year before.
        peers: Reports of other bodies.
        rubric: How quality is scored, or a TOML file that says it; by default gipnlp's ``data/rubric.toml``.
        reference: The collection in which common runs of words are looked up, or its file (``gipnlp reference build``).
        models: Folder of trained models; by default ``$GIPNLP_MODELS``, or those that came with gipnlp.

    Returns:
        The report with new ``sentences``, ``findings`` and ``quality``: scores from 0 to 100, None where a dimension
        cannot be assessed; the measures and their sources are in :mod:`gipnlp.narrative.measures`.

    Raises:
        ModelError: a model or the reference is missing, damaged, or not one that gipnlp wrote.
        DataError: the rubric does not hold what it should.
    """
    from gipnlp.learned import Models, packaged
    from gipnlp.narrative import Reference, load_rubric
    from gipnlp.pipeline import with_narrative

    return with_narrative(
        report,
        Models(Path(models)) if models else packaged(),
        prior=prior,
        peers=peers,
        rubric=load_rubric(Path(rubric)) if isinstance(rubric, str | Path) else rubric,
        reference=Reference.load(Path(reference)) if isinstance(reference, str | Path) else reference,
    )
