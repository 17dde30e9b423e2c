"""Connects to addresses that a person wrote into a file: only to those of the open internet, unless the host is
listed as one's own. The name is resolved once, and what was checked is what is connected to."""

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.parse
from collections.abc import Mapping, Sequence

from channels.base import ChannelError
from config.settings import settings

LONGEST_ANSWER = 64 * 1024
PORTS = (80, 443, 8080, 8443)
NAT64, SIX_TO_FOUR, TEREDO = (ipaddress.ip_network(n) for n in ("64:ff9b::/96", "2002::/16", "2001::/32"))
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_open(address: Address) -> bool:
    """Whether it is an address of the open internet. Forms that carry an IPv4 address inside are judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None or address in NAT64_LOCAL:
            return False
        inner = _carried(address)
        if inner is not None:
            return is_open(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    number = int(address)
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if number >> 32 == 0:  # the old "compatible" form, and ::1
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if address in NAT64:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if address in SIX_TO_FOUR:
        return ipaddress.IPv4Address(number >> 80 & 0xFFFFFFFF)
    if address in TEREDO:
        return ipaddress.IPv4Address(~number & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int) -> Sequence[tuple[socket.AddressFamily, str]]:
    """The addresses of a host that may be connected to. Raises ChannelError where there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ChannelError(f"the name {host} is not found") from None
    addresses = list(dict.fromkeys((family, str(place[0])) for family, _, _, _, place in found))
    if host.lower() in settings().private_hosts:
        return addresses
    if not all(is_open(ipaddress.ip_address(address)) for _, address in addresses):
        raise ChannelError(
            f"{host} lies inside a private network; if it is yours, list it in GROUNDSWELL_PRIVATE_HOSTS",
            permanent=True,
        )
    return addresses


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, method: str = "POST") -> tuple[int, str]:
    """The status and the wait that the answer asks for. No redirects, no proxy, at most 64 KB of answer. Raises
    ChannelError; once the body went out, whether it arrived is not known."""
    until = time.monotonic() + seconds
    parts = _checked(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connect(host, port, until)
    try:
        if parts.scheme == "https":
            connection = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
        return _exchange(connection, parts, body, headers, until, method)
    except ssl.SSLError as error:
        raise ChannelError(f"{host}: no safe connection ({error.reason or 'TLS'})") from None
    finally:
        connection.close()


def _checked(url: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ChannelError("the address is not a URL", permanent=True) from None
    is_own = (host or "").lower() in settings().private_hosts
    if not host or parts.username or parts.scheme not in ("https", "http"):
        raise ChannelError("the address must be https://host/path, without a name or password", permanent=True)
    if parts.scheme == "http" and not is_own:
        raise ChannelError("plain http is only for hosts listed in GROUNDSWELL_PRIVATE_HOSTS", permanent=True)
    if port is not None and port not in PORTS and not is_own:
        raise ChannelError(f"port {port} is not one of {', '.join(map(str, PORTS))}", permanent=True)
    return parts


def _connect(host: str, port: int, until: float) -> socket.socket:
    fault: OSError | None = None
    for family, address in resolve(host, port):
        connection = socket.socket(family, socket.SOCK_STREAM)
        connection.settimeout(_left(until))
        try:
            connection.connect((address, port))
        except OSError as error:
            connection.close()
            fault = error
        else:
            return connection
    raise ChannelError(f"{host} cannot be reached ({type(fault).__name__ if fault else 'no address'})")


def _left(until: float) -> float:
    return max(0.01, until - time.monotonic())


def _exchange(
    connection: socket.socket,
    parts: urllib.parse.SplitResult,
    body: bytes,
    headers: Mapping[str, str],
    until: float,
    method: str,
) -> tuple[int, str]:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}{port}", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any("\r" in line or "\n" in line for line in lines) or not all(line.isascii() for line in lines):
        raise ChannelError("the address has characters that do not belong there", permanent=True)
    answer = http.client.HTTPResponse(connection, method=method)
    try:
        connection.settimeout(_left(until))
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        connection.settimeout(_left(until))
        answer.begin()
        _read(answer, connection, until)
    except TimeoutError:
        raise ChannelError("no answer in time; it may have arrived", unknown=True) from None
    except (OSError, http.client.HTTPException):
        raise ChannelError("the other side went away before it answered; it may have arrived", unknown=True) from None
    finally:
        answer.close()
    return answer.status, answer.getheader("Retry-After", "")


def _read(answer: http.client.HTTPResponse, connection: socket.socket, until: float) -> None:
    """Reads so much of the answer as may be; what it says is of no interest."""
    taken = 0
    while taken < LONGEST_ANSWER and time.monotonic() < until:
        connection.settimeout(_left(until))
        try:
            piece = answer.read1(4096)
        except (OSError, http.client.HTTPException):
            return  # the status has come: that is what counts
        if not piece:
            return
        taken += len(piece)
