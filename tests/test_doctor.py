"""The look at the installation: what is there, what is missing, what is broken."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gipnlp import doctor
from gipnlp.artifacts import models_folder
from gipnlp.cli import app
from gipnlp.doctor import examine


def state_of(subject: str) -> doctor.Condition:
    return next(one for one in examine() if one.subject == subject)


def test_models_are_verified() -> None:
    assert {state_of(f"model {name}").state for name in doctor.MODELS} == {"ok"}


def test_a_changed_model_is_broken_and_the_status_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(models_folder(), tmp_path / "models")
    (tmp_path / "models" / "sections" / "sections.skops").write_bytes(b"other")
    monkeypatch.setenv("GIPNLP_MODELS", str(tmp_path / "models"))
    assert state_of("model sections").state == "broken"
    assert state_of("model tagger").state == "ok"
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    assert {one["subject"] for one in json.loads(result.stdout) if one["state"] == "broken"} == {"model sections"}


def test_an_extra_that_lacks_a_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    version = metadata.version

    def without_ray(name: str) -> str:
        if name == "ray":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_ray)
    ray = state_of("extra ray")
    assert (ray.state, ray.remedy) == ("absent", "pip install 'gipnlp[ray]'")
    assert "extra dev" not in {one.subject for one in examine()}


def test_a_library_too_old_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0.1" if name == "spacy" else version(name))
    libraries = state_of("libraries")
    assert libraries.state == "broken"
    assert "spacy" in libraries.detail
    assert libraries.remedy.startswith("pip install 'spacy")


def test_programs_that_are_missing_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = {one.subject: one for one in examine()}
    for subject in ("LibreOffice", "chromium", "Chinese fonts"):
        assert found[subject].state == "absent"
        assert found[subject].remedy.startswith("apt-get install ")
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 0


def test_an_extra_includes_those_that_it_names() -> None:
    assert {"pandas", "matplotlib", "nbclient"} <= {one.name for one in doctor._requirements("notebooks")}
    assert "pandas" not in {one.name for one in doctor._requirements()}
