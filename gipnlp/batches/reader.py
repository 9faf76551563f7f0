"""The process that reads reports, one after the other: ``python -m gipnlp.batches.reader OPTIONS``.

It loads the models once, says so, and then answers each job. A job is a line with the seconds it may take and the
number of bytes that follow; an answer is a line of JSON. Nothing but JSON comes back from a process that has opened
files of strangers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any, BinaryIO

from gipnlp.batches.jobs import Options, failure_of
from gipnlp.errors import DataError, ModelError

_GRACE = 30.0  # seconds after which the system ends this process, should its supervisor be gone
_IDLE = 300.0  # seconds without a job
_SAMPLE = """青禾县人民政府2021年政府信息公开工作年度报告
一、总体情况
2021年，青禾县主动公开政府信息1234条，收到政府信息公开申请12件，政府信息公开工作平稳。
五、政府信息公开工作存在的主要问题及改进情况
存在公开内容不够全面的问题。下一步，我县将加强信息公开的业务培训。
六、其他需要报告的事项
无。
"""


def main() -> None:
    """Answer jobs until standard input ends."""
    options = Options(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    _answer(answers, _ready(options))
    jobs = sys.stdin.buffer
    while True:
        _end_after(_IDLE)
        line = jobs.readline()
        if not line:
            return
        seconds, size = line.split()
        _end_after(float(seconds) + _GRACE)
        data = jobs.read(int(size))
        if len(data) < int(size):
            return
        _answer(answers, _read(data, options, float(seconds)))


def _ready(options: Options) -> dict[str, Any]:
    """Load all that reading needs, and say what reads here: the supervisor compares it with what the batch wants."""
    from gipnlp import __version__
    from gipnlp.batches.recipe import models_hash
    from gipnlp.pipeline import read

    try:
        read(_SAMPLE.encode(), **_keywords(options))
        return {"version": __version__, "models": models_hash(options)}
    except Exception as error:
        return {"error": str(error) or type(error).__name__}


def _read(data: bytes, options: Options, seconds: float) -> dict[str, Any]:
    from gipnlp.limits import Limits
    from gipnlp.pipeline import read
    from gipnlp.store import rows_of

    try:
        return {"rows": rows_of(read(data, limits=Limits(seconds=seconds), **_keywords(options)))}
    except (ModelError, DataError) as error:  # of gipnlp, not of the file
        return {"error": str(error)}
    except Exception as error:
        failure = failure_of(error)
        return {"failure": [failure.code, failure.message, failure.hint]}


def _keywords(options: Options) -> dict[str, Any]:
    return {"models": options.models, "rules_only": options.rules_only, "engine": options.engine}


def _answer(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _end_after(seconds: float) -> None:
    """Let the system end this process, whatever it hangs in, unless it is called again before."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


if __name__ == "__main__":
    main()
