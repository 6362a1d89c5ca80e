"""What differs between two editions, in the words of a reader's language."""

from django.utils.translation import override

from claims.editions.difference import Changed, Difference
from claims.editions.differing import lines, rows

FOUND = Difference(
    (), (),
    (Changed("C1", {"band": ("undecided", "on track"), "state": ("draft", "registered"), "p_hold": (0.5, 0.91),
                    "overlays": ([], ["stale", "too early"])}),),
    {"settlement C2 2026-11-30": (None, "held"), "void": ({"void": 0, "settled": 1}, {"void": 1, "settled": 3})},
)  # fmt: skip


def test_no_code_of_the_program_stands_in_a_difference() -> None:
    with override("zh-hant"):
        said = lines(FOUND, "2026-W47", "2026-W48")
    text = " ".join(said).replace("2026-W47", "").replace("2026-W48", "")
    for code in ("undecided", "on track", "draft", "registered", "stale", "too early", "held"):
        assert code not in text
    assert "未定 → 成立中" in text
    assert "50% → 91%" in text
    assert "0 / 1 → 1 / 3" in text


def test_in_english_bands_and_outcomes_are_their_own_words() -> None:
    text = " ".join(lines(FOUND, "a", "b"))
    assert "undecided → on track" in text
    assert "– → held" in text


def test_a_table_of_it_says_the_same() -> None:
    said = rows(FOUND)
    assert said[:2] == [("C1", "band", "undecided", "on track"), ("C1", "state", "draft", "registered")]
    assert said[-1] == ("", "void share", "0 / 1", "1 / 3")
    came = rows(Difference(("C2",), ("C3",), (), {}))
    assert came == [("C2", "new", "–", "–"), ("C3", "no longer there", "–", "–")]


def test_what_differs_is_never_said_to_be_the_same() -> None:
    close = Difference((), (), (Changed("C1", {"p_hold": (0.3012, 0.2988), "base_rate": (0.9951, 0.9975)}),), {})
    assert rows(close) == [("C1", "probability", "30.12%", "29.88%"), ("C1", "base rate", "99.51%", "99.75%")]
    assert lines(close, "a", "b")[1:] == ["C1: probability 30.12% → 29.88%; base rate 99.51% → 99.75%"]
