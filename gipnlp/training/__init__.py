"""From the corpus to the models: training, calibration, and a card for each model.

Models are written beside the old ones and take their place only when they are complete.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from gipnlp.artifacts import hash_of, models_folder, verified, write_manifest
from gipnlp.corpus import DEFAULT, Passage, corpus_files, load_corpus
from gipnlp.errors import CorpusError
from gipnlp.learned import CALIBRATION, SECTIONS, TAGGER, Models

Model = Literal["sections", "tagger"]
MODELS: tuple[Model, ...] = ("sections", "tagger")
_FEWEST = 20  # passages of a split


def train(
    which: Sequence[Model] = MODELS,
    corpus: Path = DEFAULT,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Train models on a corpus and put them, each with its manifest and card, into a folder.

    Args:
        which: The models to train.
        corpus: Folder of passages (``corpus/README.md`` tells the form); its splits say what to train on.
        folder: Where the models go; by default ``$GIPNLP_MODELS``, or where gipnlp has its own.
        say: Called with a line on progress now and then.

    Raises:
        CorpusError: if the corpus is missing, malformed or too small.
    """
    folder = folder or models_folder()
    passages = load_corpus(corpus)
    _require(passages, corpus)
    about = {"corpus": hash_of(corpus_files(corpus)), "passages": len(passages)}
    for model in which:
        say(f"{model}: {sum(p.split == 'train' for p in passages)} passages to train on")
        with tempfile.TemporaryDirectory() as temporary:
            new = Path(temporary) / model
            new.mkdir()
            _BUILDERS[model](passages, new, about, say)
            verified(new, model)
            _replace(folder / model, new)
        say(f"{model}: {folder / model}")


def _require(passages: Sequence[Passage], corpus: Path) -> None:
    for split in ("train", "dev", "test"):
        count = sum(passage.split == split for passage in passages)
        if count < _FEWEST:
            hint = f"Each split needs {_FEWEST} at least; `gipnlp annotate import` divides passages anew."
            raise CorpusError(f"{corpus} has {count} passages of the split {split!r}.", hint)


def _replace(old: Path, new: Path) -> None:
    old.parent.mkdir(parents=True, exist_ok=True)
    if old.exists():
        shutil.rmtree(old)
    shutil.copytree(new, old)


def _build_sections(
    passages: Sequence[Passage], folder: Path, about: dict[str, Any], say: Callable[[str], None]
) -> None:
    from gipnlp.training.cards import sections_card
    from gipnlp.training.sections import save_sections, train_sections

    save_sections(train_sections(passages), folder)
    about = about | {"scikit-learn": version("scikit-learn"), "skops": version("skops")}
    write_manifest(folder, SECTIONS, about)
    say("sections: measuring")
    (folder / "README.md").write_text(sections_card(passages, Models(folder.parent), about), encoding="utf-8")


def _build_tagger(passages: Sequence[Passage], folder: Path, about: dict[str, Any], say: Callable[[str], None]) -> None:
    from gipnlp.corpus.reports import assemble
    from gipnlp.tagger import PIPELINE
    from gipnlp.training.calibration import fit_calibration
    from gipnlp.training.cards import tagger_card
    from gipnlp.training.tagger import train_tagger

    tagger = train_tagger(passages, say=lambda line: say(f"tagger: {line}"))
    tagger.nlp.to_disk(folder / PIPELINE)
    held_out = assemble(passage for passage in passages if passage.split == "dev")
    fit_calibration(held_out, tagger).save(folder / CALIBRATION)
    about = about | {"spacy": version("spacy"), "thinc": version("thinc")}
    write_manifest(folder, TAGGER, about)
    say("tagger: measuring")
    (folder / "README.md").write_text(tagger_card(passages, Models(folder.parent), about), encoding="utf-8")


_BUILDERS = {"sections": _build_sections, "tagger": _build_tagger}
