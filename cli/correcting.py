"""`groundswell correct` and `groundswell corrections`: what a reader knows better than the rules."""

import enum
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cli.opened import Opened
    from worker.correcting import Effect, Wish


class Format(enum.StrEnum):
    text = "text"
    json = "json"


MARKS = (
    "reacting, passing-on, official, unclear, off-topic, on-topic, theme NAME yes|no, quoted-or-sarcastic, "
    "same-text-as UID, not-same"
)


def correct(
    uid: Annotated[str, typer.Argument(help="x:1491…, reddit:t1_…, or the address of the post.")] = "",
    marks: Annotated[list[str] | None, typer.Argument(help=MARKS)] = None,
    event: Annotated[str, typer.Option(help="The name of the event; needed where the post is in several.")] = "",
    why: Annotated[str, typer.Option(help="The reason, for those who read the list later.")] = "",
    by: Annotated[str, typer.Option(help="Who says so.")] = "",
    undo: Annotated[int, typer.Option(help="Take this correction back; see groundswell corrections EVENT.")] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Set marks on a post that go before the rules. Shows first what they would change, and asks."""
    from cli.opened import now
    from worker import correcting

    if undo:
        opened, row = _to_be_undone(undo)
        _show(correcting.effects_of_undoing(opened.database, opened.event, row, now=now()))
        if yes or _agreed(f"Take correction {undo} back?"):
            correcting.undo(opened.database, opened.event, undo, now=now())
            _count_again(opened)
            print(f"Correction {undo} is taken back.")
        return
    if not uid or not marks or not why.strip() or not by.strip():
        raise typer.BadParameter("give a post, a mark, --why and --by; or --undo NUMBER")
    opened, number = _post_in_event(uid, event)
    wishes = list(_wishes(opened, number, marks))
    _show(correcting.effects(opened.database, opened.event, number, wishes, now=now()))
    if yes or _agreed("Apply?"):
        made = correcting.apply(opened.database, opened.event, number, wishes, why.strip(), by.strip(), now=now())
        _count_again(opened)
        numbers = ", ".join(map(str, made))
        print(f"Applied as correction {numbers}. Digests that are made already stay as they are.")
        print(f"Take it back with: groundswell correct --undo {made[-1]}")


def _agreed(question: str) -> bool:
    """What the person says. A program that is not answered is told how to do without asking."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        sys.exit("\nNobody answered, so nothing was changed. To do it without a question: the same command with --yes")


def corrections(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """List what readers corrected, in order, with what was taken back."""
    import orjson

    import storage.corrections
    from cli.opened import open_event

    opened = open_event(event)
    with opened.database.read() as session:
        found = [
            _record(row, platform, native) for row, platform, native in storage.corrections.of_event(session, opened.id)
        ]
    for record in found:
        print(orjson.dumps(record).decode() if format == Format.json else _line(record))
    if not found and format == Format.text:
        print("Nothing was corrected here.")


def _record(row: Any, platform: str, native: str) -> dict[str, Any]:
    from storage.tables.identity import uid

    plain = {name: getattr(row, name) for name in ("id", "what", "value", "before", "why", "by")}
    undone = row.undone_at.isoformat() if row.undone_at else None
    return {**plain, "uid": uid(platform, native), "at": row.at.isoformat(), "undone_at": undone}


def _line(record: dict[str, Any]) -> str:
    from analysis.outward import one_line

    undone = f"  taken back {record['undone_at'][:16]}" if record["undone_at"] else ""
    mark = f"{record['what']}: {record['before'] or 'own'} → {record['value']}"
    said = f"by {one_line(record['by'])}: “{one_line(record['why'])}”"
    return f"{record['id']}  {record['at'][:16]}  {record['uid']}  {mark}  {said}{undone}"


def _to_be_undone(number: int) -> "tuple[Opened, Any]":
    import storage.corrections
    from cli.opened import open_event
    from storage.tables import Event
    from worker import house

    with house.database().read() as session:
        row = storage.corrections.one(session, number)
        if row is None or row.undone_at:
            sys.exit(f"There is no correction {number} that holds.")
        name = session.get_one(Event, row.event_id).name
        session.expunge(row)
    return open_event(name), row


def _post_in_event(uid: str, event: str) -> "tuple[Opened, int]":
    """The post's number, and the event: the one that is named, or the only one that holds the post."""
    import storage.posts
    from cli.opened import open_event
    from digests import explaining
    from storage.tables import Event
    from worker import house

    number = explaining.number_of(uid)
    with house.database().read() as session:
        ids = storage.posts.events_of(session, number) if number is not None else []
        names = sorted(session.get_one(Event, each).name for each in ids)
    if number is None or not names:
        sys.exit(f"There is no post {uid!r} here. Names look like x:1491234567890123456 or reddit:t1_abc123.")
    if event and event not in names:
        sys.exit(f"The post is not in the event {event}; it is in {', '.join(names)}.")
    if not event and len(names) > 1:
        sys.exit(f"The post is in several events; name one: --event {' or '.join(names)}")
    return open_event(event or names[0]), number


def _wishes(opened: "Opened", number: int, words: Sequence[str]) -> "Iterator[Wish]":
    """The marks as they were typed. Words that are no mark are named."""
    from worker.correcting import Wish

    simple = {
        "reacting": Wish("voice", "reacting"),
        "passing-on": Wish("voice", "passing on"),
        "official": Wish("voice", "official"),
        "unclear": Wish("voice", "unclear"),
        "off-topic": Wish("topic", "off"),
        "on-topic": Wish("topic", "on"),
        "quoted-or-sarcastic": Wish("tone", "quoted"),
        "not-same": Wish("text", str(number)),
    }
    left = list(words)
    while left:
        word = left.pop(0)
        if word in simple:
            yield simple[word]
        elif word == "theme" and len(left) >= 2 and left[1] in ("yes", "no"):
            yield _theme_wish(opened, left.pop(0), left.pop(0))
        elif word == "same-text-as" and left:
            yield Wish("text", _text_of(opened, left.pop(0)))
        else:
            raise typer.BadParameter(f"{word!r} is no mark, or lacks its words; there is: {MARKS}", param_hint="MARKS")


def _theme_wish(opened: "Opened", name: str, value: str) -> "Wish":
    from worker.correcting import Wish

    names = [theme.name for theme in opened.file.themes]
    if name not in names:
        raise typer.BadParameter(f"the event has no such theme; it has: {', '.join(names)}", param_hint="MARKS")
    return Wish(f"theme {name}", value)


def _text_of(opened: "Opened", uid: str) -> str:
    """What stands for the text of the other post."""
    import storage.posts
    from digests import explaining

    other = explaining.number_of(uid)
    with opened.database.read() as session:
        member = storage.posts.member(session, opened.id, other) if other is not None else None
    if member is None:
        raise typer.BadParameter(f"there is no post {uid!r} in the event", param_hint="same-text-as")
    keys = (member["same_text"], member["text_key"], member["post_id"])
    return str(next(key for key in keys if key is not None))


def _show(effects: "Iterable[Effect]") -> None:
    found = list(effects)
    print("On the day of the post:" if found else "No figure of the post's day changes.")
    told = [effect for effect in found if not _is_slight(effect)]
    if len(told) < len(found):
        print(f"  {len(found) - len(told)} shares, by less than 0.1 points")
    for effect in told:
        print(f"  {effect.name}: {_spelt(effect, before=True)} → {_spelt(effect, before=False)}")


def _is_slight(effect: "Effect") -> bool:
    """A share that changes only because there is a post more or less to share in."""
    if not effect.name.startswith("share") or effect.before.value is None or effect.after.value is None:
        return False
    parts = [
        round(figure.value * (figure.n or 0)) for figure in (effect.before, effect.after) if figure.value is not None
    ]
    return parts[0] == parts[1] and not _differ(effect, 100, 1)


def _spelt(effect: "Effect", *, before: bool) -> str:
    figure = effect.before if before else effect.after
    if figure.value is None:
        return "unknown"
    if effect.name.startswith("share"):
        digits = next((digits for digits in (1, 2) if _differ(effect, 100, digits)), 3)
        return f"{figure.value * 100:.{digits}f}" + ("" if before else " %")
    if effect.name.startswith("word tone"):
        digits = next((digits for digits in (2, 3) if _differ(effect, 1, digits)), 4)
        return f"{figure.value:+.{digits}f}"
    return f"{figure.value:,.0f}"


def _differ(effect: "Effect", scale: float, digits: int) -> bool:
    """Whether so many digits show the change."""
    return round((effect.before.value or 0) * scale, digits) != round((effect.after.value or 0) * scale, digits)


def _count_again(opened: "Opened") -> None:
    from cli.opened import now
    from worker import rebuilding

    rebuilding.rebuild(opened.database, opened.id, clock=now)
