"""Jobs spread over workers by joblib: here by loky, on a cluster by dask or ray.

joblib is told to take a job from the iterator only as another ends, and results come as they are ready. It does not
wait for a consumer that is slower than the workers, so the iterator ends when too many results wait to be written, and
begins again when they are.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Literal

from gipnlp.batches.finding import read_file
from gipnlp.batches.jobs import Job, Outcome, Task, failure_of
from gipnlp.batches.supervising import stop_idle, work
from gipnlp.errors import ChangedError, GipnlpError, WorkerError

Backend = Literal["loky", "threading", "dask", "ray"]
_WAITING = 16  # results of each worker that may wait to be written
_FEWEST_WAITING = 64
_WITHOUT_PROGRESS = 3  # breakdowns of the pool one after the other
_SPARE = 300.0  # seconds over those that all attempts at a file may take, after which a job counts as lost
_AT_ONCE = 8  # jobs of each worker of a backend that gives its results together


@dataclass(frozen=True, slots=True)
class Pool:
    """Where the workers are: how many (None: one for each processor), by which backend, at which address."""

    workers: int | None = None
    backend: Backend = "loky"
    address: str | None = None


class _Backlog:
    """How many jobs were given out and not yet written."""

    def __init__(self) -> None:
        self.given = self.written = 0

    def feed(self, jobs: Iterable[Job], most: int) -> Iterator[Job]:
        for job in jobs:
            self.given += 1
            yield job
            if self.given - self.written >= most:
                return


def outcomes(todo: Mapping[str, str], task: Task, pool: Pool) -> Generator[Outcome, None, None]:
    """The outcome of each file, as they are ready.

    A worker that dies takes its pool with it in some backends; then a new one goes on with what is left.

    Args:
        todo: Path by SHA-256.
        task: What all jobs share.
        pool: Where the workers are.

    Raises:
        WorkerError: if the workers cannot be started, or die again and again without a result.
    """
    left = dict(todo)
    idle = 0
    with _connected(pool):
        while left:
            before = len(left)
            try:
                with closing(_some(left, task, pool)) as ready:
                    for outcome in ready:
                        left.pop(outcome.sha256, None)
                        yield outcome
            except GipnlpError:
                raise
            except Exception as error:
                idle = idle + 1 if len(left) == before else 0
                if idle >= _WITHOUT_PROGRESS:
                    raise WorkerError(f"The workers do not answer ({type(error).__name__}: {error}).") from error


def _some(left: Mapping[str, str], task: Task, pool: Pool) -> Generator[Outcome, None, None]:
    """Outcomes of some of what is left: of all, where they are written as fast as they come."""
    from joblib import Parallel, delayed, effective_n_jobs, parallel_config

    jobs = (_job(sha256, path) for sha256, path in list(left.items()))
    with parallel_config(backend=pool.backend, n_jobs=pool.workers or -1):
        workers = int(effective_n_jobs(pool.workers or -1))
        patience = task.limits.attempts * task.limits.seconds + _SPARE
        spread = partial(Parallel, batch_size=1, pre_dispatch="2 * n_jobs", timeout=patience if workers > 1 else None)
        if pool.backend == "ray":
            yield from spread()(delayed(work)(job, task) for job in islice(jobs, _AT_ONCE * workers))
            return
        backlog = _Backlog()
        most = max(_FEWEST_WAITING, _WAITING * workers)
        results = spread(return_as="generator_unordered")(delayed(work)(job, task) for job in backlog.feed(jobs, most))
        try:
            for outcome in results:
                yield outcome
                backlog.written += 1
        finally:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # that it was left early
                results.close()


@contextmanager
def _connected(pool: Pool) -> Iterator[None]:
    """The cluster, if there is one, found and left again; here, no reading process left behind."""
    try:
        with _CLUSTERS.get(pool.backend, _here)(pool.address):
            yield
    except ImportError as error:
        raise WorkerError(str(error), f"Install it with: pip install 'gipnlp[{pool.backend}]'") from error
    except OSError as error:
        raise WorkerError(f"The cluster at {pool.address} does not answer ({error}).", "Check --address.") from error


@contextmanager
def _here(address: str | None) -> Iterator[None]:
    if address:
        raise WorkerError("An address is of a cluster.", "Name the cluster's kind: --backend dask or --backend ray.")
    try:
        yield
    finally:
        stop_idle()


@contextmanager
def _dask(address: str | None) -> Iterator[None]:
    from distributed import Client

    if not address:
        raise WorkerError("The cluster has no address.", "Name that of its scheduler: --address tcp://HOST:8786")
    with Client(address):  # which joblib asks for
        yield


@contextmanager
def _ray(address: str | None) -> Iterator[None]:
    import ray
    from ray.util.joblib import register_ray

    register_ray()
    ray.init(address=address, ignore_reinit_error=True, log_to_driver=False, logging_level=logging.ERROR)
    try:
        yield
    finally:
        ray.shutdown()


_CLUSTERS = {"dask": _dask, "ray": _ray}


def _job(sha256: str, path: str) -> Job:
    """The job of a file. It never raises: joblib takes jobs in threads of its own."""
    try:
        data = read_file(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ChangedError("The file has changed since the batch began.")
        return Job(sha256, data)
    except Exception as error:
        return Job(sha256, b"", failure_of(error))
