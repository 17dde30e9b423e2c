"""Numbers as bytes that say what they are: a mark, a version, and a checksum, so that damage is noticed."""

import array
import struct
import sys
import zlib
from collections.abc import Sequence

MARK, VERSION = b"GSD", 1
HEAD = struct.Struct("<3sBII")  # mark, version, how many numbers, checksum of what follows
MOST = 100_000


class DamagedState(ValueError):
    """The bytes are not a whole state of this version; the message says in what way. The remedy is a replay."""


def pack(numbers: Sequence[float]) -> bytes:
    """The numbers exactly, in a form that does not depend on the machine."""
    values = array.array("d", numbers)
    if sys.byteorder == "big":
        values.byteswap()
    body = zlib.compress(values.tobytes(), 1)
    return HEAD.pack(MARK, VERSION, len(values), zlib.crc32(body)) + body


def unpack(state: bytes) -> list[float]:
    """The numbers that `pack` was given. Raises DamagedState."""
    if len(state) < HEAD.size:
        raise DamagedState("the stored state is cut short")
    mark, version, count, checksum = HEAD.unpack_from(state)
    body = state[HEAD.size :]
    if mark != MARK or count > MOST:
        raise DamagedState("the stored state is not one of a detector")
    if version != VERSION:
        raise DamagedState(f"the stored state has version {version}, this program writes {VERSION}")
    if zlib.crc32(body) != checksum:
        raise DamagedState("the stored state is damaged: its checksum does not fit")
    return _values(body, count)


def _values(body: bytes, count: int) -> list[float]:
    try:
        plain = zlib.decompressobj().decompress(body, 8 * count + 1)
    except zlib.error:
        raise DamagedState("the stored state is damaged: it does not unpack") from None
    if len(plain) != 8 * count:
        raise DamagedState("the stored state is damaged: its length does not fit")
    values = array.array("d", plain)
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


class Numbers:
    """Numbers that are taken one part after the other."""

    def __init__(self, numbers: list[float]) -> None:
        self._numbers, self._at = numbers, 0

    def take(self, count: int) -> list[float]:
        """The next so many. Raises DamagedState when there are fewer."""
        self.check(self._at + count <= len(self._numbers))
        self._at += count
        return self._numbers[self._at - count : self._at]

    def rest(self) -> list[float]:
        return self._numbers[self._at :]

    def check(self, fits: bool) -> None:
        if not fits:
            raise DamagedState("the stored state is damaged: its parts do not fit")
