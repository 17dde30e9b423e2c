"""`groundswell users`: who may see the pages, and the log of changes."""

import enum
import sys
from typing import Annotated

import typer

app = typer.Typer(help="Accounts for the pages, and the log of changes.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Small letters, digits, - and _.")]


class Role(enum.StrEnum):
    reader = "reader"
    admin = "admin"


@app.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="Readers look; admins also change. The first is an admin.")] = Role.reader,
) -> None:
    """Make an account, or a new password for one: prints a link that works once, for a day."""
    import storage.audit
    import storage.users
    from config import clock
    from config.event_parts import NAME
    from config.settings import settings
    from worker import house

    if not NAME.fullmatch(name):
        raise typer.BadParameter("small letters, digits, - and _ only", param_hint="NAME")
    with house.database().write() as session:
        is_first = not any(user.role == "admin" and user.name != name for user in storage.users.all_users(session))
        given = "admin" if is_first else role.value
        word = storage.users.invite(session, name, given, now=clock.now())
        storage.audit.add(session, _me(), "invited", {"name": name, "role": given}, now=clock.now())
    host = next(iter(sorted(settings().hosts)), "")
    print(f"{name} ({given}) sets a password here, once, within 24 hours:")
    print(f"https://{host}/welcome?word={word}" if host else f"http://127.0.0.1:{settings().port}/welcome?word={word}")


@app.command("list")
def list_() -> None:
    """List the accounts."""
    import storage.users
    from worker import house

    with house.database().read() as session:
        users = storage.users.all_users(session)
    for user in users:
        print(f"{user.name}: {user.role}" + ("" if user.secret else ", has not set a password yet"))
    if not users:
        print("There are none: the pages are for this computer alone.")


@app.command("remove")
def remove(name: Name) -> None:
    """Remove an account and end its sessions at once."""
    import storage.audit
    import storage.users
    from config import clock
    from worker import house

    with house.database().write() as session:
        user = storage.users.named(session, name)
        if user is None:
            sys.exit(f"There is no account {name!r}.")
        others = [each for each in storage.users.all_users(session) if each.name != name]
        if others and not any(each.role == "admin" for each in others):
            sys.exit(f"{name} is the last admin; make another first: groundswell users add NAME --role admin")
        storage.users.remove(session, user)
        storage.audit.add(session, _me(), "removed", {"name": name}, now=clock.now())
    print(
        f"{name} is removed." + ("" if others else " There are no accounts now: the pages are for this computer alone.")
    )


@app.command("token")
def token(
    name: Name,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the token of this name back.")] = False,
) -> None:
    """Make a token with which a program may read the API, or take one back. It is shown once."""
    import storage.audit
    import storage.tokens
    from config import clock
    from config.event_parts import NAME
    from worker import house

    if not NAME.fullmatch(name):
        raise typer.BadParameter("small letters, digits, - and _ only", param_hint="NAME")
    with house.database().write() as session:
        word = None
        if revoke:
            done = storage.tokens.revoke(session, name)
        else:
            word = storage.tokens.make(session, name, by=_me(), now=clock.now())
            done = word is not None
        if done:
            what = "took an API token back" if revoke else "made an API token"
            storage.audit.add(session, _me(), what, {"name": name}, now=clock.now())
    if not done:
        sys.exit(f"There is no token {name!r}." if revoke else f"There is a token {name!r} already: --revoke it first.")
    print(
        f"The token {name} is taken back." if revoke else f"{word}\n(shown once; as a header: Authorization: Bearer …)"
    )


@app.command("tokens")
def tokens() -> None:
    """List the tokens of programs."""
    import storage.tokens
    from worker import house

    with house.database().read() as session:
        for row in storage.tokens.every(session):
            print(f"{row.name}: made {row.made_at:%Y-%m-%d} by {row.made_by}")


@app.command("log")
def log() -> None:
    """Print the log of changes, and whether it is whole."""
    import orjson

    import storage.audit
    from worker import house

    with house.database().read() as session:
        for line in storage.audit.lines(session):
            about = f" {orjson.dumps(line.about).decode()}" if line.about else ""
            print(f"{line.at:%Y-%m-%d %H:%M:%S} UTC  {line.who or 'this computer'}: {line.what}{about}")
        broken = storage.audit.broken_at(session)
    if broken is not None:
        sys.exit(f"Line {broken} does not fit the one before it: the log was altered there.")
    print("The log is whole.")


def _me() -> str:
    """The user of this terminal."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "someone"
