"""What the extraction owes to any text: nothing lost, both scripts alike, and reasons beside each proposal."""

import subprocess
import sys
from datetime import date
from functools import cache

import opencc
import pytest

from claims.extraction.candidate import Block, Candidate, Kind, Reading
from claims.extraction.evaluation.labels import articles
from claims.extraction.extract import candidates, readings
from claims.extraction.loader import CHUNK, chunks
from claims.extraction.phrases import phrases
from claims.extraction.suggest import suggested
from tests.database import CHECKOUT

DAY = date(2025, 12, 1)


def only(text: str) -> Candidate:
    (found,) = candidates(text, DAY)
    return found


def first(text: str) -> Reading:
    return next(iter(readings(text, DAY, None)))


@cache
def converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def seen(one: Reading) -> tuple[object, ...]:
    return one.unit, round(one.score, 9), one.kind, one.concepts, one.direction, one.negated


@pytest.mark.parametrize("article", articles(), ids=lambda one: one.name)
def test_traditional_and_simplified_are_read_alike(article) -> None:
    for unit in article.units:
        quote = article.quote(unit)
        changed = converter("t2s").convert(quote)
        if len(changed) == len(quote):
            old, new = readings(quote, DAY, None), readings(changed, DAY, None)
            assert [seen(one) for one in old] == [seen(one) for one in new], quote


@pytest.mark.parametrize("text", ["去年冬天的需求已經證明了這一點。", "Demand proved the point last winter.",
                                  "電價去年上漲了 8%。"])  # fmt: skip
def test_what_is_told_of_the_past_alone_is_not_proposed(text: str) -> None:
    assert candidates(text, DAY) == []


@pytest.mark.parametrize("word", ["資料", "材料", "原料", "燃料"])
def test_a_cue_inside_another_word_is_none(word: str) -> None:
    assert "future" not in {reason.feature for reason in first(f"{word}的價格下跌。").reasons}
    assert "future" in {reason.feature for reason in first("金價料下跌。").reasons}


def test_what_the_author_says_to_think_comes_before_why_and_a_head_before_what_qualifies_it() -> None:
    assert first("電網投資落後，我認為美國失業率會上升。").concepts[0] == "unemployment_rate"
    assert first("消費者電價會上漲。").concepts == ("electricity", "consumption")


def test_a_claim_is_proposed_with_what_it_says() -> None:
    best = only("央行官員表示，失業率明年不會上升。").best
    assert best.concepts == ("unemployment_rate",)
    assert best.horizon is not None
    assert best.horizon.closes == date(2026, 12, 31)
    assert (best.negated, best.direction, best.holder) == (True, "down", "央行官員")
    assert {"concept", "change", "horizon"} <= {reason.feature for reason in best.reasons}


@pytest.mark.parametrize(
    "text",
    [
        "失業率會上升嗎？",
        "責任編輯：王大華",
        "Subscribe to our letter on the unemployment rate.",
        "謝謝各位。",
        "",
        "\n \n",
    ],
)
def test_questions_and_page_lines_are_not_proposed(text: str) -> None:
    assert candidates(text, DAY) == []


def test_denying_that_something_was_said_is_no_claim() -> None:
    assert first("我不是說失業率會上升。").voided
    assert candidates("我不是說失業率會上升。", DAY) == []


def test_a_bullet_is_about_what_its_lead_in_names() -> None:
    found = list(readings("失業率：\n\n• 明年將繼續上升\n• 年底突破 5%\n", DAY, None))
    assert [one.unit.block for one in found] == [Block.SENTENCE, Block.BULLET, Block.BULLET]
    assert [one.concepts for one in found] == [("unemployment_rate",)] * 3


def test_what_is_said_twice_is_one_candidate_with_two_places() -> None:
    text = "能源將成為人工智慧的真正瓶頸。\n\n通膨仍會繼續下降。\n\n未來，能源將成為人工智慧的真正瓶頸。"
    found = candidates(text, DAY)
    assert [len(one.spans) for one in found] == [2, 1]
    assert [text[span.start : span.end] for span in found[0].spans] == [text.split("\n\n")[0], text.split("\n\n")[2]]


@pytest.mark.parametrize(("one", "other"), [("5%", "6%"), ("會", "不會")])
def test_other_figures_or_polarity_never_merge(one: str, other: str) -> None:
    text = "美國失業率明年年底前{}升破{}，服務業的招聘將繼續放緩。"
    pair = (
        (text.format("會", one), text.format("會", other))
        if "%" in one
        else (text.format(one, "5%"), text.format(other, "5%"))
    )
    assert [len(found.spans) for found in candidates("\n\n".join(pair), DAY)] == [1, 1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("比特幣將跑贏黃金。", Kind.COMPARISON),
        ("推動金價的是央行買盤，而不是美元。", Kind.RELATION),
        ("十年期美債殖利率年底將落在 4% 以下。", Kind.LEVEL),
        ("Rents will keep falling.", Kind.TREND),
        ("The Bank of Japan hikes twice.", Kind.EVENT),
    ],
)
def test_the_kind_follows_the_form_of_the_statement(text: str, kind: Kind) -> None:
    assert first(text).kind is kind


HOSTILE = {
    "one long line": "失業率將上升，" * 15_000,
    "control characters": "失業率\x00將\x1b[31m上升\x07。\x0b\x85",
    "html": "<script>alert('失業率將上升')</script><p>失業率將上升。</p>",
    "directions": "\u202e失業率將上升\u202c。\u200b\ufeff",
    "surrogates and emoji": "😀失業率👩‍👩‍👧將上升。\U000e0041",
    "signs only": "。。。！！！……" * 5_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_with_nothing_lost(text: str) -> None:
    found = list(readings(text, DAY, None))
    covered = sum(one.unit.span.end - one.unit.span.start for one in found)
    assert all(one.text == text[one.unit.span.start : one.unit.span.end] for one in found)
    assert covered >= 0.99 * len("".join(text.split())) - 10
    assert all(text[span.start : span.end] for one in candidates(text, DAY) for span in one.spans)


def test_chunks_make_the_text_again_and_offsets_hold_across_them() -> None:
    text = "\n\n".join(f"第 {number} 節的失業率將上升到 {number}%。" for number in range(3_000))
    parts = list(chunks(text))
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert len(parts) > 2
    assert all(part.end - part.start <= CHUNK for part in parts)
    assert all(one.text == text[one.unit.span.start : one.unit.span.end] for one in readings(text, DAY, None))


def test_spacy_waits_for_the_first_text() -> None:
    program = (
        "import sys, claims.extraction.extract, claims.extraction.evaluation.report\n"
        "print('spacy' in sys.modules)\n"
        "list(claims.extraction.extract.readings('x', __import__('datetime').date(2026, 1, 1), None))\n"
        "print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, text=True, capture_output=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_the_pipeline_can_be_kept_and_loaded(tmp_path) -> None:
    import spacy

    from claims.extraction.loader import pipeline

    pipeline().to_disk(tmp_path / "kept")
    doc = spacy.load(tmp_path / "kept")("失業率將上升。")
    assert [span.label_ for span in doc.spans["concepts"]] == ["unemployment_rate"]


def test_five_megabytes_on_lines_of_a_hundred_thousand_are_read_with_nothing_lost() -> None:
    line = "".join(f"第 {number} 州的失業率將上升到 {number}%，" for number in range(6_000))[:100_000]
    text = "\n".join([line] * 26)
    assert len(text.encode()) > 5_000_000
    found = list(readings(text, DAY, None))
    assert all(one.text == text[one.unit.span.start : one.unit.span.end] for one in found)
    assert sum(len("".join(one.text.split())) for one in found) == len("".join(text.split()))


@pytest.mark.parametrize("article", articles(), ids=lambda one: one.name)
def test_what_is_proposed_of_a_whole_article_is_the_same_in_both_scripts(article) -> None:
    changed = converter("t2s").convert(article.text)
    if len(changed) != len(article.text):
        pytest.skip("the conversion changes the length, so that places cannot be compared")
    old, new = candidates(article.text, DAY), candidates(changed, DAY)
    assert [(one.spans, one.best.kind, one.best.concepts, one.best.direction) for one in old] == [
        (one.spans, one.best.kind, one.best.concepts, one.best.direction) for one in new
    ]
    assert [suggested(one.best) for one in old] == [suggested(one.best) for one in new]
    assert [phrases(one.best) for one in old] == [phrases(one.best) for one in new]
