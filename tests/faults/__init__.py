"""Real processes under faults: what was served is known, what is stored is compared with it, and every try has a seed.

`scenarios/` says what is tried, `matrix.py` which of the 58 faults that covers, `mutants.py` puts known bugs in to see
that the checker finds them. The quick set runs with the tests; `python3 go.py faults` runs the long one and reports."""
