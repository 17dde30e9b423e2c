"""A broker that can be killed, emptied and filled up: the product's own Valkey server on a port of the loopback."""

import contextlib
import pathlib
import socket
import subprocess
import time
from collections.abc import Iterator

import redis

from worker.broker import server_binary


class Broker:
    """Starts again on the same port as often as it is asked to; without `--appendonly` it forgets all when it dies."""

    def __init__(self, folder: pathlib.Path, *options: str) -> None:
        self.folder, self.options, self.port = folder, options, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(exist_ok=True)
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = [str(server_binary()), "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        command += ["--bind", "127.0.0.1", *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with self.client() as client:
            for _ in range(500):
                with contextlib.suppress(redis.ConnectionError):
                    client.ping()
                    return
                time.sleep(0.01)
        raise AssertionError("the broker did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextlib.contextmanager
    def client(self) -> Iterator["redis.Redis"]:
        client = redis.Redis(port=self.port, socket_timeout=5)
        try:
            yield client
        finally:
            client.close()


@contextlib.contextmanager
def broker(folder: pathlib.Path, *options: str) -> Iterator[Broker]:
    opened = Broker(folder, *options)
    try:
        yield opened
    finally:
        opened.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
