"""Run the notebooks and keep their output: ``python notebooks/build.py [NAME ...]``; needs ``pip install -e '.[notebooks]'``.

Each ``NAME.py`` (in the percent format of jupytext) is what is written and reviewed; ``NAME.ipynb`` is made of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent


def sources() -> list[Path]:
    """The notebooks as they are written."""
    return sorted(path for path in HERE.glob("[0-9]*.py"))


def run(source: Path) -> nbformat.NotebookNode:
    """The notebook with its output, run from start to end; an error in a cell is raised."""
    notebook = jupytext.read(source)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": HERE}}, record_timing=False).execute()
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # random ones would differ each time
    return notebook


def main() -> None:
    """Run the named notebooks, or all."""
    for source in sources():
        if not sys.argv[1:] or source.stem in sys.argv[1:]:
            nbformat.write(run(source), source.with_suffix(".ipynb"))
            sys.stdout.write(f"{source.stem}: {source.with_suffix('.ipynb').stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
