"""The dry run of drafts in the database, and what it says of them in both languages."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from claims.dossier import Dossier
from claims.dryrun import dry_run, of_words
from claims.models import Assessment, Claim, Criterion
from claims.reading import Reading
from claims.scoring.dryrun import Fault, Finding, Severity
from claims.wording.dryrun import sentence, severity_word
from tests.claims import content

FIGURES = {
    "formula": "holds_when", "why": "x", "indicator": "jobs", "series": "jobs", "checkpoint": "2026-11-30",
    "windows": 3, "fewest": 20, "answered": 40, "opens": "2020-01-01", "rate": 0.97, "hits": 39, "reason": "",
    "threshold": "4%", "said": ("2.5%", "3%"), "fields": ("statement", "reading"),
}  # fmt: skip


def test_every_criterion_is_run_and_nothing_is_recorded(world: Path) -> None:
    runs = {run.criterion.key: run for run in dry_run(content.AS_OF)}
    assert set(runs) == {"C1.p", "C2.p", "C2.s1", "C3.p", "C4.p", "C7.p"}
    assert {one.figures["indicator"] for one in runs["C7.p"].findings if one.fault is Fault.NO_VALUE} == {"jobs"}
    assert runs["C7.p"].is_refused
    assert Fault.RELATION in {one.fault for one in runs["C4.p"].findings}
    assert Fault.NO_VALUE not in {one.fault for one in runs["C1.p"].findings}
    assert not Assessment.objects.exists()


def test_some_claims_can_be_run_alone(world: Path) -> None:
    assert [run.criterion.key for run in dry_run(content.AS_OF, Claim.objects.filter(number="C1"))] == ["C1.p"]


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_a_sentence_in_both_languages(fault: Fault) -> None:
    said = set()
    for language in ("en", "zh-hant"):
        with override(language):
            said.add(sentence(Finding(fault, Severity.REFUSED, FIGURES)))
            assert severity_word(Severity.REFUSED)
    assert len(said) == 2
    assert all("%(" not in one and "%%" not in one for one in said)


def test_a_threshold_that_the_claims_words_contradict_is_refused_unless_a_reason_is_given(world: Path) -> None:
    chosen = Claim.objects.filter(number="C1")
    chosen.update(reading="Power prices grow by at least 2.5% more.")
    found = [one for run in dry_run(content.AS_OF, chosen) for one in run.findings]
    unsaid = next(one for one in found if one.fault is Fault.UNSAID_THRESHOLD)
    assert unsaid.severity is Severity.REFUSED
    assert "1.5 in what is checked or in the quote, which say 2.5%" in sentence(unsaid)
    reasoned = [one for run in dry_run(content.AS_OF, chosen, "He wrote so later.") for one in run.findings]
    assert Severity.REFUSED not in {one.severity for one in reasoned if one.fault is Fault.UNSAID_THRESHOLD}
    assert "He wrote so later." in sentence(next(one for one in reasoned if one.fault is Fault.UNSAID_THRESHOLD))
    chosen.update(reading="Power prices grow by at least 1.5 points more.")
    assert Fault.UNSAID_THRESHOLD not in {one.fault for run in dry_run(content.AS_OF, chosen) for one in run.findings}


@pytest.mark.usefixtures("first_article")
def test_no_threshold_of_the_first_article_contradicts_its_words_without_a_reason() -> None:
    """About 80 % is read as at least 75 and about 30 % as at most 35; what a low hires rate is the words leave open."""
    chosen = list(Claim.objects.with_everything())
    dossier = Dossier(chosen, date(2026, 8, 1))
    primaries = [one for claim in chosen for one in claim.criteria.all() if one.role == Criterion.Role.PRIMARY]
    readings = [one for one in map(dossier.reading, primaries) if isinstance(one, Reading)]
    found = [
        (one.criterion.key, finding.figures["threshold"])
        for one in readings
        for finding in of_words(one, one.criterion.claim, "")
    ]
    assert len(readings) > 30
    assert found == [("C12.p", "75"), ("C12.p", "35"), ("C12.p", "75"), ("C29.x1", "3.4")]


def test_an_indicator_of_which_nothing_was_ever_fetched_names_the_command_that_asks_for_it() -> None:
    stopped, empty = (Finding(Fault.NO_VALUE, Severity.REFUSED, {"indicator": "jobs", **more})
                      for more in ({}, {"is_empty": True}))  # fmt: skip
    assert "it has stopped" in sentence(stopped)
    assert "nothing of it was ever fetched. Run `claimbase evidence refresh`" in sentence(empty)


def test_an_english_field_that_is_chinese_is_a_warning(world: Path) -> None:
    chosen = Claim.objects.filter(number="C1")
    chosen.update(statement="電價漲得比物價快。")
    found = [one for run in dry_run(content.AS_OF, chosen) for one in run.findings]
    warned = next(one for one in found if one.fault is Fault.UNTRANSLATED)
    assert (warned.severity, warned.figures) == (Severity.WARNING, {"fields": ("statement",)})
    assert "Say there in English, in your own words, what the Chinese beside it says" in sentence(warned)


@pytest.mark.parametrize(
    ("language", "figures", "fields"),
    [("en", "2.5%, 3%", "“statement”, “what is checked”"), ("zh-hant", "2.5%、3%", "「論點陳述」、「檢驗內容」")],
)
def test_a_list_is_divided_as_its_language_divides_one(language: str, figures: str, fields: str) -> None:
    with override(language):
        assert figures in sentence(Finding(Fault.UNSAID_THRESHOLD, Severity.REFUSED, FIGURES))
        assert fields in sentence(Finding(Fault.UNTRANSLATED, Severity.WARNING, FIGURES))


def test_a_reason_given_is_shown() -> None:
    noted = Finding(Fault.NEARLY_ALWAYS, Severity.NOTE, {**FIGURES, "reason": "her own bet"})
    assert "her own bet" in sentence(noted)


@pytest.mark.parametrize(("language", "words"), [("en", "expected numbers of claims"), ("zh-hant", "應為論點的編號")])
def test_a_number_that_no_claim_has_does_not_pass_the_dry_run(world: Path, language: str, words: str) -> None:
    with pytest.raises(CommandError, match=f"{words}.*C99"):
        call_command("dryrun", "C7", "C99", as_of=date(2026, 2, 20), language=language)


def test_the_command_exits_with_one_where_a_criterion_is_refused(world: Path, capsys: pytest.CaptureFixture) -> None:
    day = date(2026, 2, 20)
    with pytest.raises(SystemExit) as exit_:
        call_command("dryrun", "C7", as_of=day, stdout=StringIO())
    assert exit_.value.code == 1
    assert "jobs" in capsys.readouterr().out


def test_a_claim_that_is_no_test_yet_is_refused_and_the_others_are_run(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Criterion.objects.filter(key="C7.p").delete()
    with pytest.raises(SystemExit):
        call_command("dryrun", "C1", "C7", as_of=content.AS_OF)
    said = capsys.readouterr().out
    assert "refused: expected one primary criterion of C7, got 0" in said
    assert "of 1 criteria are refused" in said
