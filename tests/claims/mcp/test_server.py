"""A session of the protocol's own client: five tools that read, and dates with every verdict."""

import json
import shutil
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from knox.models import AuthToken
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamablehttp_client
from mcp.shared.memory import create_connected_server_and_client_session

from claims.mcp import server
from claims.models import LedgerEntry
from claims.notices.links import site
from evidence.models import Indicator
from tests.claims import content
from tests.database import CHECKOUT, copy_tables, environment_of, temporary_data_folder

TOOLS = ["claim_as_of", "indicator_as_of", "scorecard", "search_claims", "verify_ledger"]
Asks = Callable[[ClientSession], Awaitable[Any]]


def session(asks: Asks, made: Any = None) -> Any:
    """What a client is told within a session."""

    async def within() -> Any:
        async with create_connected_server_and_client_session((made or server.local())._mcp_server) as client:
            return await asks(client)

    return async_to_sync(within)()


def told(name: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers."""
    result = session(lambda client: client.call_tool(name, arguments))
    assert not result.isError, result.content
    assert json.loads(result.content[0].text) == result.structuredContent
    return result.structuredContent  # type: ignore[no-any-return]


def refused(name: str, **arguments: Any) -> str:
    result = session(lambda client: client.call_tool(name, arguments))
    assert result.isError
    return str(result.content[0].text)


def test_there_are_five_tools_that_only_read(db: None) -> None:
    found = session(lambda client: client.list_tools()).tools
    assert sorted(one.name for one in found) == TOOLS
    assert all(one.annotations.readOnlyHint and not one.annotations.destructiveHint for one in found)
    assert all(one.description for one in found)


def test_claims_are_found_with_their_verdicts_and_dates(registered: None) -> None:
    said = told("search_claims", words="outpaces", as_of=str(content.AS_OF))
    [one] = said["claims"]
    assert said["as_of"] == one["assessed_on"] == str(content.AS_OF)
    assert (one["number"], one["band"], one["checkpoint"]) == ("C1", "on track", "2026-11-30")
    assert one["address"] == f"{site()}/claims/power-runs-short-c1/?as_of={content.AS_OF}"
    first = told("search_claims", count=2)
    second = told("search_claims", count=50, after=first["next"])
    assert second["next"] is None
    assert len({one["slug"] for one in [*first["claims"], *second["claims"]]}) == 7
    assert [one["number"] for one in told("search_claims", kind="judged")["claims"]] == ["C5"]


def test_a_claim_is_told_as_of_a_day(registered: None) -> None:
    said = told("claim_as_of", slug="power-runs-short-c1", as_of=str(content.AS_OF))
    assert (said["as_of"], said["assessed_on"]) == (str(content.AS_OF), str(content.AS_OF))
    assert said["claim"]["band"] == "on track"
    assert said["citation"].endswith(f"as known on {content.AS_OF}, {said['address']}")
    assert "expected a day from 2025-12-01 on" in refused("claim_as_of", slug="power-runs-short-c1", as_of="2025-11-30")
    assert "expected the slug of a registered claim" in refused("claim_as_of", slug="none")


def test_without_evidence_no_probability_is_told(registered: None) -> None:
    one = told("claim_as_of", slug="power-runs-short-c7", as_of=str(content.AS_OF))["claim"]
    assert (one["band"], one["p_hold"], one["p_fail"], one["p_unknown"]) == ("no evidence", None, None, 1.0)
    rows = {one["number"]: one for one in told("search_claims", as_of=str(content.AS_OF))["claims"]}
    assert (rows["C7"]["band"], rows["C7"]["p_hold"]) == ("no evidence", None)
    assert rows["C1"]["p_hold"] > 0.5


def test_a_draft_is_told_to_nobody(assessed_world: None) -> None:
    assert told("search_claims")["claims"] == []
    assert "expected the slug of a registered claim" in refused("claim_as_of", slug="power-runs-short-c1")


def test_an_indicator_is_told_as_it_was_known(registered: None) -> None:
    said = told("indicator_as_of", slug="power", as_of="2025-06-20", count=2)
    assert [one["period"] for one in said["observations"]] == ["2025-04-01", "2025-05-01"]
    assert said["observations"][1]["known_from"] == "2025-06-14"
    assert (said["unit"], said["licence"]) == ("index[2000=100]", "public domain (US government)")
    some = told("indicator_as_of", slug="power", first="2024-01-01", last="2024-02-01")
    assert [one["period"] for one in some["observations"]] == ["2024-01-01", "2024-02-01"]
    assert "expected 1 to 1000 in count, got 0" in refused("indicator_as_of", slug="power", count=0)


def test_figures_that_may_not_be_passed_on_are_for_who_may_see_them(registered: None) -> None:
    from mcp.server.fastmcp import FastMCP

    Indicator.objects.update(redistribute="derived")
    assert told("indicator_as_of", slug="power")["observations"]
    closed = server._with_tools(FastMCP("closed"), shows_all=False)
    said = session(lambda client: client.call_tool("indicator_as_of", {"slug": "power"}), closed).structuredContent
    assert said["observations"] is None
    assert "they want a login" in said["why"]
    one = {"slug": "power-runs-short-c1"}
    claim = session(lambda client: client.call_tool("claim_as_of", one), closed).structuredContent
    assert {source["value"] for source in claim["sources"]} == {None}


def test_a_scorecard_is_told_with_its_day_and_hash(published: None) -> None:
    said = told("scorecard")
    assert (said["edition"], said["as_of"], len(said["claims"])) == ("2026-02.2", "2026-02-28", 7)
    assert told("scorecard", edition="2026-01")["as_of"] == "2026-01-31"
    assert told("scorecard", as_of="2026-03-04")["edition"] == "2026-02.1"
    assert "expected an edition published by" in refused("scorecard", edition="2020-01")


def test_whether_the_ledger_holds_is_told_with_its_head(registered: None) -> None:
    said, head = told("verify_ledger"), LedgerEntry.objects.head()
    assert (said["holds"], said["entries"], said["head"], said["breaks"]) == (True, head.number, head.hash, [])


@pytest.mark.parametrize(("name", "arguments", "words"), [
    ("search_claims", {"as_of": "yesterday"}, "expected a day such as 2026-03-01 in as_of, got 'yesterday'"),
    ("search_claims", {"as_of": "2999-01-01"}, "expected a day that has come"),
    ("search_claims", {"count": 51}, "expected 1 to 50 in count, got 51"),
    ("search_claims", {"after": "x"}, "expected a place in the list"),
    ("indicator_as_of", {"slug": "none"}, "expected the slug of an indicator, got 'none'"),
])  # fmt: skip
def test_what_is_asked_in_vain_is_told_in_words(name: str, arguments: dict[str, Any], words: str, db: None) -> None:
    assert words in refused(name, **arguments)


def token_of(name: str, *, is_active: bool = True, days: int = 1) -> str:
    """A token of the API, of a new account."""
    account = User.objects.create_user(name, is_active=is_active)
    _kept, token = AuthToken.objects.create(account, expiry=timedelta(days=days))
    return str(token)


def over_http(token: str) -> Any:
    """A session over HTTP with a server in this process."""
    made = server.remote("127.0.0.1", 8765)
    app = made.streamable_http_app()

    def client(headers: Any = None, timeout: Any = None, auth: Any = None) -> httpx.AsyncClient:
        given = {**(headers or {}), "Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), headers=given, timeout=timeout)

    async def within() -> Any:
        async with (
            made.session_manager.run(),
            streamablehttp_client("http://127.0.0.1:8765/mcp", httpx_client_factory=client) as (read, write, _),
            ClientSession(read, write) as session_,
        ):
            await session_.initialize()
            return await session_.call_tool("verify_ledger", {})

    return async_to_sync(within)()


def test_over_http_only_who_has_a_token_is_answered(registered: None) -> None:
    said = over_http(token_of("ann")).structuredContent
    assert said["entries"] == LedgerEntry.objects.count()
    for token in ("x", token_of("off", is_active=False), token_of("late", days=-1)):
        with pytest.raises(BaseExceptionGroup) as caught:
            over_http(token)
        assert "401" in _flat(caught.value)


def _flat(error: BaseException) -> str:
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return " ".join([str(error), *map(_flat, inner)])


def test_over_standard_input_and_output_it_is_a_program(tables: Path) -> None:
    folder = temporary_data_folder()
    copy_tables(tables, folder)
    program = StdioServerParameters(
        command=sys.executable, args=["-P", "-m", "claimbase", "mcp", "stdio"], cwd=CHECKOUT,
        env=environment_of(folder),
    )  # fmt: skip

    async def within() -> Any:
        async with stdio_client(program) as (read, write), ClientSession(read, write) as client:
            await client.initialize()
            return await client.call_tool("verify_ledger", {})

    try:
        said = async_to_sync(within)().structuredContent
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert (said["holds"], said["entries"]) == (True, 0)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.fastmcp", None)
    with pytest.raises(server.LackingError, match=r"pip install 'claimbase\[mcp\]'"):
        server.local()
