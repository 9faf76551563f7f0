"""What reads the files of a batch: version, models, options."""

from __future__ import annotations

from pathlib import Path

from gipnlp import __version__
from gipnlp.artifacts import MANIFEST, hash_of, models_folder, verified
from gipnlp.batches.jobs import Options
from gipnlp.learned import BOILERPLATE, REFERENCE, SECTIONS, TAGGER
from gipnlp.store import Recipe

_MODELS = (SECTIONS, TAGGER, BOILERPLATE, REFERENCE)


def recipe_of(options: Options) -> Recipe:
    """The recipe of a batch.

    Raises:
        ModelError: if a model is missing or is not the one that the training wrote.
    """
    folder = _folder(options)
    if not options.rules_only:
        for name in _MODELS:
            verified(folder / name, name)
    return Recipe(__version__, models_hash(options), options.settled())


def models_hash(options: Options) -> str:
    """One hash over the manifests of the models, which hold the hash of each file; "" if no model is asked."""
    if options.rules_only:
        return ""
    return hash_of({name: _folder(options) / name / MANIFEST for name in _MODELS})


def _folder(options: Options) -> Path:
    return Path(options.models) if options.models else models_folder()
