"""The trained models that the pipeline asks: which section, which figure, how sure; which sentence is boilerplate."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path

from gipnlp.artifacts import models_folder, verified
from gipnlp.facts.joining import Calibration
from gipnlp.narrative.boilerplate import NarrativeModels
from gipnlp.narrative.reference import FILE, Reference
from gipnlp.sections.classifier import SectionClassifier
from gipnlp.tagger import Tagger

SECTIONS = "sections"
TAGGER = "tagger"
CALIBRATION = "calibration.json"
BOILERPLATE = "boilerplate"
REFERENCE = "reference"


class Models:
    """The models of one folder, each loaded when it is first asked.

    Loading raises ``ModelError`` if a model is missing or not the one that the training wrote.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def sections(self) -> SectionClassifier:
        """The section classifier (scikit-learn)."""
        from gipnlp.sections.classifier import load

        return load(self.folder / SECTIONS)

    @cached_property
    def tagger(self) -> Tagger:
        """The figure tagger (spaCy)."""
        from gipnlp.tagger import load

        return load(self.folder / TAGGER)

    @cached_property
    def calibration(self) -> Calibration:
        """What weighs rules and tagger."""
        return Calibration.load(self.folder / TAGGER / CALIBRATION)

    @cached_property
    def narrative(self) -> NarrativeModels:
        """The models of the narrative (scikit-learn)."""
        from gipnlp.narrative.boilerplate import load

        return load(self.folder / BOILERPLATE)

    @cached_property
    def reference(self) -> Reference:
        """The reference collection of the corpus."""
        return Reference.load(verified(self.folder / REFERENCE, REFERENCE) / FILE)


@cache
def packaged() -> Models:
    """The models of ``$GIPNLP_MODELS`` or, if that is not set, those that came with gipnlp."""
    return Models(models_folder())
