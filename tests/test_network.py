"""No test reaches another machine."""

import socket

import httpx
import pytest


def is_reachable(address: str) -> bool:
    """As a source does that reports a provider it cannot reach."""
    try:
        httpx.get(address)
    except Exception:  # noqa: BLE001 - the point is that the guard gets through
        return False
    return True


@pytest.mark.parametrize("address", ["http://example.org/", "http://192.0.2.1/", "http://[2001:db8::1]/"])
def test_another_machine_is_refused_even_where_exceptions_are_caught(address: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="Expected no network in tests, got a call to"):
        is_reachable(address)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        pytest.raises(pytest.fail.Exception, match=r"got a call to 192\.0\.2\.1"),
    ):
        datagrams.sendto(b"", ("192.0.2.1", 53))


def test_this_machine_and_its_sockets_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()):
        pass
    one, other = socket.socketpair()
    one.close()
    other.close()
