"""What this installation has, what it lacks, and the command that installs it: ``gipnlp doctor``."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from gipnlp.artifacts import models_folder, verified
from gipnlp.errors import ModelError
from gipnlp.learned import BOILERPLATE, REFERENCE, SECTIONS, TAGGER
from gipnlp.readers.office import installed_office

State = Literal["ok", "absent", "broken"]
MODELS = (SECTIONS, TAGGER, BOILERPLATE, REFERENCE)
_FOR_DEVELOPERS = {"dev"}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_LEAST_SPACE = 1.0  # gigabytes: a batch writes its store, LibreOffice and the page images their temporary files
_FONT_LIST_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing looked at.

    Attributes:
        subject: What was looked at, such as ``model tagger`` or ``extra ocr``.
        state: ``ok``; ``absent``: only some uses need it; ``broken``: gipnlp does not work as it should.
        detail: What was found: a version, a path, or what is wrong.
        remedy: The command that installs or repairs it; "" if nothing is to be done.
    """

    subject: str
    state: State
    detail: str
    remedy: str = ""


def examine() -> list[Condition]:
    """Look at everything that gipnlp uses, in a fixed order; nothing is changed, nothing is downloaded."""
    return [*_versions(), *_models(), *_extras(), _office(), _browser(), _fonts(), *_space()]


def _versions() -> Iterator[Condition]:
    yield Condition("python", "ok", f"{platform.python_version()} ({sys.executable})")
    yield Condition("gipnlp", "ok", f"{metadata.version('gipnlp')} ({Path(__file__).parent})")
    lacking = _lacking(_requirements())
    detail = f"not as required: {', '.join(lacking)}" if lacking else f"{len(_requirements())} libraries as required"
    yield Condition("libraries", "broken" if lacking else "ok", detail, _pip(lacking))


def _models() -> Iterator[Condition]:
    folder = models_folder()
    for name in MODELS:
        try:
            verified(folder / name, name)
        except (ModelError, OSError) as error:
            yield Condition(f"model {name}", "broken", getattr(error, "message", str(error)), _repair(name, folder))
        else:
            yield Condition(f"model {name}", "ok", f"hashes verified ({folder / name})")


def _repair(name: str, folder: Path) -> str:
    if folder.parent == Path(__file__).parent:  # as installed; the corpus is not there
        return "pip install --force-reinstall --no-deps gipnlp"
    return f"gipnlp train {name} --models {folder}"


def _extras() -> Iterator[Condition]:
    offered = metadata.metadata("gipnlp").get_all("Provides-Extra") or []
    for extra in (name for name in offered if name not in _FOR_DEVELOPERS):
        wanted = _requirements(extra)
        if lacking := _lacking(wanted):
            yield Condition(f"extra {extra}", "absent", f"lacks {', '.join(lacking)}", f"pip install 'gipnlp[{extra}]'")
        else:
            found = ", ".join(f"{one.name} {metadata.version(one.name)}" for one in wanted)
            yield Condition(f"extra {extra}", "ok", found)


def _requirements(extra: str = "") -> list[Requirement]:
    """What gipnlp itself needs, or what one extra adds, with the extras that it names."""
    found: list[Requirement] = []
    for one in map(Requirement, metadata.requires("gipnlp") or []):
        applies = one.marker is None or one.marker.evaluate({"extra": extra})
        if not applies or bool(extra) == (one.marker is None or one.marker.evaluate({"extra": ""})):
            continue
        if one.name == "gipnlp":
            found += [inner for name in sorted(one.extras) for inner in _requirements(name)]
        else:
            found.append(one)
    return found


def _lacking(wanted: list[Requirement]) -> list[str]:
    """Those that are not installed, or in another version than is required."""
    return [f"{one.name}{one.specifier}" for one in wanted if not _satisfied(one)]


def _satisfied(one: Requirement) -> bool:
    try:
        return one.specifier.contains(metadata.version(one.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def _pip(lacking: list[str]) -> str:
    return f"pip install {' '.join(repr(one) for one in lacking)}" if lacking else ""


def _office() -> Condition:
    if command := installed_office():
        return Condition("LibreOffice", "ok", command)
    detail = "not found; .doc, .wps and .rtf files cannot be read"
    return Condition("LibreOffice", "absent", detail, _system("libreoffice-writer"))


def _browser() -> Condition:
    if command := next((found for name in _BROWSERS if (found := shutil.which(name))), None):
        return Condition("chromium", "ok", command)
    return Condition("chromium", "absent", "not found; only tests in a browser need it", _system("chromium"))


def _fonts() -> Condition:
    """Chinese fonts as fontconfig lists them; it is not there on Windows, and on macOS only if it was installed."""
    listing = shutil.which("fc-list")
    if listing is None:
        return Condition("Chinese fonts", "absent", "cannot be listed without fontconfig", _system("fontconfig"))
    try:
        told = subprocess.run(
            [listing, ":lang=zh-cn", "family"], capture_output=True, timeout=_FONT_LIST_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Condition("Chinese fonts", "absent", f"cannot be listed ({error})")
    families = sorted({line.split(",")[0] for line in told.stdout.decode("utf-8", "replace").splitlines() if line})
    if families:
        return Condition("Chinese fonts", "ok", ", ".join(families[:3]))
    return Condition("Chinese fonts", "absent", "none; plots have English labels", _system("fonts-noto-cjk"))


def _system(package: str) -> str:
    """The command for a package of the system, by the names of Debian and Ubuntu."""
    return f"apt-get install {package}"


def _space() -> Iterator[Condition]:
    for name, folder in (("here", Path.cwd()), ("temporary files", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free / 1e9
        writable = os.access(folder, os.W_OK)
        detail = f"{free:.1f} GB free in {folder}" if writable else f"{folder} cannot be written"
        enough = writable and free >= _LEAST_SPACE
        remedy = "" if enough else f"make {_LEAST_SPACE:g} GB of space that can be written"
        yield Condition(f"disk, {name}", "ok" if enough else "broken", detail, remedy)
