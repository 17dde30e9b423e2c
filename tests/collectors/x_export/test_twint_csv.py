"""twint: any choice of columns, local times, kinds by conversation."""

import pathlib

from collectors.x_export.twint_csv import TWINT
from tests.collectors.tables import columns, content_of, iso, own_id, read, told
from tests.making import at


def test_few_columns_are_enough_and_the_ids_clock_is_used(tmp_path: pathlib.Path) -> None:
    header, rows = columns(30, id=own_id, created_at=lambda n: iso(n, 2) + " CEST", username="demo", tweet=told)
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.format == TWINT.name
    assert found.warnings == ()  # 2 h ahead is what CEST means
    assert posts[3].created_at.replace(microsecond=0) == at(3)


def test_a_day_and_a_clock_in_local_time_are_set_right_where_the_id_is_damaged(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        40,
        id=own_id,
        date=lambda n: iso(n, 3)[:10],
        time=lambda n: iso(n, 3)[11:],
        timezone="+0300",
        username="demo",
        tweet=told,
        likes_count=1,
    )
    rows[5][0] = "1.9E+18"
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert any("+3.0 h" in warning for warning in found.warnings)
    assert any("line 7 first" in warning for warning in found.warnings)
    assert posts[5].created_at == at(5)


def test_a_post_of_another_conversation_is_a_reply(tmp_path: pathlib.Path) -> None:
    header, rows = columns(5, id=own_id, conversation_id=own_id(99), username="demo", tweet=told, retweet="False")
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert {post.kind for post in posts} == {"reply"}
