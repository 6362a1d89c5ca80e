"""The PDF: what its template is given is whole, drawn by the font, and in the reader's language."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from claims.editions.contents.whole import whole
from claims.editions.formats.paper import TEMPLATE, given
from claims.editions.presentation import arranged
from claims.editions.render import pictures, readable
from claims.editions.scorecard import Scorecard
from claims.frozen import fingerprint, frozen, thawed
from claims.wording.languages import LANGUAGES
from tests.claims import content


@pytest.fixture
def text(assessed_world: None) -> str:
    return frozen(whole(Scorecard(content.AS_OF)))


def paper(text: str, language: str) -> dict[str, Any]:
    with override(language):
        return given(arranged(thawed(text), LANGUAGES[language], fingerprint(text)))


def words(part: Any) -> Iterator[str]:
    """All texts a reader sees; pictures, formulas, codes and classes aside."""
    match part:
        case str():
            yield part
        case dict():
            for name, value in part.items():
                if name not in ("chart", "holds_when", "fails_when", "requires_when", "relation", "class", "articles"):
                    yield from words(value)
        case list() | tuple():
            for value in part:
                yield from words(value)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_font_draws_every_sign_of_it(text: str, language: str) -> None:
    said = json.dumps(paper(text, language), ensure_ascii=False)
    assert readable(said) == said


def test_the_chinese_one_has_no_english_sentence(text: str) -> None:
    told = re.sub(r"agency [A-Z]+", "", "\n".join(words({**paper(text, "zh-hant"), "evidence": []})))
    assert re.findall(r"[A-Za-z]{3,} [A-Za-z]{3,}", told) == []


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_it_has_the_hash_the_ledger_the_method_and_every_claim(text: str, language: str) -> None:
    made = paper(text, language)
    imprint = "\n".join(made["imprint"])
    data = thawed(text)
    for told in (fingerprint(text), data["ledger_head"]["hash"], data["inputs"], data["method"]):
        assert told in imprint
    numbers = [claim["number"] for theme in made["themes"] for claim in theme["claims"]]
    assert numbers == [f"C{n}" for n in range(1, 8)]


def test_a_long_table_is_cut_on_the_first_pages_and_says_so(text: str) -> None:
    data = thawed(text)
    one = {"slug": "s", "number": "C1", "nature": "measured", "holder": "Ann", "checkpoint": "2026-11-30",
           "state": "settled", "outcome": "held", "reason": None, "on": "2026-12-14", "set_on": "2026-12-16",
           "would_flip": True, "today": "failed", "said_last": {}}  # fmt: skip
    made = paper(frozen({**data, "settlements": [one] * 20}), "en")
    table = next(part["table"] for part in made["sections"] if part["title"] == "Settlements")
    assert (len(table["rows"]), table["more"]) == (14, "and 6 more")
    assert table["rows"][0] == ("C1", "2026-11-30", "held", "2026-12-14", "today's figures would say: failed")


def test_the_first_part_ends_before_the_third_page(text: str) -> None:
    """Without claims and evidence what is left is what a busy reader finishes."""
    made = paper(text, "en")
    assert len(pictures(TEMPLATE, {**made, "themes": [], "evidence": []}, 20)) <= 3
