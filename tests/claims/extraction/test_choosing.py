"""Which concepts a claim is about: few features, learnt, and never a concept that is nowhere near."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from claims.extraction import choosing
from claims.extraction.candidate import Reading
from claims.extraction.extract import Trained, readings

DAY = date(2026, 9, 1)


def read(text: str) -> list[Reading]:
    return list(readings(text, DAY, None))


def learnt(text: str) -> list[Reading]:
    return list(readings(text, DAY, Trained(None, None, choosing.load())))


def weights(**own: float) -> np.ndarray:
    return np.array([own.get(feature.replace(" ", "_").replace(",", ""), 0.0) for feature in choosing.FEATURES])


def test_a_claim_is_about_what_it_is_said_of_and_not_about_the_reason() -> None:
    text = "隨著通膨降溫、關稅落定，我們認為十年期公債殖利率年底前將跌破 4%。"
    (by_rules,), (found,) = read(text), learnt(text)
    assert set(by_rules.concepts) == {"cpi", "tariffs", "treasury_yield"}
    assert found.concepts[0] == "treasury_yield"
    assert len(found.concepts) < len(by_rules.concepts)


def test_what_a_sentence_leaves_out_is_taken_from_the_one_before() -> None:
    text = "銅價明年會漲到一萬二。看多的人其實太少，年底前還會再漲兩成。銅價的漲勢沒有結束。"
    assert read(text)[1].concepts == ()
    found = learnt(text)[1]
    assert (found.concepts, found.places) == (("copper",), ())


def test_concepts_with_a_place_come_first_and_places_are_theirs() -> None:
    text = "Oil will fall. Gold will rise because inflation, gold's friend, will return."
    for one in learnt(text):
        for name, place in zip(one.concepts, one.places, strict=False):
            assert one.text[place:].lower().startswith({"oil": "oil", "gold": "gold", "cpi": "inflation"}[name])


def test_candidates_are_named_here_or_around() -> None:
    first, *_, fourth = read("油價會漲。金價會跌。銅價會漲。失業率會升。")
    assert first.around is not None
    assert fourth.around is not None
    assert set(choosing.candidates(first.around)) == {"oil"}
    assert set(choosing.candidates(fourth.around)) == {"unemployment_rate", "copper", "gold"}


def test_the_likeliest_needs_less_than_the_others() -> None:
    (one,) = read("失業率會上升，薪資會下降。")
    low = float(np.log(0.35 / 0.65))
    assert choosing.chosen(one, weights(any=low)).concepts == ("unemployment_rate",)
    assert choosing.chosen(one, weights(any=low - 1)).concepts == ()
    assert choosing.chosen(one, weights(any=5.0)).concepts == ("unemployment_rate", "wages")


def test_a_reading_without_surroundings_stays_as_it_is() -> None:
    (one,) = read("失業率會上升。")
    bare = replace(one, around=None)
    assert choosing.chosen(bare, weights(any=5.0)) is bare
    with pytest.raises(ValueError, match="knows its surroundings"):
        choosing.rows(bare, ["gold"])


def test_fitted_weights_give_back_a_rule_that_they_can_say() -> None:
    draw = np.random.default_rng(1)
    rows = draw.integers(0, 2, (400, len(choosing.FEATURES))).astype(float)
    rows[:, choosing.FEATURES.index("any")] = 1
    labels = rows[:, choosing.FEATURES.index("first")] > 0
    found = choosing.fit(rows, labels)
    assert (rows @ found > 0).tolist() == labels.tolist()


def test_a_file_of_other_features_is_refused(tmp_path) -> None:
    file = tmp_path / "choice.npy"
    assert choosing.load(file) is None
    np.save(file, np.zeros(3))
    with pytest.raises(ValueError, match=r"expected \d+ weights in .*choice.npy, got shape"):
        choosing.load(file)
