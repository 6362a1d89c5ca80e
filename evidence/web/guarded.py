"""A client for addresses that people name: any public host, and nothing else.

`evidence.web.client` speaks to the few hosts that the sources know; this one to whatever somebody gives,
so it trusts nothing: the address is read once and handed on in parts, its host resolved and checked here, and the
connection made to a checked IP address, whatever the name may resolve to by then; TLS and the Host header still speak
of the host by its name. Each redirect is checked in the same way. No proxy of the environment is used.

It stands on httpcore, the layer under httpx: its network backend is the public place at which an address can be pinned
and a limit of time hold for every byte, those of the TLS handshake and of the headers included.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpcore

from evidence.refusal import FetchError, TypeRefusedError, gettext_noop
from evidence.web.client import Resolve, addresses_of
from evidence.web.connections import Deadline, Pinned
from evidence.web.destination import Destination, destination, is_refused
from evidence.web.unpacking import unpacked

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SAFE_METHODS = frozenset({"GET", "HEAD"})  # no redirect of another is followed: what was sent would go elsewhere
_OURS = frozenset({"host", "connection", "accept-encoding", "content-length", "transfer-encoding", "user-agent"})


@dataclass(frozen=True)
class Limits:
    """How much of anything is taken. Seconds are of one question in all, with its redirects; looking up a name may
    add the resolver's own four. Bytes are of the unpacked body."""

    seconds: float = 20.0
    silence: float = 8.0
    bytes: int = 5_000_000
    sent: int = 250_000
    redirects: int = 5


@dataclass(frozen=True)
class Question:
    """What goes out. `types` are the content types whose bodies are read (none: all); headers, in lower case, go only
    to the origin of the address, not to one it redirects to."""

    address: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reply:
    """What came back, of any status. `headers` by lower-case name, `where` is who answered, after the redirects."""

    where: Destination
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The content type without parameters; empty where none was said."""
        return media_type(self.headers)


def media_type(headers: Mapping[str, str]) -> str:
    """The content type without parameters, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


class Guarded:
    """Asks public hosts. `agent` is the honest User-Agent; `ports` those that may be asked.

    `resolve`, `wire` and `clock` are for tests, which have no network: a test plays the network below the checks, by a
    `wire` that carries what is meant for a public address to a server of its own. Nothing else can: no setting reaches
    these, and no check is any weaker for them.
    """

    def __init__(
        self,
        agent: str,
        ports: Collection[int] = (80, 443),
        limits: Limits = Limits(),
        resolve: Resolve = addresses_of,
        wire: httpcore.NetworkBackend | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.agent = agent
        self.ports = frozenset(ports)
        self.limits = limits
        self.resolve = resolve
        self.wire = wire
        self.clock = clock

    def deadline(self) -> float:
        """The moment of this client's clock until which a question put now may take."""
        return self.clock() + self.limits.seconds

    def ask(
        self,
        question: Question,
        permit: Callable[[Destination], None] = lambda where: None,
        deadline: float | None = None,
    ) -> Reply:
        """Put a question and follow its redirects. `permit` may refuse a place, by an error, before it is asked.

        Raises `FetchError`: a place that is refused, no answer in time, or one that cannot be taken.
        """
        until = self.deadline() if deadline is None else deadline
        where = first = destination(question.address, self.ports)
        for _redirect in range(self.limits.redirects + 1):
            permit(where)
            reply = self._once(question, where, until, own=where.origin == first.origin)
            location = _location(reply) if question.method in SAFE_METHODS else ""
            if not location:
                return reply
            where = destination(where.joined(location), self.ports)
        template = gettext_noop("expected at most %(most)s redirects from %(host)s, got more")
        raise FetchError(template, most=self.limits.redirects, host=first.host)

    def _once(self, question: Question, where: Destination, until: float, *, own: bool) -> Reply:
        if len(question.body) > self.limits.sent:
            template = gettext_noop("expected to send at most %(most)s bytes, got %(bytes)s")
            raise FetchError(template, most=f"{self.limits.sent:,}", bytes=f"{len(question.body):,}")
        checked = self._checked(where.host)
        wire = Pinned(lambda host: checked, Deadline(self.clock, until, self.limits.silence), self.wire)
        address = httpcore.URL(
            scheme=where.scheme.encode(), host=where.host.encode(), port=where.port, target=where.target.encode()
        )
        headers = self._headers(question, where, own=own)
        sent = question.body or None
        with (
            _in_our_words(where.host, self.limits.seconds),
            httpcore.ConnectionPool(network_backend=wire) as pool,
            pool.stream(question.method, address, headers=headers, content=sent) as response,
        ):
            return self._reply(question, where, response)

    def _reply(self, question: Question, where: Destination, response: httpcore.Response) -> Reply:
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and question.method in SAFE_METHODS:
            return Reply(where, response.status, headers, b"")  # what it says is in its headers
        type_ = media_type(headers)
        if response.status == 200 and question.types and type_ and type_ not in question.types:
            raise TypeRefusedError(where.host, type_)
        packing = headers.get("content-encoding", "").strip().lower()
        return Reply(where, response.status, headers, unpacked(response.iter_stream(), packing, self.limits.bytes))

    def _headers(self, question: Question, where: Destination, *, own: bool) -> list[tuple[str, str]]:
        given = {name.lower(): value for name, value in question.headers.items()} if own else {}
        ours = {
            "host": where.origin.partition("://")[2], "user-agent": self.agent, "accept-encoding": "gzip",
            "connection": "close",
        }  # fmt: skip
        kept = {name: value for name, value in given.items() if name not in _OURS}
        if not all(text.isascii() and text.isprintable() for pair in kept.items() for text in pair):
            raise FetchError(gettext_noop("expected headers of printable ASCII, got others"))
        length = {"content-length": str(len(question.body))} if question.body else {}
        return list({**ours, **kept, **length}.items())

    def _checked(self, host: str) -> list[str]:
        """The addresses of a host, every one of them public: one inside the network among them refuses it."""
        try:
            found = [host] if ":" in host or host.rpartition(".")[2].isdigit() else list(self.resolve(host))
        except (OSError, UnicodeError) as error:
            template = gettext_noop("expected %(host)s to have an address, found none (%(why)s)")
            raise FetchError(template, may_pass=True, host=host, why=error) from None
        refused = [address for address in found if is_refused(address)]
        if refused or not found:
            template = gettext_noop("expected %(host)s to be on the public internet, got the address %(address)s")
            raise FetchError(template, host=host, address=", ".join(refused[:1]) or "-")
        return found


def _location(reply: Reply) -> str:
    """Where a redirect leads; empty for any other reply. Many a server writes UTF-8 where ASCII is meant."""
    said = reply.headers.get("location", "") if reply.status in REDIRECTS else ""
    try:
        return said.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return said


@contextmanager
def _in_our_words(host: str, seconds: float) -> Iterator[None]:
    """The transport's errors as ours."""
    try:
        yield
    except httpcore.TimeoutException:
        template = gettext_noop("expected the whole answer of %(host)s in %(seconds)s s, got no end of it")
        raise FetchError(template, may_pass=True, host=host, seconds=f"{seconds:g}") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        template = gettext_noop("expected an answer from %(host)s, got none (%(why)s)")
        raise FetchError(template, may_pass=True, host=host, why=str(error) or type(error).__name__) from None
