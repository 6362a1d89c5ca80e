"""A server that answers within the test's own transaction, and a real browser that speaks to it alone."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.chromium import environment
from tests.database import CHECKOUT

HOST = "localhost"


class _Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """The connection is the test's, and goes on."""


class _Thread(LiveServerThread):
    """Its requests speak to the database by the test's connection; the thread itself does not, and closes none."""

    server_class = _Server
    shared: Mapping[str, BaseDatabaseWrapper]

    def _create_server(self, connections_override: object = None) -> ThreadedWSGIServer:
        return super()._create_server(connections_override=self.shared)


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The address of the site; what the browser does there is undone with the test's transaction."""
    thread = _Thread(HOST, StaticFilesHandler)
    thread.daemon, thread.shared = True, {"default": connections["default"]}
    connections["default"].inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # one within a transaction seems old to it
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{HOST}:{thread.port}"
    finally:
        thread.terminate()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        connections["default"].dec_thread_sharing()


@pytest.fixture(scope="session")
def program() -> str:
    """The browser's program; where it must be fetched, a process does that to which the network is open."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.browser.chromium"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if "expected npm to fetch" in found.stderr:
        pytest.skip("no chromium in the PATH, and none can be fetched: " + found.stderr.strip().splitlines()[-1])
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[Browser]:
    with one_connection_for_each_thread(), sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--no-zygote", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"]
        launched = playwright.chromium.launch(executable_path=program, args=arguments, env=dict(environment()))
        yield launched
        launched.close()


@contextmanager
def one_connection_for_each_thread() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, beside which Django would open a second connection.

    What the test writes would then not be in the transaction that the server reads, nor be undone with it.
    """
    plain = threading.local()
    plain.default = connections["default"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "_connections", plain)
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # for the same reason: none of Django's code runs in that loop
        yield


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes contexts; what a page's scripts fail at, or are kept from by the content policy, fails the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        one = browser.new_context(**options)
        one.on("weberror", lambda error: complaints.append(str(error.error)))
        one.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()
    assert not complaints


def is_complaint(said: ConsoleMessage) -> bool:
    """An error, unless it is about the icon that browsers ask for by themselves, or a refusal, which is shown."""
    return (
        said.type == "error" and not said.location["url"].endswith("favicon.ico") and "status of 409" not in said.text
    )


class Hands:
    """A person at the keyboard: each key that goes down is counted, a key held beside it too."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += len(key.split("+")) if len(key) > 1 else 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.presses += len(text)
        self.page.keyboard.type(text)


@pytest.fixture
def look(tmp_path: Path) -> Callable[[Page, str], None]:
    """Takes a picture of a page, for people to look at; PICTURES names the folder in which they are kept."""
    folder = Path(os.environ.get("PICTURES", tmp_path))

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take
