"""Tar archives as streams: their members one after the other, without seeking and without writing to disk."""

import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from collectors.base import FileCut

MARK_AT = 257
MOST_MEMBERS = 100_000

Read = Callable[[int], bytes]


def is_tar(start: bytes) -> bool:
    """Whether an unpacked stream that begins so is a tar archive."""
    return start[MARK_AT : MARK_AT + 5] == b"ustar"


def members(chunks: Iterator[bytes]) -> Iterator[tuple[str, int, Read]]:
    """The files of a tar archive in order: name, size, and how to read it (before the next one is asked for). Raises
    FileCut where the archive ends too early."""
    try:
        with tarfile.open(fileobj=_Stream(chunks), mode="r|") as archive:
            for number, info in enumerate(archive):
                archive.members = []  # type: ignore[attr-defined]  # else it remembers them all
                if number >= MOST_MEMBERS:
                    raise FileCut(f"the archive has more than {MOST_MEMBERS:,} members")
                if info.isfile() and (file := archive.extractfile(info)):
                    yield info.name, info.size, _reading(file)
    except (tarfile.TarError, EOFError, zlib.error, ValueError) as error:
        raise FileCut(f"the tar archive ends too early or is damaged ({error})") from None


def _reading(file: IO[bytes]) -> Read:
    def read(size: int) -> bytes:
        try:
            return file.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise FileCut(f"the tar archive ends too early ({error})") from None

    return read


class _Stream(io.RawIOBase):
    """Chunks as the file that tarfile wants. A cut of what the chunks come from goes through as it is."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._rest = chunks, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces, got = [self._rest], len(self._rest)
        while size < 0 or got < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            pieces.append(chunk)
            got += len(chunk)
        whole = b"".join(pieces)
        if size < 0:
            size = len(whole)
        self._rest = whole[size:]
        return whole[:size]
