"""Bytes to text by what is said of their charset; what is in none is refused, not guessed."""

import codecs

import pytest

from claims.texts.charsets import decoded
from evidence.refusal import FetchError

TEXT = "聯準會今年不會降息，殖利率將升破百分之五。"


def page(text: str, meta: str, charset: str) -> bytes:
    return f'<html><head><meta charset="{meta}"></head><body>{text}</body>'.encode(charset)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "text/html; charset=utf-8"),
        (TEXT.encode(), "text/html; charset=big5"),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=big5"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-be"), "text/plain; charset=UTF-16BE"),
        (TEXT.encode("big5"), 'text/html; charset="Big5"'),
        (TEXT.encode("big5"), "text/html; charset=big5-hkscs"),
        (TEXT.encode("cp950"), "text/html;charset=CP950"),
        (page(TEXT, "big5", "big5"), ""),
        (page(TEXT, "big5", "big5"), "text/html; charset=utf-8"),
        (page(TEXT, "big5", "big5"), "text/html; charset=iso-8859-1"),
        (page(TEXT, "gb2312", "gb18030"), "text/html"),
        (page("会議の結果", "iso-2022-jp", "iso-2022-jp"), ""),
    ],
)
def test_a_named_charset_is_read_and_what_servers_get_wrong_is_put_right(body: bytes, header: str) -> None:
    found = decoded(body, header)
    assert TEXT in found.text or "会議の結果" in found.text
    assert found.unreadable == 0


def test_signs_of_hong_kong_are_read_under_the_plain_name() -> None:
    assert decoded("嘅咗".encode("big5hkscs"), "text/html; charset=big5").text == "嘅咗"


def test_a_western_page_is_read_as_the_web_means_it() -> None:
    assert decoded(b"\x93Fed\x94 \x80 5", "text/html; charset=iso-8859-1").text == "“Fed” € 5"


@pytest.mark.parametrize(
    "header", ["", "text/html; charset=utf-8", "text/html; charset=nonsense", "text/html; charset=hex"]
)
def test_bytes_in_no_named_charset_are_refused_and_not_guessed(header: str) -> None:
    with pytest.raises(FetchError, match="expected text in UTF-8 or the charset that it names"):
        decoded(TEXT.encode("big5"), header)


@pytest.mark.parametrize(
    "name", ["utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "base64", "rot13", "zip", "cp437"]
)
def test_what_is_no_charset_of_the_web_does_not_count(name: str) -> None:
    with pytest.raises(FetchError, match="bytes that are not in utf-8"):
        decoded(b"\xa5\xfe+ADw-script+AD4-", f"text/html; charset={name}")


def test_a_damaged_sign_stands_out_and_is_counted() -> None:
    found = decoded(TEXT.encode() * 20 + b"\xff", "text/html; charset=utf-8")
    assert (found.text[-1], found.unreadable, found.charset) == ("\ufffd", 1, "utf-8")
