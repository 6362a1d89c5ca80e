"""FRED's figures: real-time periods, stretches of vintages, rolling windows, and the graph CSV.

Shapes were checked against the real answers of the shared folder, recorded in 2024.
"""

import json
from typing import Any

import numpy as np
import pytest

from evidence.periods import Frequency, day_number
from evidence.publication import DAY
from evidence.sources import Answer, Figures, Series, SourceError, fred
from tests.evidence.sources.played import WEB_PAGE, Player, newest, recorded, rows, shared, vintages

STRETCHES = (recorded("fred/observations_1.json"), recorded("fred/observations_2.json"))
DATES = recorded("fred/vintagedates.json")
MONTHLY = Series("TESTM", Frequency.MONTH)


def read(*bodies: bytes, series: Series = MONTHLY) -> Figures:
    (request,) = fred.requests([series], {"FRED_API_KEY": "k"})
    return fred.read([Answer(body, "") for body in bodies], request)[0]


def graph(body: bytes, series: Series = MONTHLY) -> Figures:
    (request,) = fred.requests([series], {})
    return fred.read(fred.download(request, Player(body)), request)[0]


def reply(*observations: tuple[str, str, str, str], **more: Any) -> bytes:
    """An answer with rows of date, value, real-time start and end."""
    members = [dict(zip(("date", "value", "realtime_start", "realtime_end"), one, strict=True)) for one in observations]
    return json.dumps({"realtime_start": "1776-07-04", "count": len(members), "observations": members, **more}).encode()


def test_a_figure_that_outlasts_a_stretch_is_one_vintage_and_not_two() -> None:
    assert vintages(read(*STRETCHES)) == [
        ("2020-01-01", "2020-02-05", 100.0),
        ("2020-01-01", "2020-03-05", 101.5),
        ("2020-02-01", "2020-03-05", 102.0),
        ("2020-02-01", "2020-05-05", 102.5),
        ("2020-03-01", "2020-05-05", 98.25),
    ]


def test_vintages_are_asked_for_in_stretches_that_cover_all_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fred, "MOST_VINTAGES", 2)
    (request,) = fred.requests([MONTHLY], {"FRED_API_KEY": "k"})
    player = Player(DATES, *STRETCHES)
    answers = fred.download(request, player)
    assert len(answers) == 2
    spans = [(asked["realtime_start"], asked["realtime_end"]) for _, asked, _ in player.asked[1:]]
    assert spans == [("1776-07-04", "2020-04-30"), ("2020-05-01", "9999-12-31")]
    assert not any("vintage_date" in asked for _, asked, _ in player.asked)


def test_no_stretch_holds_as_many_vintages_as_are_refused() -> None:
    dates = [str(np.datetime64("2000-01-01") + days) for days in range(4_500)]
    spans = fred._stretches(dates)
    held = [sum(start <= day <= end for day in dates) for start, end in spans]
    assert (max(held) < 2_000, sum(held), spans[0][0], spans[-1][1]) == (True, 4_500, "1776-07-04", "9999-12-31")


def test_dates_that_leave_a_rolling_window_are_not_retracted() -> None:
    end = "9999-12-31"
    body = reply(
        ("2020-01-01", "5.0", "2023-01-01", "2023-01-31"),
        ("2020-02-01", "5.1", "2023-01-01", "2023-02-28"),
        ("2020-03-01", "5.2", "2023-01-01", end),
    )
    assert [value for *_, value in vintages(read(body))] == [5.0, 5.1, 5.2]


def test_a_date_that_goes_while_an_earlier_one_stays_is_retracted() -> None:
    end = "9999-12-31"
    body = reply(("2020-01-01", "5.0", "2020-02-01", end), ("2020-02-01", "5.1", "2020-03-01", "2020-03-31"))
    assert repr(vintages(read(body))[-1]) == repr(("2020-02-01", "2020-04-01", float("nan")))


def test_a_series_that_ends_as_a_whole_is_not_retracted() -> None:
    body = reply(("2020-01-01", "5.0", "2020-02-01", "2021-01-01"), ("2020-02-01", "5.1", "2020-03-01", "2021-01-01"))
    assert len(read(body).days) == 2


def test_real_vintages_of_gdp_give_what_was_known_on_a_day() -> None:
    quarterly = Series("GDP", Frequency.QUARTER)
    everything = shared("responses/fred/series_observations_GDP_all_realtime.json").read_bytes()
    figures = read(everything, series=quarterly)
    earlier = shared("responses/fred/series_observations_GDP_realtime_end_2019-01-01.json").read_bytes()
    until = figures.times < day_number(np.datetime64("2019-01-02").item()) * DAY
    cut = Figures("GDP", figures.days[until], figures.values[until], figures.times[until])
    assert repr(newest(cut)) == repr(newest(read(earlier, series=quarterly)))
    assert newest(figures)["2024-07-01"] == 29_349.924
    first = dict(zip(reversed(figures.days.tolist()), reversed(figures.values.tolist()), strict=True))
    assert first[day_number(np.datetime64("2024-04-01").item())] == 28_629.153  # as output type 4 has it


def test_real_vintage_dates_are_paged_through() -> None:
    body = shared("responses/fred/series_vintagedates_GDP.json").read_bytes()
    (request,) = fred.requests([Series("GDP", Frequency.QUARTER)], {"FRED_API_KEY": "k"})
    assert len(fred._vintage_dates(request, Player(body))) == 393


@pytest.mark.parametrize(
    ("name", "code", "frequency"),
    [("VIXCLS", "VIXCLS", "D"), ("PNFI", "PNFI", "Q"), ("DGS10_lowercase_header", "DGS10", "D")],
)
def test_real_graph_files_are_read(name: str, code: str, frequency: str) -> None:
    body = shared(f"responses/fredgraph/{name}.csv").read_bytes()
    figures = graph(body, Series(code, Frequency(frequency)))
    filled = [line for line in body.decode().splitlines()[1:] if line.split(",")[1] not in ("", ".")]
    assert len(figures.days) == len(filled) > 300


def test_the_graph_has_todays_figures_without_a_time() -> None:
    assert rows(graph(recorded("fred/fredgraph.csv"))) == [("2020-01-01", 101.5), ("2020-04-01", 99.25)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (STRETCHES[0][:-40], "cut short or damaged"),
        (b'{"error_code":400,"error_message":"Bad Request.  The series does not exist."}', "got its error .*not exist"),
        (b"[]", "expected observations and count in FRED's answer"),
        (reply(("2020-01-01", "5.0", "2020-02-01", "9999-12-31"), count=2), "as it counts, got 1 too few"),
        (reply(units="pch"), "expected figures as published .*, got units 'pch'"),
        (reply(output_type=2), "got units None and output type 2"),
        (reply(("2020-01-01", "dear", "2020-02-01", "9999-12-31")), "expected numbers"),
        (reply(("2020-01-01", "1", "2020-02-01", "ever")), "expected ISO dates"),
        (reply(("2020-01-01", "1", "2020-02-01", "9999-12-31"), ("2020-01-08", "1", "2020-02-01", "9999-12-31")),
         "expected one figure a period .* got two, for 2020-01-01 and 2020-01-08"),
        (json.dumps({"realtime_start": "x", "count": 1, "observations": [{"date": "2020-01-01"}]}).encode(),
         "expected date and value and realtime_start and realtime_end"),
    ],
)  # fmt: skip
def test_what_is_no_answer_with_vintages_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "got nothing"),
        (WEB_PAGE, "got '<!DOCTYPE html>"),
        (b"observation_date,OTHER\n2020-01-01,1\n", "with the header observation_date,TESTM"),
        (b"observation_date,TESTM\n2020-01-01,1\n2020-02", "expected 2 cells in line 3"),
        (b"observation_date,TESTM\n2020-01-01,1\n2020-01-02,1\n", "expected one figure a period"),
    ],
)
def test_what_is_no_graph_file_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        graph(body)


def test_yearly_dates_are_no_monthly_series() -> None:
    body = b"observation_date,TESTM\n" + b"".join(b"%d-01-01,1\n" % year for year in range(2000, 2010))
    with pytest.raises(SourceError, match="expected the FRED series TESTM with frequency M, got dates 365 days apart"):
        graph(body)
