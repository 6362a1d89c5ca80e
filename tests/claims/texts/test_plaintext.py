"""The text that spans count in: what is taken out of it is named, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.texts.plaintext import one_line, printable, tidied


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_becomes_one(end: str) -> None:
    assert tidied(f"一{end}{end}二").text == "一\n\n二"


def test_what_is_taken_out_is_named_and_counted() -> None:
    found = tidied("\0a\x07b\x07\u202ec\u2066\u200b\ufeff\ud800d")
    assert found.text == "abcd"
    assert found.removed == {
        "U+0000": 1, "U+0007": 2, "U+200B ZERO WIDTH SPACE": 1, "U+202E RIGHT-TO-LEFT OVERRIDE": 1,
        "U+2066 LEFT-TO-RIGHT ISOLATE": 1, "U+D800": 1, "U+FEFF ZERO WIDTH NO-BREAK SPACE": 1,
    }  # fmt: skip
    assert found.marks_of_direction == 2


def test_hidden_words_in_tags_are_taken_out() -> None:
    assert tidied("a" + "".join(chr(0xE0000 + ord(one)) for one in "ignore")).text == "a"


@pytest.mark.parametrize(
    "kept", ["क्\u200dष", "👩\u200d💻", "می\u200cخواهم", "\u0600\u0661", "a\tb", "\u3000全形", "≠→", "\ue000"]
)
def test_what_belongs_to_the_text_stays(kept: str) -> None:
    assert tidied(kept).text == kept
    assert tidied(kept).removed == {}


@given(st.text())
def test_tidying_twice_changes_nothing_and_every_sign_is_accounted_for(text: str) -> None:
    found = tidied(text)
    again = tidied(found.text)
    assert (again.text, again.removed) == (found.text, {})
    assert len(text.replace("\r\n", "\n")) == len(found.text) + sum(found.removed.values())


def test_a_long_line_is_tidied_at_once() -> None:
    assert tidied("字\u202e" * 100_000).marks_of_direction == 100_000


def test_a_title_is_one_line() -> None:
    assert one_line("  a\n\u202eb   c ", 4) == "a b"


def test_a_terminal_is_shown_code_points() -> None:
    assert printable("a\x1b[2J\u202e\n") == "a\\u001b[2J\\u202e "
