"""The models of the repository: of this corpus, whole, small, and as good as their floors say."""

from __future__ import annotations

import csv
import json
import shutil
from functools import cache
from pathlib import Path

import pytest

from gipnlp.artifacts import load_skops, manifest, models_folder, verified, write_manifest
from gipnlp.corpus import DEFAULT
from gipnlp.errors import ModelError
from gipnlp.evaluation import Evaluation, evaluate
from gipnlp.learned import packaged
from gipnlp.tagger import load as load_tagger
from gipnlp.training import MODELS, Model, corpus_hash

FLOORS = list(csv.DictReader((Path(__file__).parent / "floors.csv").read_text(encoding="utf-8").splitlines()))
KINDS = MODELS


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_was_trained_on_this_corpus(kind: Model) -> None:
    stale = "the corpus has changed since the model was trained: run `gipnlp train all`"
    assert manifest(models_folder() / kind, kind)["corpus"] == corpus_hash(kind), stale


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_has_a_card_with_the_hash_of_its_corpus(kind: str) -> None:
    card = (models_folder() / kind / "README.md").read_text(encoding="utf-8")
    assert manifest(models_folder() / kind, kind)["corpus"][:16] in card


def test_the_models_are_small() -> None:
    sizes = {kind: sum(p.stat().st_size for p in (models_folder() / kind).rglob("*") if p.is_file()) for kind in KINDS}
    assert sizes["tagger"] < 15e6
    assert sum(sizes.values()) < 22e6


def test_no_model_file_is_a_pickle() -> None:
    for path in models_folder().rglob("*"):
        assert path.suffix not in {".pkl", ".pickle", ".joblib"}
        assert not path.is_file() or not path.read_bytes().startswith(b"\x80\x04")


@cache
def scores() -> Evaluation:
    return evaluate(DEFAULT, packaged())


@pytest.mark.slow
@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor["name"])
def test_no_score_falls_below_its_floor(floor: dict[str, str]) -> None:
    rows = {row.name: row.ratios.f1 for row in (*scores().totals, *scores().sections)} | scores().narrative
    assert rows[floor["name"]] >= float(floor["f1"])


@pytest.mark.slow
def test_confidences_are_calibrated() -> None:
    assert scores().calibration_error <= 0.05


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", ["changed", "foreign", "missing", "no manifest", "other kind"])
def test_a_tampered_model_is_refused(tmp_path: Path, kind: str, damage: str) -> None:
    folder = tmp_path / kind
    shutil.copytree(models_folder() / kind, folder)
    victim = next(p for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in {"manifest.json", "README.md"})
    match damage:
        case "changed":
            victim.write_bytes(victim.read_bytes() + b"0")
        case "foreign":
            (folder / "more.bin").write_bytes(b"0")
        case "missing":
            victim.unlink()
        case "no manifest":
            (folder / "manifest.json").unlink()
        case "other kind":
            data = json.loads((folder / "manifest.json").read_text()) | {"kind": "weather"}
            (folder / "manifest.json").write_text(json.dumps(data))
    with pytest.raises(ModelError, match=kind):
        verified(folder, kind)


def test_a_model_of_foreign_types_is_refused(tmp_path: Path) -> None:
    from skops.io import dump

    dump({"type": Path("/")}, tmp_path / "sections.skops")
    write_manifest(tmp_path, "sections", {})
    with pytest.raises(ModelError, match=r"asks for types.*Path"):
        load_skops(tmp_path, "sections", "sections.skops")


def test_what_is_no_skops_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sections.skops").write_bytes(b"\x80\x04N.")
    write_manifest(tmp_path, "sections", {})
    with pytest.raises(ModelError, match="cannot be read"):
        load_skops(tmp_path, "sections", "sections.skops")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('pipeline = ["spancat"]', 'pipeline = ["spancat","sentencizer"]'),
        ("before_creation = null", 'before_creation = {"@callbacks":"spacy.copy_from_base_model.v1"}'),
    ],
)
def test_a_pipeline_that_runs_something_else_is_refused(tmp_path: Path, before: str, after: str) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(models_folder() / "tagger", folder)
    config = folder / "pipeline" / "config.cfg"
    text = config.read_text(encoding="utf-8")
    assert before in text
    config.write_text(text.replace(before, after), encoding="utf-8")
    write_manifest(folder, "tagger", {})
    with pytest.raises(ModelError, match="runs"):
        load_tagger(folder)
