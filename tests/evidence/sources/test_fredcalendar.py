"""What FRED says about series and releases. Shapes were checked against the real answers of the shared folder."""

import pytest

from evidence.periods import Frequency, date_of
from evidence.sources import Answer, SourceError, fredcalendar
from evidence.sources.fredcalendar import About, Release
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, shared

KEY = {"FRED_API_KEY": "k"}
INVENTED = Release(999, "Invented Release")


def answer(body: bytes) -> Answer:
    return Answer(body, "")


def test_a_series_is_described_with_its_unit_and_frequency() -> None:
    about = fredcalendar.read_about(answer(recorded("fred/series.json")), "TESTM")
    assert (about.unit, about.frequency, about.adjustment) == ("Index 2017=100", Frequency.MONTH, "SA")
    assert (str(date_of(about.first)), str(date_of(about.last))) == ("2020-01-01", "2025-11-01")


def test_a_release_has_days_behind_and_ahead() -> None:
    release = fredcalendar.read_release(answer(recorded("fred/series_release.json")), "TESTM")
    assert release == INVENTED
    days = fredcalendar.read_dates(answer(recorded("fred/release_dates.json")), release)
    assert [str(date_of(day)) for day in days] == ["2025-11-18", "2025-12-18", "2026-01-13", "2026-02-11"]


def test_planned_days_are_asked_for() -> None:
    request = fredcalendar.dates_request(INVENTED, KEY)
    player = Player(b"{}")
    fredcalendar.download(request, player)
    assert player.asked[0][1]["include_release_dates_with_no_data"] == "true"


def test_real_answers_are_read() -> None:
    folder = "responses/fred"
    gdp: About = fredcalendar.read_about(answer(shared(f"{folder}/series_GDP.json").read_bytes()), "GDP")
    assert (gdp.unit, gdp.frequency) == ("Billions of Dollars", Frequency.QUARTER)
    weekly = fredcalendar.read_about(answer(shared(f"{folder}/series_info_WGS10YR.json").read_bytes()), "WGS10YR")
    assert weekly.frequency is Frequency.WEEK
    release = fredcalendar.read_release(answer(shared(f"{folder}/series_release_GDP.json").read_bytes()), "GDP")
    assert release == Release(53, "Gross Domestic Product")
    cpi = Release(10, "Consumer Price Index")
    assert len(fredcalendar.read_dates(answer(shared(f"{folder}/release_dates_10.json").read_bytes()), cpi)) == 927


def test_without_a_key_it_says_where_to_get_one() -> None:
    with pytest.raises(SourceError, match=r"in FRED_API_KEY, got none; ask for one at https://fred\.stlouisfed\.org"):
        fredcalendar.about_request("TESTM", {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (recorded("fred/release_dates.json")[:-30], "cut short or damaged"),
        (b'{"error_code":429,"error_message":"Too Many Requests."}', "got its error .*Too Many"),
        (b'{"count":2,"release_dates":[{"release_id":999,"date":"2026-01-13"}]}', "expected 2 days .*, got 1"),
        (b'{"count":1,"release_dates":[{"release_id":10,"date":"2026-01-13"}]}', 'expected days .*"release_id": 10'),
        (b'{"count":1,"release_dates":[{"release_id":999,"date":"soon"}]}', "expected ISO dates"),
    ],
)
def test_what_is_no_calendar_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        fredcalendar.read_dates(answer(body), INVENTED)


def test_the_description_of_another_series_is_refused() -> None:
    with pytest.raises(SourceError, match='expected the description of GDP from FRED, got that of "TESTM"'):
        fredcalendar.read_about(answer(recorded("fred/series.json")), "GDP")
