"""What goes to a worker and what comes back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from gipnlp.errors import GipnlpError
from gipnlp.readers import Engine
from gipnlp.store import Failure, Recipe, Rows

INTERNAL = "internal"
_INTERNAL_HINT = "This is a defect of gipnlp; please report it with the file that caused it."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        seconds: Wall time.
        megabytes: Memory of the process that reads it, with the processes that it starts.
        attempts: How often a file is tried whose process ends by itself or is killed by the system.
    """

    seconds: float = 120.0
    megabytes: int = 2048
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Options:
    """How reports are read: the keywords of :func:`gipnlp.read`."""

    models: str | None = None
    rules_only: bool = False
    engine: Engine = "auto"

    def settled(self) -> str:
        """What of this decides what is read of a file, as JSON; the models are told by their hash."""
        return json.dumps({"engine": self.engine, "rules_only": self.rules_only}, sort_keys=True)

    def as_json(self) -> str:
        """The options as JSON."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read; ``problem`` where its bytes could not be had."""

    sha256: str
    data: bytes
    problem: Failure | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What every job of a batch shares."""

    options: Options
    limits: Limits
    recipe: Recipe
    parent: int | None  # the process that a worker does not outlive; None on a cluster


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: rows for the store, or a failure."""

    sha256: str
    rows: Rows | None
    failure: Failure | None
    attempts: int = 1
    seconds: float = 0.0
    megabytes: float = 0.0


def failure_of(error: Exception) -> Failure:
    """An error as a row: with code and hint, also where gipnlp did not expect it."""
    if isinstance(error, GipnlpError):
        return Failure(error.code, error.message, error.hint)
    if isinstance(error, MemoryError):
        from gipnlp.errors import MemoryLimitError

        return Failure(MemoryLimitError.code, "Reading the file took more memory than there is.", MemoryLimitError.hint)
    return Failure(INTERNAL, f"{type(error).__name__}: {error}", _INTERNAL_HINT)
