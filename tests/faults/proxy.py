"""A TCP proxy between the product and its database, broker or far end, that breaks connections in every way asked for."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Literal

Mode = Literal["pass", "stall", "reset", "refuse", "slow", "half"]
PIECE = 65536


class Proxy:
    """`mode` holds for all connections from the moment it is set: `stall` keeps them open and moves nothing, `reset` ends
    them with RST, `refuse` closes new ones at once, `slow` moves some bytes at a time, `half` swallows the answers."""

    def __init__(self, to: tuple[str, int] | str) -> None:
        self.to, self.mode = to, "pass"
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.open: set[socket.socket] = set()
        self._closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, mode: Mode) -> None:
        self.mode = mode
        if mode == "reset":
            for each in list(self.open):
                _reset(each)

    def close(self) -> None:
        self._closing.set()
        self.mode = "refuse"
        for each in [*self.open, self.server]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        if self.mode in ("refuse", "reset"):
            _reset(near)
            return
        try:
            far = _connect(self.to)
        except OSError:
            near.close()
            return
        self.open |= {near, far}
        back = threading.Thread(target=self._move, args=(far, near, True), daemon=True)
        back.start()
        self._move(near, far, False)
        back.join()
        self.open -= {near, far}
        near.close()
        far.close()

    def _move(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(64 if self.mode == "slow" else PIECE):
                while self.mode == "stall" and not self._closing.is_set():
                    time.sleep(0.02)
                if self.mode == "half" and is_answer:
                    continue
                if self.mode == "slow":
                    time.sleep(0.002)
                target.sendall(piece)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def _connect(to: tuple[str, int] | str) -> socket.socket:
    if isinstance(to, str):
        opened = socket.socket(socket.AF_UNIX)
        opened.connect(to)
        return opened
    return socket.create_connection(to)


def _reset(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
        connection.close()


@contextlib.contextmanager
def proxy(to: tuple[str, int] | str) -> Iterator[Proxy]:
    opened = Proxy(to)
    try:
        yield opened
    finally:
        opened.close()
