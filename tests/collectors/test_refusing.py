"""A table that is refused is named, with what it lacks and what can be done."""

import pathlib

import pytest

from collectors.base import FileRefused
from tests.collectors.tables import columns, content_of, own_id, recognised, told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (content_of(["text", "label"], [[told(n), 1] for n in range(9)]), "neither ids nor times"),
        (content_of(["tweet_id", "user_id"], [[own_id(n), 5] for n in range(9)]), "hydrated"),
        ("id\n" + "".join(own_id(n) + "\n" for n in range(9)), "hydrated"),
        ("id,text,created_at\n", "a header and no rows"),
        (content_of(["id", "text"], [[f"{int(own_id(n)):.5E}", told(n)] for n in range(9)]), r"damaged like 1\.5E\+18"),
        (content_of(["date", "text"], [["03/04/22 10:00", told(n)] for n in range(9)]), "mapping file"),
        (content_of(["Vertex", "In-Degree", "Tweets"], [["demo", 1, n] for n in range(9)]), "sheet of edges"),
        (content_of(*columns(9, username="demo", followers=3, following=2)), "user accounts"),
    ],
)
def test_a_refusal_says_what_the_table_is_or_lacks(tmp_path: pathlib.Path, content: str, said: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(content)
    with pytest.raises(FileRefused, match=said):
        recognised(path)
