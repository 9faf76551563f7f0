"""``python -m gipnlp``: the command line."""

from gipnlp.cli import main

main()
