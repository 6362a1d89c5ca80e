"""Results kept for whoever asks again: never another answer, never more bytes than were allowed."""

import numpy as np
import pytest

from evidence.formula import Evaluation, Kind, Windows, evaluate, parse
from evidence.formula.memory import Memory
from tests.evidence.formula.catalogue import CATALOGUE, day, monthly_panel, window, windows

ASKED = (
    "mean(yoy(cpi) - yoy(cpi_electricity)) >= 1.5", "not (mean(yoy(cpi) - yoy(cpi_electricity)) >= 1.5)",
    "last(mavg(cpi, 3)) > last(mavg(cpi, 9)) and growth(cpi) > 2", "share(yoy(cpi) > 2, where=diff(cpi) > 0) >= 0.5",
    "at_least(2, growth(cpi) > 2, highest(cpi_electricity) >= 105, longest(diff(cpi) < 0) >= 3)",
)  # fmt: skip
OVER = window("2025-12-01", "2026-11-30")


def panels(rows: int = 40) -> dict:
    rng = np.random.default_rng(5)
    made = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, (2, rows, 36)), axis=2))
    return {slug: monthly_panel("2023-12", made[place]) for place, slug in enumerate(("cpi", "cpi_electricity"))}


def answers(evaluation: Evaluation, over: Windows = OVER) -> list[bytes]:
    return [evaluation.truth(parse(text, CATALOGUE, Kind.TRUTH).tree, over).tobytes() for text in ASKED]


def test_what_was_kept_is_not_computed_again_and_what_was_not_asked_for_longest_goes_first() -> None:
    memory: Memory[str, str] = Memory(20)
    computed: list[str] = []

    def recall(key: str) -> str:
        return memory.recall(key, lambda: computed.append(key) or key.upper(), lambda found: 10)

    assert [recall(key) for key in "aba"] == ["A", "B", "A"]
    recall("c")  # b goes
    assert [recall(key) for key in "ac"] == ["A", "C"]
    assert computed == ["a", "b", "c"]
    recall("b")
    assert computed == ["a", "b", "c", "b"]
    assert memory.bytes == 20


def test_a_result_larger_than_the_memory_is_given_and_drives_the_others_out() -> None:
    memory: Memory[str, int] = Memory(20)
    assert [memory.recall(key, lambda: 50, int) for key in "ab"] == [50, 50]
    assert memory.bytes == 50


@pytest.mark.parametrize("most", [0, 20_000, 10**9])
def test_formulas_asked_together_answer_as_each_alone_whatever_is_remembered(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "_MOST_BYTES", most)
    shared = Evaluation(panels(), {})
    together = [answers(shared), answers(shared)]
    alone = [answers(Evaluation(panels(), {}))[place] for place in range(len(ASKED))]
    assert together == [alone, alone]


def test_what_two_formulas_share_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    count: list[str] = []
    monkeypatch.setattr(
        evaluate.shifting, "yoy", lambda panel, real=evaluate.shifting.yoy: count.append("yoy") or real(panel)
    )
    answers(Evaluation(panels(), {}))
    assert len(count) == 2, "of the two indicators, in three formulas"


def test_figures_of_other_windows_are_not_confused() -> None:
    evaluation = Evaluation(panels(1), {})
    pairs = [("2025-12-01", "2026-11-30"), ("2025-06-01", "2026-05-31")]
    tree = parse("growth(cpi)", CATALOGUE).tree
    apart = [evaluation.number(tree, window(*pair))[0] for pair in pairs]
    assert apart[0] != apart[1]
    np.testing.assert_array_equal(evaluation.number(tree, windows(*pairs)), apart)
    assert Windows.single(day("2025-12-01"), 3) == Windows(np.array([day("2025-12-01")]), np.array([3]))
    assert Windows.single(1, 3) != Windows.single(1, 4)
