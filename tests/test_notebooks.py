"""The notebooks: what is kept is what is written, small, without errors; and they run from start to end."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import gipnlp

FOLDER = Path(__file__).parent.parent / "notebooks"
SOURCES = [pytest.param(path, id=path.stem) for path in sorted(FOLDER.glob("[0-9]*.py"))]
MOST_BYTES = 400_000


def helper(name: str) -> Any:
    """A module of the notebooks' folder."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_there_are_notebooks() -> None:
    assert len(SOURCES) == 4


@pytest.mark.parametrize("source", SOURCES)
def test_the_kept_notebook_is_the_written_one_with_output(source: Path) -> None:
    jupytext = pytest.importorskip("jupytext")
    kept = source.with_suffix(".ipynb")
    assert kept.stat().st_size < MOST_BYTES
    written, run = jupytext.read(source), jupytext.read(kept)
    assert [(cell.cell_type, cell.source) for cell in run.cells] == [(c.cell_type, c.source) for c in written.cells]
    assert any(cell.get("outputs") for cell in run.cells)
    assert not [out for cell in run.cells for out in cell.get("outputs", ()) if out.output_type == "error"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the machinery that runs notebooks
@pytest.mark.parametrize("source", SOURCES)
def test_it_runs_from_start_to_end(source: Path) -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    if "gipnlp.panel" in source.read_text(encoding="utf-8") and not hasattr(gipnlp, "panel"):
        pytest.skip("there are no batches in this version")
    assert helper("build").run(source).cells


def test_the_collection_is_what_it_says(tmp_path: Path) -> None:
    collection = helper("collection")
    made = collection.make_collection(tmp_path, years=(2020, 2021))
    assert Counter(one.year for one in made) == {2020: 50, 2021: 50}
    spoilt = next(one for one in made if one.wrong_cell)
    whole = next(one for one in made if not one.wrong_cell)
    failing = {
        one.path: [check.id for check in gipnlp.read(one.path, rules_only=True).checks if check.status == "fail"]
        for one in (spoilt, whole)
    }
    assert failing[spoilt.path]
    assert not failing[whole.path]
