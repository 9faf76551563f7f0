"""The command line: each command is one call and its printing.

Standard output holds results alone, all else goes to standard error. What a command needs is imported within it, so
that ``gipnlp --help`` need not wait for it.
"""

from gipnlp.cli import batches, doctor, learning, narrative, reading, viewing  # noqa: F401  (each adds its commands)
from gipnlp.cli.app import app, main

__all__ = ["app", "main"]
