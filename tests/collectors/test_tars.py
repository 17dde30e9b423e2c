"""Tar archives: few members apart, many as one stream, and what is damaged costs itself."""

import bz2
import gzip
import io
import json
import pathlib
import tarfile

import pytest

from collectors import READERS, opening, reading, recognising
from collectors.base import FileCut
from storage.tables import NewPost
from tests.collectors.x_export.test_api_v11 import status
from tests.making import tweet


def packed(path: pathlib.Path, members: dict[str, bytes], mode: str = "w") -> pathlib.Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def minute(number: int) -> bytes:
    lines = [{"delete": {"status": {"id_str": str(number + 1)}}}, {**status(number, f"in minute {number}")}]
    return bz2.compress("".join(json.dumps(line) + "\n" for line in lines).encode())


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_few_members_are_files_of_their_own(tmp_path: pathlib.Path, mode: str) -> None:
    later = gzip.compress(json.dumps({"data": tweet(1, "v2"), "matching_rules": []}).encode())
    path = packed(tmp_path / "x", {"00/01.json.bz2": minute(1), "00/02.json.gz": later, "._hidden": b"x"}, mode)
    members = opening.members(path)
    assert [member.name for member in members] == ["00/01.json.bz2", "00/02.json.gz"]
    assert ["v1.1" in recognising.recognise(member, READERS).format for member in members] == [True, False]


def test_many_members_are_one_stream(tmp_path: pathlib.Path) -> None:
    path = packed(tmp_path / "x", {f"{number:03}.json.bz2": minute(number) for number in range(120)})
    (member,) = opening.members(path)
    claim = recognising.recognise(member, READERS)
    reader = READERS[claim.layout["reader"]]
    found = [each.outcome for unit in reading.read(member, reader, claim.layout) for each in unit.records]
    assert len([each for each in found if isinstance(each, NewPost)]) == 120
    assert found[0].native_id == "1"


def test_a_damaged_member_costs_its_own_rest_and_is_named_at_the_end(tmp_path: pathlib.Path) -> None:
    members = {f"{number:03}.json.bz2": minute(number) for number in range(120)}
    members["050.json.bz2"] = members["050.json.bz2"][:60]
    (member,) = opening.members(packed(tmp_path / "x", members))
    lines = b""
    with pytest.raises(FileCut, match=r"050\.json\.bz2"):
        for chunk in member.chunks():
            lines += chunk
    assert lines.count(b"in minute") == 119


def test_a_tar_archive_that_was_cut_says_so(tmp_path: pathlib.Path) -> None:
    path = packed(tmp_path / "x", {f"{number:03}.json": b'{"a": 1}\n' * 200 for number in range(120)})
    path.write_bytes(path.read_bytes()[:150_000])
    (member,) = opening.members(path)
    with pytest.raises(FileCut):
        list(member.chunks())
