"""Stands in for gipnlp.batches.reader and does what the bytes of a file say: for the tests of its supervisor."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

VERSION, MODELS = "0", "m"


def answer(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def obey(words: list[str]) -> dict[str, Any]:
    match words:
        case ["hang"]:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
            time.sleep(600)
        case ["hang-below", file]:
            child = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "600")
            Path(file).write_text(str(child))
            time.sleep(600)
        case ["swell"]:
            held = []
            while True:
                held.append(bytearray(b"x" * 20_000_000))
                time.sleep(0.01)
        case ["crash"]:
            sys.stderr.write("something broke\n")
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["crash-once", file]:
            if not Path(file).exists():
                Path(file).touch()
                os._exit(7)
        case ["half-an-answer"]:
            sys.stdout.write('{"rows": ')
            sys.stdout.flush()
            os._exit(0)
        case ["fail"]:
            return {"failure": ["empty", "The file is empty.", "Leave it out."]}
        case ["defect"]:
            return {"error": "the models are gone"}
        case ["keep", megabytes]:
            KEPT.append(bytearray(b"x" * (int(megabytes) * 1_000_000)))
    return {"rows": {"pid": [[os.getpid()]]}}


KEPT: list[bytearray] = []
if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    if options["models"] == "broken":
        answer({"error": "no such models"})
    elif options["models"] == "dies":
        sys.exit("cannot import")
    answer({"version": VERSION, "models": MODELS})
    while line := sys.stdin.buffer.readline():
        size = int(line.split()[1])
        answer(obey(sys.stdin.buffer.read(size).decode().split()))
