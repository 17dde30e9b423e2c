"""Receivers that behave badly in every way a test asks for: real sockets on the loopback."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Receiver:
    """Answers each connection with the next of its answers (the last one again and again), and keeps what it got."""

    def __init__(self, *answers: bytes | str) -> None:
        self.answers, self.got = list(answers), list[bytes]()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self._begin(self._serve)

    def _begin(self, work: Any, *arguments: Any) -> None:
        self.threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        self.threads[-1].start()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self._begin(self._answer, connection)

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            self.got.append(_request(connection))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == "hang":
                self.stopping.wait(20)
            elif answer == "trickle":
                for byte in OK * 50:
                    if self.stopping.is_set():
                        return
                    connection.sendall(bytes([byte]))
                    time.sleep(0.05)
            elif answer == "flood":
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                while not self.stopping.is_set():
                    connection.sendall(b"x" * 65536)
            elif isinstance(answer, bytes):
                connection.sendall(answer)  # "die" sends nothing

    def close(self) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for thread in self.threads:
            thread.join(6)


def _request(connection: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            return got
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0)
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def receiver(*answers: Any) -> Iterator[Receiver]:
    opened = Receiver(*(answers or (OK,)))
    try:
        yield opened
    finally:
        opened.close()


def status(code: int, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {code} X", *headers, "Content-Length: 0", "", ""]).encode()
