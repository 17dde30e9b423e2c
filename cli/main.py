"""The command `groundswell`. Commands import what they need when they run, so that `--help` is quick."""

import sys
from typing import Annotated

import typer

from cli import (
    alerts,
    backups,
    channels,
    comparing,
    correcting,
    demo,
    digests,
    echoes,
    events,
    evidence,
    file_list,
    files,
    forgetting,
    inspecting,
    notes,
    phrases,
    posts,
    quarantine,
    quotes,
    reacting,
    receipts,
    rescoring,
    series,
    service,
    sources,
    themes,
    users,
    verifying,
)

app = typer.Typer(
    name="groundswell",
    help="Watches how people react to an event: collects posts, scores them, keeps series, writes the morning digest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(events.app, name="events")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(users.app, name="users")
app.add_typer(alerts.app, name="alerts")
app.add_typer(channels.app, name="channels")
app.add_typer(themes.app, name="themes")
app.add_typer(quotes.app, name="quotes")
app.add_typer(reacting.app, name="reacting")
for command in (
    demo.demo,
    events.init,
    inspecting.inspect,
    files.import_,
    file_list.files,
    series.series,
    sources.sources,
    digests.digest,
    comparing.compare,
    digests.summary,
    posts.posts,
    posts.explain,
    notes.notes,
    receipts.receipt,
    evidence.evidence,
    phrases.phrases,
    echoes.echoes,
    rescoring.rescore,
    correcting.correct,
    correcting.corrections,
    service.up,
    service.vigil,
    service.doctor,
    service.migrate,
    verifying.verify,
    forgetting.forget,
    backups.backup,
    backups.restore,
    backups.move,
):
    app.command(command.__name__.rstrip("_"))(command)


@app.callback()
def settle(
    now: Annotated[str, typer.Option(help="Set the clock to this time, for example 2025-04-19T06:30:00+03:00.")] = "",
) -> None:
    if now:
        from config import clock

        clock.fix(now)


def run() -> None:
    """Runs a command; what goes wrong for reasons outside the program ends in a sentence, not in a traceback."""
    from cli.faults import exit_code, expected, sentence

    try:
        app()
    except SystemExit:
        raise  # the usual end of a command
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except expected() as fault:
        print(sentence(fault), file=sys.stderr)
        sys.exit(exit_code(fault))
