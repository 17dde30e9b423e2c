"""Log lines as JSON: when, how bad, where, what. Ids and counts, never the text of a post."""

import datetime as dt
import json
import logging
import sys

from config.settings import settings

PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """One line; what was passed as `extra` stands beside the message. Of an error the kind and the place are
        logged, not its message: that could quote a post."""
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "what": record.getMessage(),
            **{name: value for name, value in record.__dict__.items() if name not in PLAIN},
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            line["place"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else None
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up() -> None:
    """Sends the logs of this process to its error stream."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(settings().groundswell_log_level)
    for noisy in ("celery.app.trace", "celery.worker.strategy", "celery.beat", "celery.apps.worker", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
