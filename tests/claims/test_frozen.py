"""The one text of a scorecard's data: what goes in comes out, in one order, in letters that every format can write."""

import json

import pytest

from claims.frozen import fingerprint, frozen, thawed


def test_what_is_frozen_thaws_to_the_same_and_freezes_to_the_same_text() -> None:
    data = {"b": [1, 0.1, None, True], "a": {"text": "電價 😀 \n\\ud800 written out"}}
    assert thawed(frozen(data)) == data
    assert frozen(thawed(frozen(data))) == frozen(data)
    assert list(json.loads(frozen(data))) == ["a", "b"]


@pytest.mark.parametrize("text", ["half \ud800", "\udfff", "a\udc80b"])
def test_half_a_surrogate_pair_becomes_the_replacement_character(text: str) -> None:
    """As it comes of an argument that is not UTF-8, or of an escape in somebody's JSON."""
    whole = text.encode(errors="surrogatepass").decode(errors="replace").replace("\ufffd" * 3, "\ufffd")
    assert thawed(frozen({"said": text})) == {"said": whole}
    assert thawed(json.dumps({"said": text})) == {"said": whole}
    assert len(fingerprint(frozen({"said": text}))) == 64


def test_a_whole_pair_in_an_escape_stays_the_letter_it_is() -> None:
    assert thawed(json.dumps({"said": "😀"})) == {"said": "😀"}


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        frozen({"p": float("nan")})
