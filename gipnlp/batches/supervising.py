"""Reading a file in a process that is watched from outside, and replaced when it hangs, swells or ends.

This runs in the workers of joblib. Those cannot be stopped one by one, so each keeps a reading process of its own
(``gipnlp.batches.reader``), which stays for the next file and has its models loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from typing import Any

import psutil

from gipnlp.batches.jobs import Job, Options, Outcome, Task
from gipnlp.errors import CrashedError, MemoryLimitError, TimeLimitError, WorkerError
from gipnlp.store import Failure

_LONGER = "Try --retry-failed with a larger --time-limit, or look at the file: it may be damaged."
_READER = (sys.executable, "-m", "gipnlp.batches.reader")
_START = 180.0  # seconds to load the models in, on a machine that is busy
_LOOK = 0.05  # seconds between two looks at the memory of a process
_LOOK_BELOW = 1.0  # seconds between two looks at the processes that it started
_FLAT_MB = 475.0  # a process that holds more when it is idle is replaced
_FLAT_SHARE = 1.3  # or, if it needs so much from the start, more than this share of that
_TOLD = 500  # characters of what a process said before it ended

_idle: list[Reader] = []
_lock = threading.Lock()


class _EndedError(Exception):
    """The process ended before it answered."""


class Reader:
    """A reading process and the pipes to it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the process)
        self._process = subprocess.Popen(
            [*_READER, options.as_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            start_new_session=True,  # Ctrl-C reaches the parent alone, and all that it starts can be ended with it
        )
        self._watched = psutil.Process(self._process.pid)
        self._below, self._looked_below = 0.0, 0.0
        self.most = 0.0  # megabytes, since the last answer

    def start(self, task: Task) -> None:
        """Wait until the models are loaded.

        Raises:
            WorkerError: if they cannot be, or are not those of the batch.
        """
        try:
            answer = self._ask(b"", _START, sys.maxsize)
        except TimeLimitError:
            raise WorkerError(f"A reading process was not ready after {_START:.0f} seconds.") from None
        if "error" in answer:
            raise WorkerError(f"A reading process could not begin: {answer['error']}")
        found = (answer["version"], answer["models"])
        if found != (task.recipe.version, task.recipe.models):
            raise WorkerError(f"A worker has gipnlp {found[0]} or models that are not those of this batch.")
        self._at_start = self._memory()

    def read(self, data: bytes, task: Task) -> dict[str, Any]:
        """The answer of the process.

        Raises:
            TimeLimitError, MemoryLimitError: if the file cost too much; the process is to be stopped.
            _EndedError: if the process ended.
        """
        self.most = 0.0
        header = f"{task.limits.seconds} {len(data)}\n".encode()
        return self._ask(header + data, task.limits.seconds, task.limits.megabytes)

    def is_fit(self) -> bool:
        """True if it can take another file: it lives, and holds hardly more memory than at its start."""
        return self._process.poll() is None and self._memory() <= max(_FLAT_MB, _FLAT_SHARE * self._at_start)

    def stop(self) -> None:
        """End the process and all that it started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in self._watched.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def last_words(self) -> str:
        """How the process ended, and what it said."""
        status = self._process.wait()
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip()[-_TOLD:]
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        return f"{how}: {said}" if said else how

    def _ask(self, question: bytes, seconds: float, megabytes: float) -> dict[str, Any]:
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._exchange, args=(question, answers), daemon=True).start()
        end = time.monotonic() + seconds
        while True:
            try:
                line = answers.get(timeout=_LOOK)
                break
            except queue.Empty:
                self.most = max(self.most, self._memory())
                if self.most > megabytes:
                    raise MemoryLimitError(f"Reading the file took more than {megabytes} MB.") from None
                if time.monotonic() > end:
                    raise TimeLimitError(f"Reading the file took more than {seconds:g} seconds.", _LONGER) from None
        if not line.endswith(b"\n"):
            raise _EndedError
        self.most = max(self.most, self._memory())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _exchange(self, question: bytes, answers: queue.SimpleQueue[bytes]) -> None:
        """In a thread of its own, as a process that hangs takes no bytes and gives none."""
        line = b""
        with contextlib.suppress(OSError, ValueError):
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(question)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        answers.put(line)

    def _memory(self) -> float:
        """Megabytes that the process and those that it started hold."""
        try:
            own = self._watched.memory_info().rss
            if time.monotonic() - self._looked_below > _LOOK_BELOW:
                self._looked_below = time.monotonic()
                self._below = sum(_resident(process) for process in self._watched.children(recursive=True))
        except psutil.NoSuchProcess:
            return 0.0
        return float(own + self._below) / 1e6


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def work(job: Job, task: Task) -> Outcome:
    """Read one file; whatever it does to the process that reads it, there is an outcome.

    Raises:
        WorkerError: if no reading process can be started: nothing of the file's.
    """
    _leave_with(task.parent)
    if job.problem:
        return Outcome(job.sha256, None, job.problem)
    outcome = _attempt(job, task)
    while outcome.failure and outcome.failure.code == CrashedError.code and outcome.attempts < task.limits.attempts:
        outcome = replace(_attempt(job, task), attempts=outcome.attempts + 1)
    return outcome


def _attempt(job: Job, task: Task) -> Outcome:
    reader = _take(task)
    begun = time.monotonic()
    try:
        answer = reader.read(job.data, task)
    except (TimeLimitError, MemoryLimitError) as error:
        reader.stop()
        answer = {"failure": (error.code, error.message, error.hint)}
    except _EndedError:
        message = f"The process that read the file ended ({reader.last_words()})."
        reader.stop()
        answer = {"failure": (CrashedError.code, message, CrashedError.hint)}
    except BaseException:
        reader.stop()
        raise
    else:
        _give_back(reader)
    if "error" in answer:
        raise WorkerError(f"Reading stopped: {answer['error']}")
    failure = Failure(*answer["failure"]) if "failure" in answer else None
    cost = (time.monotonic() - begun, reader.most)
    return Outcome(job.sha256, answer.get("rows"), failure, 1, *cost)


def _take(task: Task) -> Reader:
    """An idle process, or a new one."""
    while True:
        with _lock:
            reader = _idle.pop() if _idle else None
        if reader is None:
            return _started(task)
        if reader.options == task.options and reader.is_fit():
            return reader
        reader.stop()


def _started(task: Task) -> Reader:
    for attempt in range(task.limits.attempts):
        reader = Reader(task.options)
        try:
            reader.start(task)
            return reader
        except _EndedError:
            words = reader.last_words()
            reader.stop()
            if attempt + 1 == task.limits.attempts:
                raise WorkerError(f"A reading process ended before it began ({words}).") from None
        except BaseException:
            reader.stop()
            raise
    raise AssertionError("unreachable")


def _give_back(reader: Reader) -> None:
    with _lock:
        _idle.append(reader)


def stop_idle() -> None:
    """End the reading processes that this process keeps."""
    with _lock:
        readers = _idle[:]
        _idle.clear()
    for reader in readers:
        reader.stop()


_leaving = threading.Event()


def _leave_with(parent: int | None) -> None:
    """In a worker of the parent: leave Ctrl-C to it, and end when it is gone, which loky would notice minutes later."""
    if parent is None or os.getpid() == parent or _leaving.is_set():
        return
    _leaving.set()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while psutil.pid_exists(parent) and os.getppid() == own:
            time.sleep(1.0)
        stop_idle()
        os._exit(1)

    own = os.getppid()
    threading.Thread(target=watch, daemon=True).start()
