"""What FRED says about a series rather than of it: title, unit, frequency, its release, and that release's days.

https://fred.stlouisfed.org/docs/api/fred/series.html, series_release.html, release_dates.html. All need a key. Planned
days are asked for by `include_release_dates_with_no_data`; FRED's days are those on which it expects to load a release.
A request names no series of figures: what comes is read by the function that belongs to the question.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evidence.periods import Frequency, Ints
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Request, SourceError
from evidence.sources.fred import KEY

SERIES = "https://api.stlouisfed.org/fred/series"
RELEASE = "https://api.stlouisfed.org/fred/series/release"
DATES = "https://api.stlouisfed.org/fred/release/dates"
MOST_DATES = 10_000


@dataclass(frozen=True)
class About:
    """A series in FRED's words. Days are day numbers; `frequency` is None for one that has no name here."""

    code: str
    title: str
    unit: str
    frequency: Frequency | None
    adjustment: str
    first: int
    last: int


@dataclass(frozen=True)
class Release:
    """A publication that brings series up to date."""

    number: int
    name: str


def about_request(code: str, settings: Mapping[str, str]) -> Request:
    """Asks for a series' description. Raises `SourceError` without a key."""
    return Request(SERIES, (), {"series_id": code, **_base(settings)})


def release_request(code: str, settings: Mapping[str, str]) -> Request:
    """Asks which release brings a series. Raises `SourceError` without a key."""
    return Request(RELEASE, (), {"series_id": code, **_base(settings)})


def dates_request(release: Release, settings: Mapping[str, str]) -> Request:
    """Asks for all days of a release, planned ones too. Raises `SourceError` without a key."""
    question = {"release_id": str(release.number), "include_release_dates_with_no_data": "true"}
    return Request(DATES, (), {**question, "sort_order": "asc", "limit": str(MOST_DATES), **_base(settings)})


def _base(settings: Mapping[str, str]) -> dict[str, str]:
    key = settings.get(KEY, "")
    if not key:
        raise SourceError(
            f"expected a key for FRED's descriptions and calendar in {KEY}, got none; "
            "ask for one at https://fred.stlouisfed.org/docs/api/api_key.html"
        )
    return {"api_key": key, "file_type": "json"}


def download(request: Request, client: Client) -> Answer:
    """Ask."""
    return client.get(request.address, request.parameters)


def read_about(answer: Answer, code: str) -> About:
    """The description of a series. Raises `SourceError`, also for another series."""
    row = _only(answer, "seriess", f"the description of {code}")
    names = ("id", "title", "units", "frequency_short", "seasonal_adjustment_short", "observation_start",
             "observation_end")  # fmt: skip
    jsonbody.members(row, names, f"the description of {code}")
    if row["id"] != code:
        raise SourceError(f"expected the description of {code} from FRED, got that of {jsonbody.shown(row['id'])}")
    first, last = table.days([str(row["observation_start"]), str(row["observation_end"])], code).tolist()
    letter = str(row["frequency_short"])
    frequency = Frequency(letter) if letter in set(Frequency) else None
    return About(code, str(row["title"]), str(row["units"]), frequency, str(row[names[4]]), first, last)


def read_release(answer: Answer, code: str) -> Release:
    """The release of a series. Raises `SourceError`."""
    row = _only(answer, "releases", f"the release of {code}")
    jsonbody.members(row, ("id", "name"), f"the release of {code}")
    if type(row["id"]) is not int:
        raise SourceError(f"expected the number of the release of {code}, got {jsonbody.shown(row['id'])}")
    return Release(row["id"], str(row["name"]))


def read_dates(answer: Answer, release: Release) -> Ints:
    """All days of a release, ascending. Raises `SourceError`, also where days are missing or another release's."""
    what = f"days of {release.name}"
    reply = jsonbody.members(_reply(answer, what), ("release_dates", "count"), what)
    rows = jsonbody.items(reply["release_dates"], what)
    if reply["count"] != len(rows):
        raise SourceError(f"expected {jsonbody.shown(reply['count'])} {what}, got {len(rows)}")
    for row in rows:
        if jsonbody.members(row, ("release_id", "date"), what)["release_id"] != release.number:
            raise SourceError(f"expected {what}, got {jsonbody.shown(row)}")
    return table.days([str(row["date"]) for row in rows], what)


def _reply(answer: Answer, what: str) -> object:
    reply = jsonbody.parsed(answer.body, what)
    if isinstance(reply, dict) and "error_message" in reply:
        raise SourceError(f"expected {what} from FRED, got its error {jsonbody.shown(reply['error_message'])}")
    return reply


def _only(answer: Answer, member: str, what: str) -> dict[str, object]:
    rows = jsonbody.items(jsonbody.members(_reply(answer, what), (member,), what)[member], what)
    if len(rows) != 1:
        raise SourceError(f"expected {what} from FRED, got {len(rows)} of them")
    return jsonbody.members(rows[0], (), what)
