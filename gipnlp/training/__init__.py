"""From the corpus to the models: training, calibration, and a card for each model.

Models are written beside the old ones and take their place only when they are complete.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from gipnlp.artifacts import hash_of, models_folder, verified, write_manifest
from gipnlp.corpus import DEFAULT, Passage, corpus_files, load_corpus
from gipnlp.corpus.families import Item
from gipnlp.corpus.sentences import LabelledSentence, load_sentences, sentences_beside
from gipnlp.errors import CorpusError
from gipnlp.learned import BOILERPLATE, CALIBRATION, REFERENCE, SECTIONS, TAGGER, Models

Model = Literal["sections", "tagger", "boilerplate", "reference"]
MODELS: tuple[Model, ...] = ("sections", "tagger", "boilerplate", "reference")
_FEWEST = 20  # passages or sentences of a split


@dataclass(frozen=True)
class _Corpus:
    """What models are trained on, each part read when it is first asked for, with the hash of its files."""

    folder: Path

    @cached_property
    def passages(self) -> list[Passage]:
        return _enough(load_corpus(self.folder), self.folder)

    @cached_property
    def sentences(self) -> list[LabelledSentence]:
        return _enough(load_sentences(self._sentences), self._sentences)

    @property
    def _sentences(self) -> Path:
        return sentences_beside(self.folder)

    def hash(self, model: Model) -> str:
        return corpus_hash(model, self.folder)


def corpus_hash(model: Model, corpus: Path = DEFAULT) -> str:
    """The hash of the files that a model is trained on.

    Args:
        model: Its name.
        corpus: Folder of passages; labelled sentences lie in ``sentences`` beside it.
    """
    passages = corpus_files(corpus) if model != "boilerplate" else {}
    sentences = corpus_files(sentences_beside(corpus)) if model in ("boilerplate", "reference") else {}
    files = {**{f"passages/{n}": p for n, p in passages.items()}, **{f"sentences/{n}": p for n, p in sentences.items()}}
    return hash_of(files)


def train(
    which: Sequence[Model] = MODELS,
    corpus: Path = DEFAULT,
    folder: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Train models on a corpus and put them, each with its manifest and card, into a folder.

    Args:
        which: The models to train.
        corpus: Folder of passages (``corpus/README.md`` tells the form); the models of the narrative take the folder
            ``sentences`` beside it, or gipnlp's own. Splits say what to train on.
        folder: Where the models go; by default ``$GIPNLP_MODELS``, or where gipnlp has its own.
        say: Called with a line on progress now and then.

    Raises:
        CorpusError: if the corpus is missing, malformed or too small.
    """
    folder = folder or models_folder()
    data = _Corpus(corpus)
    for model in which:
        say(f"{model}: training")
        with tempfile.TemporaryDirectory() as temporary:
            new = Path(temporary) / model
            new.mkdir()
            _BUILDERS[model](data, new, say)
            verified(new, model)
            _replace(folder / model, new)
        say(f"{model}: {folder / model}")


def _enough(items: list[Item], folder: Path) -> list[Item]:
    for split in ("train", "dev", "test"):
        count = sum(item.split == split for item in items)
        if count < _FEWEST:
            hint = f"Each split needs {_FEWEST} at least; `gipnlp annotate import` divides passages anew."
            raise CorpusError(f"{folder} has {count} items of the split {split!r}.", hint)
    return items


def _replace(old: Path, new: Path) -> None:
    """Put a complete copy beside the old folder first, so that an interruption leaves one of the two whole."""
    old.parent.mkdir(parents=True, exist_ok=True)
    beside = old.with_name(f".{old.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(new, beside)
    if old.exists():
        shutil.rmtree(old)
    beside.rename(old)


def _about(data: _Corpus, model: Model, count: int, *packages: str) -> dict[str, Any]:
    return {"corpus": data.hash(model), "items": count, **{package: version(package) for package in packages}}


def _build_sections(data: _Corpus, folder: Path, say: Callable[[str], None]) -> None:
    from gipnlp.training.cards import sections_card
    from gipnlp.training.sections import save_sections, train_sections

    save_sections(train_sections(data.passages), folder)
    about = _about(data, "sections", len(data.passages), "scikit-learn", "skops")
    write_manifest(folder, SECTIONS, about)
    say("sections: measuring")
    _write_card(folder, sections_card(data.passages, Models(folder.parent), about))


def _build_tagger(data: _Corpus, folder: Path, say: Callable[[str], None]) -> None:
    from gipnlp.corpus.reports import assemble
    from gipnlp.tagger import PIPELINE
    from gipnlp.training.calibration import fit_calibration
    from gipnlp.training.cards import tagger_card
    from gipnlp.training.tagger import train_tagger

    tagger = train_tagger(data.passages, say=lambda line: say(f"tagger: {line}"))
    tagger.nlp.to_disk(folder / PIPELINE)
    held_out = assemble(passage for passage in data.passages if passage.split == "dev")
    fit_calibration(held_out, tagger).save(folder / CALIBRATION)
    about = _about(data, "tagger", len(data.passages), "spacy", "thinc")
    write_manifest(folder, TAGGER, about)
    say("tagger: measuring")
    _write_card(folder, tagger_card(data.passages, Models(folder.parent), about))


def _build_boilerplate(data: _Corpus, folder: Path, say: Callable[[str], None]) -> None:
    from gipnlp.training.boilerplate import save_boilerplate, train_boilerplate
    from gipnlp.training.cards import boilerplate_card

    save_boilerplate(train_boilerplate(data.sentences), folder)
    about = _about(data, "boilerplate", len(data.sentences), "scikit-learn", "skops")
    write_manifest(folder, BOILERPLATE, about)
    say("boilerplate: measuring")
    _write_card(folder, boilerplate_card(data.sentences, Models(folder.parent), about))


def _build_reference(data: _Corpus, folder: Path, say: Callable[[str], None]) -> None:
    from gipnlp.narrative.reference import FILE, build_reference
    from gipnlp.training.boilerplate import corpus_documents
    from gipnlp.training.cards import reference_card

    reference = build_reference(corpus_documents(data.passages, data.sentences))
    reference.save(folder / FILE)
    about = _about(data, "reference", reference.documents, "numpy")
    write_manifest(folder, REFERENCE, about)
    _write_card(folder, reference_card(reference, about))


def _write_card(folder: Path, card: str) -> None:
    (folder / "README.md").write_text(card, encoding="utf-8")


_BUILDERS: dict[Model, Callable[[_Corpus, Path, Callable[[str], None]], None]] = {
    "sections": _build_sections,
    "tagger": _build_tagger,
    "boilerplate": _build_boilerplate,
    "reference": _build_reference,
}
