"""Texts that came in and are to be compared, their marks, the links between nearly same ones, and the clusters.

Of a mark that very many texts have, only the texts with the smallest keys are compared with all others. Keys are
hashes, so which these are does not depend on who came first: the links are a function of the texts alone.
"""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert_many, insert_new, pieces
from storage.tables import Correction, DirtyMinute, Membership, Post, PostText, TextCluster, TextDue, TextLink, TextMark
from storage.tables.columns import table

due, mark, link, cluster = table(TextDue), table(TextMark), table(TextLink), table(TextCluster)
post, text, membership, dirty = table(Post), table(PostText), table(Membership), table(DirtyMinute)
correction = table(Correction)
Link = tuple[int, int]
wanted = sa.Table(
    "wanted",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("mark", sa.BigInteger),
    prefixes=["TEMPORARY"],
)


def ask(session: Session, keys: Iterable[int | None]) -> None:
    """Has texts compared; what was compared before costs nothing."""
    insert_many(session, due, [(key,) for key in sorted({key for key in keys if key is not None})], ("text_key",))


def is_due(session: Session) -> bool:
    return session.execute(sa.select(due.c.id).limit(1)).first() is not None


def how_many_due(session: Session) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(due)).scalar_one())


def take_due(session: Session, most: int) -> tuple[int, dict[int, str], set[int]]:
    """Takes texts off the list: how many entries, the texts by key, and the keys that no post with a text has now."""
    oldest = sa.select(due.c.id).order_by(due.c.id).limit(most).scalar_subquery()
    keys = list(session.execute(sa.delete(due).where(due.c.id.in_(oldest)).returning(due.c.text_key)).scalars())
    _want(session, dict.fromkeys(keys))
    first = (
        sa.select(wanted.c.number, sa.func.min(post.c.id).label("id"))
        .join(post, post.c.text_key == wanted.c.number)
        .join(text, text.c.post_id == post.c.id)
        .group_by(wanted.c.number)
        .subquery()
    )
    rows = session.execute(sa.select(first.c.number, text.c.text).join(text, text.c.post_id == first.c.id))
    found = {row.number: row.text for row in rows}
    return len(keys), found, set(keys) - found.keys()


def known(session: Session, first_marks: Mapping[int, int]) -> set[int]:
    """Those of the texts that were compared before and are in a cluster; given with a mark of each. A text in none may
    have been gone for a time, and is compared again."""
    _want(session, first_marks)
    same = sa.and_(mark.c.mark == wanted.c.mark, mark.c.text_key == wanted.c.number)
    query = sa.select(wanted.c.number).join(mark, same).join(cluster, cluster.c.text_key == wanted.c.number)
    return set(session.execute(query).scalars())


def _want(session: Session, numbers: Mapping[int, int | None]) -> None:
    """Fills the temporary table with numbers that the next queries are about: many more than fit into a statement."""
    wanted.create(session.connection(), checkfirst=True)
    session.execute(sa.delete(wanted))
    insert_many(session, wanted, sorted(numbers.items()))


def texts(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """A text for each key that a post still has; all posts with one key have the same words."""
    found: dict[int, str] = {}
    for some in pieces(keys):
        query = sa.select(post.c.text_key, text.c.text).join(text, text.c.post_id == post.c.id)
        found.update((row.text_key, row.text) for row in session.execute(query.where(post.c.text_key.in_(some))))
    return found


def add_marks(session: Session, marks: Mapping[int, Sequence[int]]) -> None:
    insert_many(session, mark, sorted((number, key) for key, own in marks.items() for number in own))


def limits(session: Session, marks: Iterable[int], most: int) -> dict[int, int]:
    """Of marks that `most` texts or more have: the key of the last text that is compared with all others."""
    _want(session, dict.fromkeys(marks))
    last = (
        sa.select(mark.c.text_key)
        .where(mark.c.mark == wanted.c.number)
        .order_by(mark.c.text_key)
        .offset(most - 1)
        .limit(1)
        .scalar_subquery()
    )
    every = sa.select(wanted.c.number, last.label("last")).subquery()
    rows = session.execute(sa.select(every.c.number, every.c.last).where(every.c.last.is_not(None)))
    return {row.number: row.last for row in rows}


def holders(session: Session, but_not: Sequence[int]) -> dict[int, list[int]]:
    """Of the marks that `limits` was asked of last, but not of some: the keys of all texts that have one, smallest
    first. Marks that only one text has are left out."""
    for some in pieces(but_not):
        session.execute(sa.delete(wanted).where(wanted.c.number.in_(some)))
    found: dict[int, list[int]] = {}
    several = sa.select(mark.c.mark).join(wanted, wanted.c.number == mark.c.mark)
    several = several.group_by(mark.c.mark).having(sa.func.count() > 1)
    query = sa.select(mark.c.mark, mark.c.text_key).where(mark.c.mark.in_(several))
    for number, key in session.execute(query.order_by(mark.c.mark, mark.c.text_key)):
        found.setdefault(number, []).append(key)
    return found


def first_holders(session: Session, last: Mapping[int, int]) -> dict[int, list[int]]:
    """The keys of the texts that have a mark, up to the last one given for it."""
    found = {}
    for number, key in sorted(last.items()):
        query = sa.select(mark.c.text_key).where(mark.c.mark == number, mark.c.text_key <= key)
        found[number] = list(session.execute(query.order_by(mark.c.text_key)).scalars())
    return found


def links_from(session: Session, keys: Sequence[int]) -> list[Link]:
    """The links in which one of these keys is the smaller one."""
    found: list[Link] = []
    for some in pieces(keys):
        found.extend(
            (row.text_key, row.other) for row in session.execute(sa.select(link).where(link.c.text_key.in_(some)))
        )
    return found


def links_of(session: Session, keys: Iterable[int]) -> list[Link]:
    found: set[Link] = set()
    for some in pieces(sorted(keys)):
        for end in (link.c.text_key, link.c.other):
            found.update((row.text_key, row.other) for row in session.execute(sa.select(link).where(end.in_(some))))
    return sorted(found)


def around(session: Session, keys: Iterable[int]) -> set[Link]:
    """All links of these texts, of those they are linked with, and so on."""
    found: set[Link] = set()
    known: set[int] = set()
    ahead = sorted(keys)
    while ahead:
        known.update(ahead)
        new = links_of(session, ahead)
        found.update(new)
        ahead = sorted({key for pair in new for key in pair} - known)
    return found


def add_links(session: Session, links: Sequence[Link]) -> None:
    insert_new(session, link, [{"text_key": one, "other": other} for one, other in sorted(links)])


def drop_links(session: Session, links: Sequence[Link]) -> None:
    for one, other in links:
        session.execute(sa.delete(link).where(link.c.text_key == one, link.c.other == other))


def clusters_of(session: Session, keys: Sequence[int]) -> dict[int, int]:
    """The clusters of those of the texts that are in one, by key."""
    found: dict[int, int] = {}
    for some in pieces(keys):
        query = sa.select(cluster).where(cluster.c.text_key.in_(some))
        found.update((row.text_key, row.cluster) for row in session.execute(query))
    return found


def put(session: Session, changed: Mapping[int, int | None]) -> None:
    """Puts texts into clusters, or takes them out (None), and has the minutes of their posts counted again."""
    keys = sorted(changed)
    for some in pieces(keys):
        session.execute(sa.delete(cluster).where(cluster.c.text_key.in_(some)))
    insert_new(
        session, cluster, [{"text_key": key, "cluster": changed[key]} for key in keys if changed[key] is not None]
    )
    m = membership.c
    members = sa.select(m.event_id, m.minute).distinct().order_by(m.event_id, m.minute)
    own = members.join(post, post.c.id == m.post_id)
    said = members.join(correction, sa.and_(correction.c.event_id == m.event_id, correction.c.post_id == m.post_id))
    said = said.where(correction.c.what == "text")
    for some in pieces(keys):
        for minutes in (own.where(post.c.text_key.in_(some)), said.where(m.same_text.in_(some))):
            session.execute(sa.insert(dirty).from_select(["event_id", "minute"], minutes))
