"""robots.txt as RFC 9309 has it."""

import time

import pytest

from evidence.web.robots import read

GROUPS = b"""
User-agent: other
User-agent: ClaimBase/1.0
Crawl-delay: 3
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /a/*/z

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True), ("/private", False), ("/privately", False), ("/private/open/x", True), ("/x.pdf", False),
        ("/x.pdf?y", True), ("/a/b/c/z/d", False), ("/a/z", True), ("/robots.txt", True), ("/PRIVATE", True),
        ("/%70rivate", False),
    ],
)  # fmt: skip
def test_the_longest_rule_of_the_robots_own_group_decides(target: str, allowed: bool) -> None:
    assert read(GROUPS, "claimbase").allow(target) is allowed


def test_the_group_of_all_holds_where_none_names_the_robot() -> None:
    assert not read(GROUPS, "somebody").allow("/public")
    assert read(b"User-agent: other\nDisallow: /", "claimbase").allow("/public")


def test_groups_of_one_robot_are_one_group() -> None:
    rules = read(b"user-agent: claimbase\ndisallow: /a\n\nuser-agent: claimbase\ndisallow: /b", "claimbase")
    assert not rules.allow("/a")
    assert not rules.allow("/b")


def test_allow_wins_over_an_equally_long_disallow() -> None:
    assert read(b"user-agent: *\ndisallow: /a\nallow: /a", "claimbase").allow("/a")


@pytest.mark.parametrize(
    "body", [b"", b"<html>no rules</html>", b"Disallow: /", b"user-agent: *\ndisallow:", b"\xff\xfe\0"]
)
def test_what_says_nothing_allows_everything(body: bytes) -> None:
    assert read(body, "claimbase").allow("/a")


def test_a_group_of_ones_own_without_rules_allows_everything() -> None:
    assert read(b"user-agent: claimbase\ndisallow:\n\nuser-agent: *\ndisallow: /", "claimbase").allow("/a")


@pytest.mark.parametrize("pattern", ["/文章", "/%E6%96%87%E7%AB%A0", "/%e6%96%87%e7%ab%a0"])
def test_all_spellings_of_a_path_are_one(pattern: str) -> None:
    assert not read(f"user-agent: *\ndisallow: {pattern}".encode(), "claimbase").allow("/%E6%96%87%E7%AB%A0/1")


def test_an_escaped_stroke_is_another_path() -> None:
    assert read(b"user-agent: *\ndisallow: /a%2Fb", "claimbase").allow("/a/b")
    assert not read(b"user-agent: *\ndisallow: /a%2fb", "claimbase").allow("/a%2Fb")


def test_marks_of_order_and_all_kinds_of_line_ends_are_read() -> None:
    assert not read(b"\xef\xbb\xbfUser-agent: *\rDisallow: /a # why\r\n", "claimbase").allow("/a")


def test_hostile_patterns_cost_little() -> None:
    body = b"user-agent: *\n" + b"disallow: /" + b"*a" * 500 + b"$\n"
    rules = read(body * 500, "claimbase")
    begun = time.monotonic()
    rules.allow("/" + "a" * 1_999 + "b")
    assert time.monotonic() - begun < 2
