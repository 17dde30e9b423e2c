"""Which addresses belong to the open internet."""

import ipaddress

import pytest

from channels import net

INNER = """
0.0.0.0 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.7 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 :: ::1 fe80::1 fc00::1 fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101:: ::127.0.0.1 2001:db8::1
2001:0:0:0:0:0:80ff:fffe 100::1
""".split()
OPEN = "1.1.1.1 8.8.8.8 93.184.216.34 2606:4700:4700::1111 2a00:1450:4001:801::200e ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_told_in_every_form(address: str) -> None:
    assert not net.is_open(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_open_ones_are_open(address: str) -> None:
    assert net.is_open(ipaddress.ip_address(address))


def test_a_name_with_one_inner_address_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that gives an open address first and an inner one later would lead us inside."""
    import socket

    from channels.base import ChannelError

    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(ChannelError, match="private network"):
        net.resolve("rebinding.example", 443)
