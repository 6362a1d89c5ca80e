"""Where an address from outside may lead: to a named or numbered host on the public internet, on a usual port.

Read once, here, and handed on in parts, so that no second reader can take the address for another one. Ranges are the
IANA's special-purpose registries (RFC 6890 as of 2026) with the clouds' metadata services, in a table of our own:
Python's `is_global` differs between its versions and takes multicast, 6to4 and NAT64 for global.
"""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from evidence.refusal import FetchError, gettext_noop

LONGEST = 2_000  # characters of an address
DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE = "/?:@!$&'()*+,;=~%[]-._"  # stays as it is in a path or question; all else goes as percents of its UTF-8
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
_NUMBER = re.compile(r"(\d+|0x[0-9a-f]*)")
_LITERAL = re.compile(r"\[[^\[\]]*\](:\d*)?")  # an IPv6 literal and nothing beside it but a port
_TWO_MEANINGS = re.compile("[ßς\u200c\u200d]")  # the two standards of international names lead to different hosts
_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion", ".arpa")
_V4 = [ipaddress.IPv4Network(one) for one in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # Azure's metadata and agents; the others' lie in ranges above
)]  # fmt: skip
_V6_PUBLIC = ipaddress.IPv6Network("2000::/3")  # all that is given out; the rest is special or nobody's yet
_V6 = [ipaddress.IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "3fff::/20")]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_6TO4 = ipaddress.IPv6Network("2002::/16")


@dataclass(frozen=True)
class Destination:
    """An address taken apart: `host` in ASCII and lower case, `target` the path with its question, in ASCII."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}")

    @property
    def address(self) -> str:
        """The whole as one text, without fragment."""
        return self.origin + self.target

    def joined(self, location: str) -> str:
        """The address to which a redirect from here leads; still to be read."""
        try:
            return urljoin(self.address, location)
        except ValueError:
            return location


def destination(address: str, ports: Collection[int]) -> Destination:
    """Read an address. Raises `FetchError` for what is no http or https address of a public host on one of `ports`."""
    shown = repr(address[:200])
    if len(address) > LONGEST or not address.isprintable() or re.search(r"[\s\\]", address):
        template = gettext_noop("expected an address of at most %(most)s printable characters, got %(shown)s")
        raise FetchError(template, most=LONGEST, shown=shown)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = DEFAULT_PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        if "[" in parts.netloc and not _LITERAL.fullmatch(parts.netloc.rpartition("@")[2]):
            raise ValueError
    except ValueError:
        raise FetchError(gettext_noop("expected an address, got %(shown)s"), shown=shown) from None
    if parts.scheme not in DEFAULT_PORTS or not host:
        template = gettext_noop("expected an address that begins with https:// or http://, got %(shown)s")
        raise FetchError(template, shown=shown)
    if "@" in parts.netloc:
        raise FetchError(gettext_noop("expected an address without user name and password, got one with"))
    if port not in ports:
        allowed = ", ".join(map(str, sorted(ports)))
        raise FetchError(gettext_noop("expected one of the ports %(ports)s, got %(port)s"), ports=allowed, port=port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(
        parts.scheme, _host(f"[{host}]" if "[" in parts.netloc else host), port, quote(target, safe=_SAFE)
    )


def _host(given: str) -> str:
    """A host as it is looked up: a public literal as it stands, a full name in ASCII. Raises `FetchError`."""
    refused = FetchError(gettext_noop("expected the full name of a public host, got %(host)s"), host=repr(given[:100]))
    literal_in_brackets = given.startswith("[")
    if literal_in_brackets or _NUMBER.fullmatch(given.rstrip(".").rpartition(".")[2]):
        try:
            literal = ipaddress.IPv6Address(given[1:-1]) if literal_in_brackets else ipaddress.IPv4Address(given)
        except ValueError:
            raise refused from None  # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to some readers
        if is_refused(str(literal)):
            raise refused
        return str(literal)
    try:
        name = "" if _TWO_MEANINGS.search(given) else given.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        raise refused from None
    numeric = _NUMBER.fullmatch(name.rpartition(".")[2])  # full-width digits become plain ones
    if numeric or len(name) > 253 or not _NAME.fullmatch(name) or f".{name}".endswith(_INSIDE):
        raise refused
    return name


def is_refused(ip: str) -> bool:
    """Whether an IP address is not one of the public internet; what is no IP address (a zone, say) is refused."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in _V4)
    if address.scope_id is not None:
        return True
    if address in _NAT64:
        return is_refused(str(ipaddress.IPv4Address(address.packed[12:])))
    if address in _6TO4:
        return is_refused(str(ipaddress.IPv4Address(address.packed[2:6])))
    return address not in _V6_PUBLIC or any(address in network for network in _V6)
