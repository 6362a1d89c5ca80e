"""The server itself, of the official package: an optional extra, imported when it is asked for."""

from collections.abc import Callable
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

from claims.mcp import reading, tokens
from claims.notices.links import site

LACKING = "expected the Model Context Protocol's package, found none; install the extra: pip install 'claimbase[mcp]'"
_TOLD = (
    "claimbase keeps score of what market commentators claim: frozen criteria, official evidence, honest "
    "probabilities. Quote a verdict with its as_of and address. A probability is no advice. band says how a claim "
    "stands, settled what became of it; p_hold is the probability that it holds at its checkpoint, base_rate how often "
    "such a claim held before."
)


class LackingError(Exception):
    """The extra is not installed."""


def local() -> Any:
    """A server for whoever started it, over its standard input and output: an operator, who sees every figure."""
    return _with_tools(_package().FastMCP("claimbase", instructions=_TOLD), shows_all=True)


def remote(host: str, port: int) -> Any:
    """A server over HTTP (`streamable_http_app`), for those with a token: it is a login, by which every figure is
    seen."""
    package = _package()
    from mcp.server.auth.settings import AuthSettings

    here: Any = f"http://{host}:{port}/mcp"
    auth = AuthSettings(issuer_url=site(), resource_server_url=here)  # type: ignore[arg-type]
    made = package.FastMCP("claimbase", instructions=_TOLD, token_verifier=_Verifier(), auth=auth, host=host, port=port,
                           stateless_http=True, json_response=True)  # fmt: skip
    return _with_tools(made, shows_all=True)


class _Verifier:
    """Asked for the token of each request."""

    async def verify_token(self, token: str) -> Any:
        """Whose it is; None refuses it."""
        from mcp.server.auth.provider import AccessToken

        name = await _read(tokens.holder, token)
        return AccessToken(token=token, client_id=name, scopes=[]) if name else None


def _package() -> Any:
    try:
        import mcp.server.fastmcp
    except ImportError:
        raise LackingError(LACKING) from None
    return mcp.server.fastmcp


def _with_tools(server: Any, *, shows_all: bool) -> Any:
    from mcp.types import ToolAnnotations

    only_reads = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)

    def tool(act: Callable[..., Any]) -> Any:
        return server.tool(description=act.__doc__, annotations=only_reads)(act)

    @tool
    async def search_claims(
        words: str = "", theme: str = "", author: str = "", article: str = "", kind: str = "", standing: str = "",
        as_of: str = "", after: str = "", count: int = 20,
    ) -> dict[str, Any]:  # fmt: skip
        """Find claims by words (English or Chinese) and filters: slugs of theme, author and article; kind (level,
        trend, comparison, relation, event, judged); standing (open, passed, over, a band, held, failed, mixed, void).
        as_of is a day such as 2026-03-01, today unless said; after is `next` of the answer before. Each claim has its
        verdict with the day of its assessment."""
        return await _read(reading.search_claims, words, theme, author, article, kind, standing, as_of, after, count)

    @tool
    async def claim_as_of(slug: str, as_of: str = "") -> dict[str, Any]:
        """One claim as it stood at the end of a day: criteria, verdict, probability, base rate, what moved it,
        settlements, and the evidence it rests on."""
        return await _read(partial(reading.claim, shows_all=shows_all), slug, as_of)

    @tool
    async def indicator_as_of(
        slug: str, as_of: str = "", first: str = "", last: str = "", count: int = 60
    ) -> dict[str, Any]:
        """Figures of an indicator as they were known at the end of a day, the newest `count` of them, with unit,
        licence and since when each had been known."""
        return await _read(partial(reading.indicator, shows_all=shows_all), slug, as_of, first, last, count)

    @tool
    async def scorecard(edition: str = "latest", as_of: str = "") -> dict[str, Any]:
        """A published edition of the scorecard: how every claim stood in it. By its name, such as 2026-W48, 2026-11,
        2026-Q4, or latest."""
        return await _read(reading.scorecard, edition, as_of)

    @tool
    async def verify_ledger() -> dict[str, Any]:
        """Whether the ledger's chain of hashes holds, with its head."""
        return await _read(reading.verify_ledger)

    return server


async def _read(act: Callable[..., Any], *arguments: Any) -> Any:
    """In a thread of its own kind: the database is not asked from within an event loop."""
    return await sync_to_async(partial(_fresh, act))(*arguments)


def _fresh(act: Callable[..., Any], *arguments: Any) -> Any:
    if not connection.in_atomic_block:  # as in a test
        close_old_connections()  # a server may have been silent for days
    return act(*arguments)
