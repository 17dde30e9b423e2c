"""Quotes: three kinds of each theme, of different people, and what is shown where posts may not be quoted."""

from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

import storage.deletions
import storage.retention
from cli.main import app
from digests.context import gather
from digests.quoting import kinds
from storage.database import Database
from storage.tables.identity import post_number
from tests.conftest import EVENT, NOW
from tests.digests.conftest import STRIKE_DAY, Bring, Make, part, said
from tests.making import comment

PLAIN = """
My aunt in Kharkiv says the world must act before winter comes back
The world must act for Kharkiv, nobody sleeps on our floor
Tell every minister you know: the world must act, Kharkiv cannot wait
How long, Kharkiv? The world must act or say that it will not
Writing from the tram: the world must act while Kharkiv still answers
I phoned Kharkiv today and heard only this: the world must act
Kharkiv again, and once more the world must act and only talks
Two sentences from my neighbour, Kharkiv burns and the world must act
""".strip().splitlines()
RISES = """
Candles at midnight in Kharkiv, what resilience on our street
Somebody lit candles at midnight, resilient Kharkiv, my dear friends
We saw candles at midnight from the bridge, Kharkiv is so resilient
Children drew candles at midnight, I call that resilience in Kharkiv
Her resilience moved me: candles at midnight beside the Kharkiv station
They set candles at midnight under trees, resilient old Kharkiv
Never such resilience, with candles at midnight all over Kharkiv parks
Kharkiv stairs full of candles at midnight and of quiet resilience
Brother sent pictures, candles at midnight, Kharkiv people are resilient
Our teacher carried candles at midnight; resilient Kharkiv, resilient her
""".strip().splitlines()
UID = "reddit:t1_c00001"


def quiet_words(number: int) -> str:
    """Eight made-up words that no other number has."""
    return " ".join(f"{first}{number}{last}" for first, last in zip("abcdefgh", "klmnoprs", strict=True))


def voices() -> list[Any]:
    """Plain posts of a theme, one that negates it, and one with a phrase that rises; quiet days before."""
    before = [
        comment(
            500 + n, f"I was in Kharkiv and they told me {quiet_words(n)}", minutes=-300 - 190 * n, author=f"quiet_{n}"
        )
        for n in range(60)
    ]
    plain = [
        comment(n, text, minutes=n, author=f"plain_{n}", subreddit=f"place{n % 3}")
        for n, text in enumerate(PLAIN, start=1)
    ]
    against = comment(
        50, "No, not that the world must act: leave Kharkiv be, that is my view", minutes=30, author="no_1"
    )
    rises = [comment(60 + n, text, minutes=40 + n, author=f"up_{n}") for n, text in enumerate(RISES)]
    return [*before, *plain, against, *rises]


@pytest.fixture
def made(event_file: Any, bring_to: Bring, make: Make) -> Any:
    def made(top: str = "", **more: Any) -> Any:
        event_file(f"{top}\n{EVENT}")
        return make(bring_to("strike", *voices()), **more)

    return made


def abouts(made: Any) -> list[str]:
    return [each["about"] for each in part(made, "quotes")["parts"] if each["kind"] == "quote"]


def test_a_theme_has_a_typical_and_a_dissenting_quote_that_say_why(made: Any) -> None:
    found = abouts(made())
    assert any(each.startswith("typical of “the world must act”: Reddit r/place") for each in found)
    (against,) = [each for each in found if each.startswith("dissenting of “the world must act”")]
    assert "negates the words of the theme; not checked since import" in against


def test_a_rising_quote_holds_a_phrase_that_rises(made: Any) -> None:
    found = made()
    (risen,) = [each for each in part(found, "quotes")["parts"] if "rising of “resilience”" in each.get("about", "")]
    phrase = risen["about"].split("“")[2].split("”")[0]
    assert phrase in found.numbers["quotes"][str(risen["slot"])].lower()


def test_the_first_screen_hears_which_kinds_there_are(made: Any, database: Database) -> None:
    import storage.events

    made()
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        file = storage.events.revision_of(session, event)
        context = gather(session, event, file, STRIKE_DAY, {}, now=NOW)
        assert kinds(context) == ["typical", "dissenting", "rising"]


def test_the_order_of_the_files_changes_no_quote(event_file: Any, bring_to: Bring, make: Make, made: Any) -> None:
    first = made().numbers["quotes"]
    again = make(bring_to("strike", *reversed(voices())), remake=True).numbers["quotes"]
    assert again == first


def test_where_posts_may_not_be_quoted_only_what_is_known_of_them_is_shown(made: Any) -> None:
    found = made('quotes = "paraphrase"')
    assert abouts(found) == []
    for form in (found.html, found.text, found.markdown, str(found.numbers)):
        assert "from the tram" not in form
        assert "leave Kharkiv be" not in form
    assert " words, English; shares most words with the posts of its theme" in said(found, "quotes")
    assert "for those with access: groundswell explain reddit:t1_c000" in said(found, "quotes")


def test_there_may_be_no_quotes_at_all(made: Any) -> None:
    found = made('quotes = "none"')
    assert part(found, "quotes")["parts"] == []
    assert "from the tram" not in found.text


def translated(words: str, *more: str) -> Any:
    return CliRunner().invoke(app, ["quotes", "translate", UID, words, *more])


def test_what_a_person_typed_stands_beside_the_post_with_initials_and_goes_with_it(
    made: Any, database: Database, fixed_clock: None
) -> None:
    before = made()
    number = post_number("reddit", f"t1_c{_typical(before)}")
    assert number is not None
    assert (
        CliRunner()
        .invoke(
            app,
            ["quotes", "translate", _uid(before), "Die Welt, sagt @jemand, muss handeln", "--to", "de", "--by", "AB"],
        )
        .exit_code
        == 0
    )
    found = made(remake=True)
    assert "Die Welt, sagt @…, muss handeln" in found.text
    assert any("in other words, German, typed by AB on 21 Apr 2025" in each for each in abouts(found))
    with database.write() as session:
        storage.deletions.bury(session, [number], "deleted", now=NOW)
        storage.deletions.empty(session, [number])
    gone = made()
    assert "Die Welt" not in gone.text
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from translation")).scalar() == 0


def _uid(made: Any) -> str:
    return f"reddit:t1_c{_typical(made)}"


def _typical(made: Any) -> str:
    """The five digits of the post that is quoted as typical."""
    url = next(
        each["url"] for each in part(made, "quotes")["parts"] if each.get("about", "").startswith("typical of “the")
    )
    return str(url).rstrip("/").rsplit("c", 1)[1]


def test_texts_that_are_let_go_by_age_take_their_translations_along(made: Any, database: Database) -> None:
    made()
    translated("so it is said", "--by", "AB")
    number = post_number("reddit", "t1_c00001")
    assert number is not None
    with database.write() as session:
        assert session.execute(sa.text("select count(*) from translation")).scalar() == 1
        storage.retention.let_go(session, [number])
        assert session.execute(sa.text("select count(*) from translation")).scalar() == 0


def test_only_posts_that_are_here_can_be_translated_and_somebody_has_to_sign(made: Any) -> None:
    made()
    assert CliRunner().invoke(app, ["quotes", "translate", "reddit:t1_zzz", "words", "--by", "AB"]).exit_code == 1
    assert translated("words", "--by", " ").exit_code == 2
    assert translated("words", "--by", "AB", "--to", "German").exit_code == 2


def test_the_quotes_of_a_digest_are_listed_with_whether_they_stand(made: Any, database: Database) -> None:
    quoted = _uid(made())
    listed = CliRunner().invoke(app, ["quotes", "list", "strike"]).output
    assert f"{quoted}  stands in the digest" in listed
    with database.write() as session:
        session.execute(sa.text("update quote set text = null"))
    assert f"{quoted}  deleted since" in CliRunner().invoke(app, ["quotes", "list", "strike"]).output
