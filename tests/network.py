"""Keeps tests off the network: only Unix sockets and this machine's own addresses can be reached."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


def refuse_other_machines(patch: pytest.MonkeyPatch) -> None:
    """From now on a test that looks up or reaches another machine fails, even if it catches exceptions."""
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _checking_address(getattr(socket.socket, name)))
    patch.setattr(socket.socket, "sendto", _checking_last(socket.socket.sendto))
    patch.setattr(socket, "getaddrinfo", _checking_host(socket.getaddrinfo))


def _checking_address(real: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: socket.socket, address: Any) -> Any:
        _refuse_unless_local(self, address)
        return real(self, address)

    return checked


def _checking_last(real: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: socket.socket, *arguments: Any) -> Any:
        _refuse_unless_local(self, arguments[-1])
        return real(self, *arguments)

    return checked


def _checking_host(real: Callable[..., Any]) -> Callable[..., Any]:
    def checked(host: Any, *arguments: Any, **options: Any) -> Any:
        _refuse_unless_own_name(host)
        return real(host, *arguments, **options)

    return checked


def _refuse_unless_local(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX:
        _refuse_unless_own_name(address[0])


def _refuse_unless_own_name(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost") or _is_loopback(name):
        return
    pytest.fail(f"Expected no network in tests, got a call to {name}. Use a recording or a transport of your own.")


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False
