"""Figures in the admin: shares in percents, no probability where there is no evidence, nothing to sixteen digits."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.admin.figures import ASSESSMENT, rounded
from claims.assess import assess
from claims.models import Assessment
from tests.claims import content

LONG = re.compile(r"\d\.\d{7,}")


@pytest.fixture
def ann(world: Path, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    return client


def test_zero_of_nothing_is_no_probability() -> None:
    row = Assessment(p_hold=0.0, p_fail=0.0, p_mixed=0.0, p_unknown=1.0, overlays=["no evidence"], band="no evidence")
    said = {name: str(show(row)) for name, show in ASSESSMENT.items()}
    assert [said[name] for name in ("p_hold", "p_fail", "p_mixed", "band")] == ["no evidence"] * 4
    assert said["p_unknown"] == "100%"
    assert said["base_rate"] == "–"
    known = Assessment(p_hold=0.6234567890123456, p_fail=0.3, band="undecided")
    assert ASSESSMENT["p_hold"](known) == "62%"


def test_figures_of_facts_have_a_few_digits() -> None:
    assert rounded({"a": [0.12345678, 1, "x", None], "b": {"c": 123456.789}}) == {
        "a": [0.1235, 1, "x", None],
        "b": {"c": 123500.0},
    }


def test_pages_of_assessments_show_no_long_numbers_and_say_where_there_is_no_evidence(ann: Client) -> None:
    assess(content.AS_OF, processes=1)
    shown = ann.get(reverse("admin:claims_assessment_changelist")).content.decode()
    assert not LONG.search(shown)
    assert "no evidence" in shown
    for row in Assessment.objects.all()[:9]:
        page = ann.get(reverse("admin:claims_assessment_change", args=[row.pk])).content.decode()
        assert not LONG.search(page), LONG.search(page)
    silent = Assessment.objects.filter(band="no evidence", p_hold=0).first()
    assert silent is not None
    page = ann.get(reverse("admin:claims_assessment_change", args=[silent.pk])).content.decode()
    assert "no evidence" in page
    assert ">0.0<" not in page


def test_assessments_are_filtered_by_the_words_of_their_band(ann: Client) -> None:
    assess(content.AS_OF, processes=1)
    where = reverse("admin:claims_assessment_changelist")
    shown = ann.get(where, {"band": "no evidence"})
    rows = shown.context["cl"].result_list
    assert {row.band for row in rows} == {"no evidence"}
