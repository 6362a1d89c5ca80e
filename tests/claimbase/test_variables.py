"""A bad value of an environment variable stops the start with its name, what was expected and what came."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from claimbase import variables


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):
    """Sets the variable X."""
    return lambda value: monkeypatch.setenv("X", value)


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("on", True), (" Yes ", True), ("0", False), ("FALSE", False), ("no", False)]
)
def test_a_switch_is_read_in_every_usual_spelling(given, value: str, meant: bool) -> None:
    given(value)
    assert variables.truth("X", default=not meant) is meant


@pytest.mark.parametrize("default", [True, False])
def test_a_switch_that_is_not_set_or_empty_has_its_default(given, default: bool) -> None:
    assert variables.truth("X", default=default) is default
    given("")
    assert variables.truth("X", default=default) is default


def test_a_bad_switch_says_what_was_expected_and_what_came(given) -> None:
    given("maybe")
    with pytest.raises(ImproperlyConfigured, match=r"^X: expected one of 1, true, yes.*, got 'maybe'\."):
        variables.truth("X", default=False)


@pytest.mark.parametrize("value", ["0", "70000", "-1", "80.5", "eighty", "٨٠"])
def test_a_bad_number_says_its_bounds_and_what_came(given, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=rf"^X: expected a whole number from 1 to 65535, got '{value}'\."):
        variables.number("X", 8000, lowest=1, highest=65535)


def test_the_bounds_of_a_number_are_allowed(given) -> None:
    assert variables.number("X", 8000, lowest=1, highest=65535) == 8000
    given("65535")
    assert variables.number("X", 8000, lowest=1, highest=65535) == 65535


def test_a_list_is_divided_by_commas(given) -> None:
    given("a.example, b.example")
    assert variables.words("X", "localhost") == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["a,,b", "a,", ","])
def test_a_list_with_an_empty_entry_is_refused(given, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=rf"^X: expected names divided by single commas, got '{value}'\."):
        variables.words("X", "localhost")


def test_a_folder_need_not_exist(given, tmp_path: Path) -> None:
    given(str(tmp_path / "later"))
    assert variables.folder("X", tmp_path) == tmp_path / "later"


def test_a_relative_folder_is_refused(given, tmp_path: Path) -> None:
    given("data")
    with pytest.raises(ImproperlyConfigured, match=r"^X: expected the absolute path of a folder, got 'data'\."):
        variables.folder("X", tmp_path)


def test_a_file_in_a_folders_place_is_refused(given, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    given(str(tmp_path / "file"))
    with pytest.raises(ImproperlyConfigured, match=r"^X: expected the absolute path of a folder, got '.*/file'\."):
        variables.folder("X", tmp_path)


def test_a_short_secret_is_refused_without_being_shown(given) -> None:
    given("hunter2")
    with pytest.raises(ImproperlyConfigured, match=r"^X: expected a random text of 50 .* got one of 7") as refusal:
        variables.secret("X", lambda: "y" * 50)
    assert "hunter2" not in str(refusal.value)


def test_a_database_address_becomes_djangos_entry(given) -> None:
    given("postgresql://user:p%40ss@db.example:6543/name?sslmode=require&connect_timeout=5")
    assert variables.database("X") == {
        "NAME": "name",
        "USER": "user",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "5"},
    }


def test_a_database_address_may_name_a_sockets_folder(given) -> None:
    given("postgres:///name?host=/run/My%20Sockets")
    entry = variables.database("X")
    assert entry
    assert entry["HOST"] == "/run/My Sockets"


def test_no_database_address_means_the_embedded_server(given) -> None:
    assert variables.database("X") is None
    given("  ")
    assert variables.database("X") is None


@pytest.mark.parametrize(
    ("value", "came"),
    [
        ("mysql://user:hunter2@host/name", "mysql://"),
        ("hunter2@host/name", "an address without postgresql://"),
        ("sqlite:///file", "sqlite://"),
        ("postgres://user:hunter2@host:port/name", "the port port"),
        ("postgres://user:hunter2@host/", "an address without the name of a database"),
        ("postgres://user:hunter2@host/name?colour=blue", "cannot read"),
        ("postgres://user:hunter2@[::1/name", "cannot read"),
    ],
)
def test_another_database_is_refused_without_showing_its_password(given, value: str, came: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=rf"^X: expected postgresql://.*, got .*({came})") as refusal:
        variables.database("X")
    assert "hunter2" not in str(refusal.value)


def test_a_dead_database_address_is_given_up_in_seconds(given) -> None:
    given("postgresql://user@db.example/name")
    assert variables.database("X")["OPTIONS"] == {"connect_timeout": variables.CONNECT_SECONDS}


def test_ports_are_numbers_divided_by_commas(given) -> None:
    assert variables.ports("X", "80,443") == {80, 443}
    given("8443")
    assert variables.ports("X", "80,443") == {8443}


@pytest.mark.parametrize("value", ["0", "65536", "80,https", "80;443", "\u0668\u0660"])
def test_what_is_no_port_is_refused(given, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=r"^X: expected ports from 1 to 65535 divided by commas, got"):
        variables.ports("X", "80,443")


def test_a_line_for_a_header_is_printable_ascii(given) -> None:
    assert variables.line("X") == ""
    given("Jane Doe <jane@example.org>")
    assert variables.line("X") == "Jane Doe <jane@example.org>"
    for bad in ("a\nhost: evil", "王小明", "a\tb"):
        given(bad)
        with pytest.raises(ImproperlyConfigured, match=r"^X: expected one line of printable ASCII, got"):
            variables.line("X")


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("", variables.MailServer()),
        ("smtp://localhost", variables.MailServer("localhost")),
        ("smtp://mx.example:2525", variables.MailServer("mx.example", 2525)),
        ("smtp+tls://me:p%40ss@mx.example", variables.MailServer("mx.example", 587, "me", "p@ss", upgrades=True)),
        ("smtps://me:secret@mx.example", variables.MailServer("mx.example", 465, "me", "secret", is_tls=True)),
        ("smtp://me:secret@127.0.0.1", variables.MailServer("127.0.0.1", 25, "me", "secret")),
    ],
)
def test_a_mail_server_is_one_address(given, value: str, server: variables.MailServer) -> None:
    given(value)
    assert variables.mail_server("X") == server


@pytest.mark.parametrize(
    ("value", "came"),
    [
        ("mx.example:25", "got .*://…"),
        ("http://me:hunter2@mx.example", "got http://…"),
        ("smtps://me:hunter2@mx.example:many", "one that cannot be read"),
        ("smtps://me:hunter2@mx.example/box", "got smtps://…"),
        ("smtp://me:hunter2@mx.example", "where a password is sent, got smtp://"),
        ("smtps://", "got smtps://…"),
    ],
)
def test_a_bad_mail_server_is_refused_without_showing_its_password(given, value: str, came: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=rf"^X: expected .*{came}") as refusal:
        variables.mail_server("X")
    assert "hunter2" not in str(refusal.value)


def test_whom_mail_is_from_is_an_address_with_or_without_a_name(given) -> None:
    assert variables.mail_address("X") == ""
    for fit in ("notices@kb.example", "claimbase <notices@kb.example>"):
        given(fit)
        assert variables.mail_address("X", needed=True) == fit
    with pytest.raises(ImproperlyConfigured, match="expected an e-mail address, got 'claimbase <"):
        variables.mail_address("X", bare=True)


@pytest.mark.parametrize("value", ["", "notices", "a@b@c", "@kb.example"])
def test_whom_mail_is_from_must_be_said_where_it_is_needed(given, value: str) -> None:
    given(value)
    with pytest.raises(ImproperlyConfigured, match=r"^X: expected an address such as"):
        variables.mail_address("X", needed=True)
