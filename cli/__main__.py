"""`python -m cli` is the command `groundswell`."""

from cli.main import run

run()
