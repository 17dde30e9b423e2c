"""`go.py soak`: the service through a month, or `--days N`, with a line for each day and what is wrong at the end."""

import argparse
import datetime as dt
import os
import pathlib
import sys
import tempfile

from storage import schema
from storage.database import Database
from tests.channels.receivers import OK, receiver
from tests.soak.service import faults_of, service


def main() -> None:
    parser = argparse.ArgumentParser(prog="go.py soak", description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--minutes", type=int, default=30, help="from one tick of the schedule to the next")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gs-soak-") as name, receiver(OK) as desk:
        home = pathlib.Path(name)
        os.environ["GROUNDSWELL_HOME"] = name
        database = Database(f"sqlite:///{home / 'data' / 'groundswell.sqlite'}")
        schema.migrate(database)
        step = dt.timedelta(minutes=asked.minutes)
        with service(home, database, desk.port, texts_days=5, step=step) as run:
            run.run(asked.days, lambda line: print(line, flush=True))
            found = faults_of(run)
            print(f"rows: {dict(run.samples[-1].rows)}")
    print(*found or ["Nothing grew that should not, nothing was missed, and every count holds."], sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
