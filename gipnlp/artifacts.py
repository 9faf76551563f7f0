"""Where the trained models lie, and whether they are the ones that the training wrote."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gipnlp.errors import ModelError

MANIFEST = "manifest.json"
ENVIRONMENT = "GIPNLP_MODELS"
TRUSTED: frozenset[str] = frozenset()  # beyond the types of scikit-learn and numpy that skops itself trusts
_PACKAGED = Path(__file__).parent / "models"
_CHECKOUT = Path(__file__).parent.parent / "models"


def models_folder() -> Path:
    """The folder of the models: ``$GIPNLP_MODELS``, else the package's own."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def hash_of(paths: Mapping[str, Path]) -> str:
    """One SHA-256 over the names and bytes of several files, whatever their order."""
    digest = hashlib.sha256()
    for name in sorted(paths):
        data = paths[name].read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def model_files(folder: Path) -> dict[str, Path]:
    """The files of a model by their path inside its folder, without the manifest and the card."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and path.suffix != ".md"
    }


def write_manifest(folder: Path, kind: str, about: Mapping[str, Any]) -> None:
    """Note what the model is, what it was trained on, and the hash of each of its files."""
    files = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in model_files(folder).items()}
    text = json.dumps({"kind": kind, **about, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def manifest(folder: Path, kind: str) -> dict[str, Any]:
    """What the manifest of a model says.

    Raises:
        ModelError: if there is none, or it is of another kind of model.
    """
    try:
        data: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = data["kind"]
        if not isinstance(data["files"], dict):
            raise TypeError("its files are no table")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder} holds no {kind} model ({type(error).__name__}: {error}).") from error
    if found != kind:
        raise ModelError(f"{folder} holds a model of kind {found!r}, not {kind!r}.")
    return data


def verified(folder: Path, kind: str) -> Path:
    """The folder, once every file in it has the hash that the manifest names and there is no other.

    Raises:
        ModelError: if a file is missing, changed or foreign.
    """
    wanted = manifest(folder, kind)["files"]
    files = model_files(folder)
    if odd := sorted(set(wanted) ^ set(files)):
        raise ModelError(f"{folder}: {odd[0]} is {'missing' if odd[0] in wanted else 'not part of the model'}.")
    for name, path in files.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted[name]:
            raise ModelError(f"{folder}: {name} is not the file that the training wrote.")
    return folder


def load_skops(folder: Path, kind: str, file: str) -> Any:
    """The scikit-learn model stored in a folder, which may hold no types but those that the training writes.

    Raises:
        ModelError: if a file was changed, or the model asks for another type.
    """
    from skops.io import get_untrusted_types, load

    path = verified(folder, kind) / file
    try:
        if foreign := sorted(set(get_untrusted_types(file=path)) - TRUSTED):
            raise ModelError(f"{path} asks for types that no model of gipnlp holds: {', '.join(foreign)}.")
        return load(path, trusted=sorted(TRUSTED))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path} cannot be read as a scikit-learn model ({error}).") from error
