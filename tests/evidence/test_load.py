"""What an installation knows of sources and indicators is what its content files say, today."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from evidence.ingest import ingest
from evidence.load import load
from evidence.models import Indicator, Source
from evidence.models.natural import keep
from evidence.publication import DAY
from evidence.tomlfiles import ContentError
from evidence.wordedunits import declared
from tests import factories

pytestmark = pytest.mark.django_db
SOURCE = '[fred]\nname = "FRED"\nname_zh = "FRED"\nlicence = "terms"\n'
INDICATOR = '[x]\nname = "X"\nname_zh = "X"\nunit = "USD"\nfrequency = "M"\naggregation = "mean"\n'
LAG = "publication_lag = 3\n"
RAW = 'source = "fred"\ncode = "X"\n' + LAG


def loaded(folder: Path, source: str, *indicators: str) -> None:
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(source)
    (folder / "indicators" / "one.toml").write_text("\n".join(indicators))
    load(folder)


def test_a_line_that_was_taken_out_has_no_more_effect(tmp_path: Path) -> None:
    said = 'unserved = "no module"\nchecked_against = "figures"\nfamily = "prices"\nminimum = 0.0\n'
    loaded(tmp_path, SOURCE + 'verified_against = "a body"\n', INDICATOR + RAW + said)
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    one = Indicator.objects.get(slug="x")
    assert (one.unserved, one.checked_against, one.family, one.minimum) == ("", "", "", None)
    assert not Source.objects.get(slug="fred").is_verified


def test_a_series_can_become_a_formula_over_others(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    parts = [INDICATOR.replace("[x]", f"[{name}]") + RAW.replace('"X"', f'"{name}"') for name in "ab"]
    loaded(tmp_path, SOURCE, INDICATOR + 'formula = "a + b"\n', *parts)
    one = Indicator.objects.get(slug="x")
    assert (one.source, one.code, one.formula) == (None, "", "a + b")


def test_what_is_learnt_of_an_indicator_stays(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    Indicator.objects.update(learnt_lag=12)
    loaded(tmp_path, SOURCE, INDICATOR + RAW.replace(LAG, "publication_lag = 9\n"))
    assert Indicator.objects.get(slug="x").usual_lag == 12


def test_an_indicator_that_an_archive_brought_gets_the_name_by_which_content_knows_its_series(tmp_path: Path) -> None:
    brought = factories.indicator("fred_x", code="X")
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    assert Indicator.objects.get().slug == "x"
    assert Indicator.objects.get().pk == brought.pk
    loaded(tmp_path, SOURCE, INDICATOR + RAW.replace('"X"', '"Y"'), INDICATOR.replace("[x]", "[z]") + RAW)
    assert dict(Indicator.objects.values_list("slug", "code")) == {"x": "Y", "z": "X"}
    assert Indicator.objects.get(slug="x").pk == brought.pk, "it has another code now, and is not renamed again"


def test_the_number_of_queries_does_not_grow_with_what_has_not_changed(
    tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parts = [INDICATOR.replace("[x]", f"[x{n}]") + RAW.replace('"X"', f'"X{n}"') for n in range(30)]
    loaded(tmp_path, SOURCE, *parts)
    with django_assert_max_num_queries(6):
        loaded(tmp_path, SOURCE, *parts)
    assert Indicator.objects.count() == 30


def refusal(folder: Path, *indicators: str) -> str:
    with pytest.raises(ContentError) as refused:
        loaded(folder, SOURCE, *indicators)
    return str(refused.value)


def derived(formula: str, slug: str = "share", unit: str = "ratio") -> str:
    return INDICATOR.replace("[x]", f"[{slug}]").replace('"USD"', f'"{unit}"') + f'formula = "{formula}"\n'


def test_a_series_of_the_files_is_not_taken_over_by_another_entry(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    said = refusal(tmp_path, INDICATOR + RAW, INDICATOR.replace("[x]", "[y]") + RAW)
    assert said == "expected a series of its own at [y] in one.toml, got X of fred, which is already x, one.toml"
    assert list(Indicator.objects.values_list("slug", "code")) == [("x", "X")]


def test_an_indicator_that_content_has_known_keeps_its_slug(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW + 'checked_against = "figures"\n')
    said = refusal(tmp_path, INDICATOR.replace("[x]", "[y]") + RAW)
    assert said == "expected a series of its own at [y], got X, which is already x: keep that slug"
    assert list(Indicator.objects.values_list("slug", flat=True)) == ["x"]


def test_a_slug_stands_in_one_file_only(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    (tmp_path / "indicators" / "two.toml").write_text(INDICATOR + RAW.replace('"X"', '"Y"'))
    with pytest.raises(ContentError, match=r"expected \[x\] once, got it in one.toml and in two.toml"):
        load(tmp_path)


def test_a_derived_indicator_that_has_left_the_files_is_not_in_the_way_of_later_loads(tmp_path: Path) -> None:
    raw = INDICATOR + RAW
    loaded(tmp_path, SOURCE, raw, derived("x / x"), derived("x * 2", "twice", "USD"))
    loaded(tmp_path, SOURCE, raw.replace('"USD"', '"percent"'))
    assert set(Indicator.objects.values_list("slug", flat=True)) == {"x", "share"}, "what can be computed may stay"


WRONG = {
    "formula": (derived("nothing / x"), "nothing / x\n^\ncharacter 1: expected a known indicator, got nothing"),
    "unit of a share": (derived("x / x", unit="percent"),
                        "expected the formula to yield percent, got ratio; a share is a ratio: say unit = \"ratio\", "
                        "or multiply the formula by 100%"),
    "unit": (derived("x / x", unit="%"), "expected one of MMBtu, "),
    "frequency": (derived("quarterly(x)", unit="USD"), "expected the formula to be M, got Q"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_in_a_formula_or_its_unit_is_named_by_file_entry_and_key(what: str, tmp_path: Path) -> None:
    entry, why = WRONG[what]
    said = refusal(tmp_path, INDICATOR + RAW, entry)
    assert said.startswith(f"{what.partition(' ')[0]} at [share] in one.toml: {why}")
    assert not Indicator.objects.exists()


def test_a_share_in_percent_is_a_ratio_multiplied_by_a_hundred_percent(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW, derived("x / x * 100%", unit="percent"))
    assert str(Indicator.objects.catalogue().derived["share"].type.unit) == "percent"


def test_a_raw_indicator_says_how_late_its_figures_come_or_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, INDICATOR + RAW.replace(LAG, ""))
    assert "publication_lag" in said
    assert "[x] in one.toml" in said
    assert not Indicator.objects.exists()


def test_a_derived_indicator_has_the_lags_of_its_parts_and_none_of_its_own(tmp_path: Path) -> None:
    loaded(tmp_path, SOURCE, INDICATOR.replace("[x]", "[a]") + RAW, INDICATOR + 'formula = "a * 2"\n')
    assert Indicator.objects.get(slug="x").publication_lag is None


@pytest.mark.parametrize(("more", "expected"), [("", "no"), ('redistribute = "no"\n', "no"),
                                                ('licence = "public domain"\n', "yes"),
                                                ('licence = "owner copyright"\n', "derived")])  # fmt: skip
def test_without_a_licence_figures_may_not_be_passed_on(tmp_path: Path, more: str, expected: str) -> None:
    loaded(tmp_path, SOURCE, INDICATOR + RAW + more)
    assert Indicator.objects.get(slug="x").redistribute == expected


@pytest.mark.parametrize("wish", ["yes", "derived"])
def test_figures_are_not_passed_on_under_a_licence_that_is_not_named(tmp_path: Path, wish: str) -> None:
    said = refusal(tmp_path, INDICATOR + RAW + f'redistribute = "{wish}"\n')
    assert "expected a licence at [x] in one.toml" in said


def test_a_value_outside_the_choices_is_answered_with_file_entry_key_and_the_choices(tmp_path: Path) -> None:
    said = refusal(tmp_path, INDICATOR.replace('"M"', '"monthly"') + RAW)
    assert "[x] in one.toml" in said
    assert 'frequency = "monthly"' in said
    assert all(f'"{letter}" (' in said for letter in "DWMQA")


def test_a_value_that_a_model_refuses_is_answered_with_file_entry_and_key(tmp_path: Path) -> None:
    said = refusal(tmp_path, INDICATOR + RAW + f'family = "{"long" * 20}"\n')
    assert "[x] in one.toml" in said
    assert "family: " in said


def test_what_the_database_alone_refuses_is_answered_with_the_row_and_the_model_s_words() -> None:
    source = factories.source()
    values = {"name": "X", "name_zh": "X", "unit": "USD", "frequency": "M", "aggregation": "mean"}
    values |= {"source": source, "code": "X"}
    with pytest.raises(ContentError) as error:
        keep(Indicator, {"slug": "x"}, values, "[x] in one.toml")
    assert str(error.value).startswith("expected a valid indicator at [x] in one.toml, got Expected a publication_lag")
    assert not Indicator.objects.exists()


RECORDED = {"code": ('code = "X"', 'code = "Y"'), "frequency": ('frequency = "M"', 'frequency = "Q"'),
            "formula": (RAW, 'formula = "a + b"\n'), "unit": ('unit = "USD"', 'unit = "mn USD"')}  # fmt: skip


@pytest.mark.parametrize("what", RECORDED)
def test_recorded_figures_stay_those_of_their_series(what: str, tmp_path: Path) -> None:
    parts = [INDICATOR.replace("[x]", f"[{name}]") + RAW.replace('"X"', f'"{name}"') for name in "ab"]
    loaded(tmp_path, SOURCE, INDICATOR + RAW, *parts)
    other = (INDICATOR + RAW).replace(*RECORDED[what])
    loaded(tmp_path, SOURCE, other, *parts)
    loaded(tmp_path, SOURCE, INDICATOR + RAW, *parts)
    ingest(factories.batch(Indicator.objects.get(slug="x"), [(0, 40 * DAY, 1.0)]))
    refused = rf"expected .*{what} = .* at \[x\] in one.toml, of which figures are recorded"
    with pytest.raises(ContentError, match=refused):
        loaded(tmp_path, SOURCE, other, *parts)
    before = Indicator.objects.values(*RECORDED).get(slug="x")
    for changed in ({"code": "Z"}, {"unit": "mn USD"}):
        with pytest.raises(IntegrityError, match="figures of x are recorded"), transaction.atomic():
            Indicator.objects.filter(slug="x").update(**changed)
    assert Indicator.objects.values(*RECORDED).get(slug="x") == before


def test_content_says_what_the_words_of_an_archive_mean_that_nobody_understood(tmp_path: Path) -> None:
    said = {"unit": declared("100 Million JPY"), "code": "X", "source": factories.source(), "publication_lag": 30}
    x = factories.indicator("from_an_archive", **said)
    ingest(factories.batch(x, [(0, 40 * DAY, 1.0)]))
    loaded(tmp_path, SOURCE, INDICATOR + RAW)
    assert Indicator.objects.values_list("slug", "unit").get(pk=x.pk) == ("x", "USD")
    with pytest.raises(IntegrityError, match="figures of x are recorded"), transaction.atomic():
        Indicator.objects.filter(slug="x").update(unit="index[100-Million-JPY]")
