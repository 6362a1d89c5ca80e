"""The table of a section as pages write it: figures to the right, days in one piece."""

from django.template.loader import render_to_string

from claims.wording.sections import Section, Table


def test_figures_stand_to_the_right_and_days_are_not_broken() -> None:
    table = Table(("Who", "Share", "Day"), (("C1", "7%", "2026-08-01"),), numeric=frozenset({1}), days=frozenset({2}))
    page = render_to_string("claims/table.html", {"section": Section("some", "Some", (), table)})
    assert '<th scope="col">Who</th><th scope="col" class="figure">Share</th><th scope="col">Day</th>' in page
    assert '<th scope="row">C1</th><td class="figure">7%</td><td class="whole">2026-08-01</td>' in page
