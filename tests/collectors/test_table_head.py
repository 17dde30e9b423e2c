"""The beginning of a table: delimiter, quotes, header and line ends are found; what has no header is refused."""

import pathlib

import pytest

from collectors.base import FileRefused
from tests.collectors.tables import columns, content_of, iso, own_id, read, recognised, told

TABLE = columns(30, id=own_id, text=told, created_at=iso, username="demo")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_any_delimiter_and_line_end_gives_the_same_posts(tmp_path: pathlib.Path, delimiter: str, line_end: str) -> None:
    content = content_of(*TABLE, delimiter=delimiter).replace("\n", line_end)
    _, posts, rejected = read(tmp_path / "f", content)
    assert ([post.text for post in posts], rejected) == ([told(n) for n in range(30)], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_any_encoding_gives_the_same_posts(tmp_path: pathlib.Path, encoding: str) -> None:
    header, rows = columns(30, id=own_id, text=lambda n: f"Що люди кажуть, число {n}")
    _, posts, _ = read(tmp_path / "f", content_of(header, rows).encode(encoding))
    assert posts[7].text == "Що люди кажуть, число 7"


def test_quotes_with_backslashes_are_read_so(tmp_path: pathlib.Path) -> None:
    rows = "".join(f'{own_id(n)},"He said \\"what, number {n}\\", loudly",{iso(n)}\n' for n in range(9))
    _, posts, rejected = read(tmp_path / "f", "id,text,created_at\n" + rows)
    assert (posts[3].text, rejected) == ('He said "what, number 3", loudly', [])


def test_quotes_that_a_script_left_as_they_were_are_read_so(tmp_path: pathlib.Path) -> None:
    rows = "".join(f'demo;{iso(n)};"He said "what; number {n}" and " no "";"{own_id(n)}";\n' for n in range(9))
    _, posts, rejected = read(tmp_path / "f", "username;date;text;id;geo\n" + rows)
    assert (posts[3].text, rejected) == ('He said "what; number 3" and " no "', [])


def test_one_row_with_a_quote_too_many_does_not_change_how_the_others_are_read(tmp_path: pathlib.Path) -> None:
    rows = "".join(f'{own_id(n)},"He said ""what"", number {n}",{iso(n)}\n' for n in range(9))
    odd = f'{own_id(10)},"He said "what" here",{iso(10)}\n'
    _, posts, _ = read(tmp_path / "f", "id,text,created_at\n" + rows + odd)
    assert posts[3].text == 'He said "what", number 3'


def test_quotes_that_mean_nothing_are_kept_in_tables_with_tabs(tmp_path: pathlib.Path) -> None:
    rows = "".join(f'{own_id(n)}\t"open quote of number {n}\t{iso(n)}\n' for n in range(9))
    _, posts, rejected = read(tmp_path / "f", "id\ttext\tcreated_at\n" + rows)
    assert (len(posts), posts[3].text, rejected) == (9, '"open quote of number 3', [])


def test_a_header_that_lacks_the_name_of_the_row_names_is_rs(tmp_path: pathlib.Path) -> None:
    header, rows = TABLE
    _, posts, _ = read(tmp_path / "f", content_of(header, [[n, *row] for n, row in enumerate(rows)]))
    assert posts[2].native_id == own_id(2)


@pytest.mark.parametrize(
    "first",
    [
        [own_id(99), "words", "x"],
        ["a", "https://x.com/demo/status/5", "x"],
        ["2025-04-18 02:12:00", "words", "x"],
        ["a", "b", "strike 😢"],
        ["What somebody said at length " * 4, "b", "c"],
    ],
)
def test_a_first_line_that_is_a_row_is_not_eaten_as_a_header(tmp_path: pathlib.Path, first: list[str]) -> None:
    path = tmp_path / "f"
    path.write_text(content_of(first, [[own_id(n), told(n), n] for n in range(9)]))
    with pytest.raises(FileRefused, match="no header"):
        recognised(path)


def test_a_quote_that_swallows_rows_costs_its_own_line_only(tmp_path: pathlib.Path) -> None:
    lines = content_of(*columns(60, id=own_id, text=lambda n: f"number {n}", created_at=iso)).splitlines()
    lines[10] = lines[10].replace("number", '"number')
    lines[40] = lines[40].replace("number", '"number')
    _, posts, rejected = read(tmp_path / "f", "\n".join(lines) + "\n")
    assert [each.reason for each in rejected] == ["a quote opened here never closes"] * 2
    assert len(posts) == 58


def test_a_text_of_several_lines_with_commas_is_one_post(tmp_path: pathlib.Path) -> None:
    header, rows = columns(20, text=lambda n: f'one\n2025-04-18, two, three {n}\n"four"', id=own_id, created_at=iso)
    _, posts, rejected = read(tmp_path / "f", content_of(header, rows))
    assert (len(posts), rejected) == (20, [])


def test_a_row_that_goes_on_for_ever_is_given_up(tmp_path: pathlib.Path) -> None:
    lines = content_of(*columns(300, id=own_id, text=told)).splitlines()
    lines[5] = own_id(4) + ',"never closed'
    filler = ["x" * 600] * 150
    _, posts, rejected = read(tmp_path / "f", "\n".join([*lines[:6], *filler, *lines[6:]]) + "\n")
    assert rejected[0].reason == "a quote opened here never closes"
    assert len(posts) == 299


def test_a_line_of_many_megabytes_costs_itself(tmp_path: pathlib.Path) -> None:
    lines = content_of(*TABLE).splitlines()
    lines[8] = "x" * (40 << 20)
    _, posts, rejected = read(tmp_path / "f", "\n".join(lines) + "\n")
    assert (len(posts), len(rejected)) == (29, 1)
    assert len(rejected[0].raw) <= 10_000
