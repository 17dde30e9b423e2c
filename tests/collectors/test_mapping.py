"""Mapping files: what a person says of a file is checked with the fault named, and then done."""

import contextlib
import pathlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import mapping
from collectors.base import FileRefused, Head, Recognised
from storage.tables import NewPost
from tests.collectors.tables import columns, content_of, iso, outcomes, own_id, read, recognised, told
from tests.making import at, comment, write_lines

COLUMNS = '[columns]\ntext = "was"\ntime = "wann"\n'


def odd_file(path: pathlib.Path, said: str) -> str:
    path.with_name(path.name + ".map.toml").write_text(said)
    return content_of(*columns(5, wann=lambda n: iso(n, 3), was=told, wer="demo"), delimiter="~")


def test_a_file_is_read_as_its_mapping_says(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "posts.txt"
    said = 'delimiter = "~"\nzone = "Europe/Kyiv"\n' + COLUMNS + 'author_name = "WER"\n'
    found, posts, _ = read(path, odd_file(path, said))
    assert found.format == "read as posts.txt.map.toml says"
    assert (posts[1].created_at, posts[1].created_how) == (at(1), "stated")
    assert posts[1].author_name == "demo"


def test_a_table_without_a_header_goes_by_numbers(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "posts.csv"
    content = "".join(f"{own_id(n)};{told(n)}\n" for n in range(6))
    with pytest.raises(FileRefused, match="no header"):
        read(path, content)
    (tmp_path / "posts.csv.map.toml").write_text("header_line = 0\n[columns]\nid = 1\ntext = 2\n")
    _, posts, _ = read(path, content)
    assert [post.native_id for post in posts] == [own_id(n) for n in range(6)]


def test_a_folders_mapping_speaks_for_the_files_that_have_its_columns(tmp_path: pathlib.Path) -> None:
    (tmp_path / "folder.map.toml").write_text(COLUMNS)
    found, posts, _ = read(tmp_path / "a.csv", content_of(*columns(5, wann=iso, was=told)))
    assert (found.format, len(posts)) == ("read as folder.map.toml says", 5)
    found, posts, _ = read(tmp_path / "b.csv", content_of(*columns(5, id=own_id, text=told)))
    assert (found.layout["reader"], len(posts)) == ("by meaning", 5)


def test_json_goes_by_paths(tmp_path: pathlib.Path) -> None:
    (tmp_path / "f.json.map.toml").write_text('[columns]\nid = "key"\ntext = "inner.words"\n')
    path = write_lines(tmp_path / "f.json", [{"key": own_id(n), "inner": {"words": told(n)}} for n in range(4)])
    _, posts = outcomes(path)
    assert [post.text for post in posts if isinstance(post, NewPost)] == [told(n) for n in range(4)]


def test_a_table_can_be_said_to_be_reddits(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "f.csv"
    (tmp_path / "f.csv.map.toml").write_text('platform = "reddit"\n[columns]\nid = "key"\ntext = "words"\ntime = "t"\n')
    _, posts, _ = read(path, content_of(*columns(4, key=lambda n: f"abc{n}1", words=told, t=iso)))
    assert (posts[0].platform, posts[0].native_id, posts[0].text) == ("reddit", "t1_abc01", told(0))
    assert comment(1, "x")["name"].startswith("t1_")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("[columns", "Expected"),
        ("", "columns"),
        ("colour = 1\n" + COLUMNS, "'colour' is no key"),
        ('[columns]\ntext = "a"\nheart = "b"\n', "'heart' is no meaning"),
        ('[columns]\ntext = "a"\n', "id, url or time"),
        ('[columns]\nid = "a"\n', "needs text"),
        ('delimiter = ";;"\n' + COLUMNS, "delimiter"),
        ('encoding = "klingon"\n' + COLUMNS, "'klingon' is no encoding"),
        ('encoding = "base64"\n' + COLUMNS, "no encoding"),
        ("header_line = -1\n" + COLUMNS, "header_line"),
        ('zone = "Kharkiv"\n' + COLUMNS, "'Kharkiv' is no time zone"),
        ('zone = "../etc"\n' + COLUMNS, "no time zone"),
        ('dates = "today"\n' + COLUMNS, "dates is one of"),
        ('platform = "mastodon"\n' + COLUMNS, "platform is one of"),
        ("[columns]\ntext = true\ntime = 1\n", "columns.text"),
    ],
)
def test_a_fault_is_named_with_the_file_it_is_in(said: str, fault: str) -> None:
    with pytest.raises(FileRefused, match=fault) as refused:
        mapping.parse(said.encode(), "f.csv.map.toml")
    assert str(refused.value).startswith("f.csv.map.toml: ")


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "f.csv"
    with pytest.raises(FileRefused, match=r"time = 'when'.*It has: wann, was, wer"):
        read(path, odd_file(path, 'delimiter = "~"\n[columns]\ntext = "was"\ntime = "when"\n'))


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_no_mapping_file_ever_breaks_the_reader(content: bytes) -> None:
    with contextlib.suppress(FileRefused):
        assert isinstance(mapping.parse(content, "f"), mapping.Said)


def test_a_draft_of_a_recognised_file_reads_it_the_same_way(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "f.csv"
    content = content_of(*columns(20, id=own_id, text=told, created_at=iso, username="demo"), delimiter=";")
    found, before, _ = read(path, content)
    head = Head("rows", [], tuple(found.layout["header"]), table=found.layout)
    (tmp_path / "f.csv.map.toml").write_text(mapping.draft(head, found))
    again, after, _ = read(path, content)
    assert again.format == "read as f.csv.map.toml says"
    assert after == before


names = st.text(max_size=12)


@given(st.lists(names, min_size=1, max_size=5), names)
def test_a_draft_of_a_refused_file_is_a_toml_file_that_lacks_columns_only(header: list[str], why: str) -> None:
    head = Head("rows", [], tuple(header), table={"delimiter": ";", "encoding": "utf-8", "header_line": 1})
    with pytest.raises(FileRefused, match=r"\[columns\]"):
        mapping.parse(mapping.draft(head, FileRefused(why)).encode("utf-8", "replace"), "f")


def test_what_follows_from_a_mapping_is_sure(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(odd_file(path, 'delimiter = "~"\n' + COLUMNS))
    found: Any = recognised(path)[1]
    assert isinstance(found, Recognised)
    assert found.sure == 1.0
