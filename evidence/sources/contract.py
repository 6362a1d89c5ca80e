"""What every source does, in three steps: request -> download -> read. Only download touches the network.

requests(series, settings)  what to ask for                        pure
download(request, client)   the answers, byte by byte              by the client it is given
read(answers, request)      figures out of those bytes             pure, so kept bytes can be read again
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

import numpy as np

from evidence.periods import Frequency, Ints, date_of, day_number
from evidence.publication import DAY, UNDATED
from evidence.series import Bools, Floats

EARLIEST, LATEST = day_number(date(1600, 1, 1)), day_number(date(2299, 12, 31))  # of periods and publications


class SourceError(Exception):
    """A source did not give what was expected. Says what was expected, what came, and what to do.

    `answer` is what the provider said instead, where that did not get as far as an answer of its own.
    """

    def __init__(self, message: str, answer: "Answer | None" = None) -> None:
        super().__init__(message)
        self.answer = answer


class UnreachableError(SourceError):
    """A provider cannot be reached at all; asking for its next series would be no better.

    `retry_after` is how many seconds it asked us to wait, 0 when it did not say.
    """

    def __init__(self, message: str, retry_after: float = 0.0, answer: "Answer | None" = None) -> None:
        super().__init__(message, answer)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Limits:
    """How hard a provider may be asked: seconds between two calls, jobs at once, series that one job asks for."""

    seconds_between: float = 1.0
    at_once: int = 1
    series_a_job: int = 1


@dataclass(frozen=True)
class Series:
    """A provider's series, as an indicator names it."""

    code: str
    frequency: Frequency


@dataclass(frozen=True)
class Request:
    """One question to a provider, about one series or several."""

    address: str
    series: tuple[Series, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back: the bytes, and the facts of the transport worth keeping."""

    body: bytes
    address: str
    status: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of one series as the provider writes them, in its unit.

    `days` are the provider's dates (days since 1970-01-01), `times` the moments from which each figure was known in
    microseconds since then, or `UNDATED` where the provider does not say. NaN with a time retracts an earlier figure.
    `pseudo` is given where every moment is to be taken as it stands, and says which of them were inferred before.
    `is_real_time`: `times` are of the provider's own record, of publications or of days it was asked for, with every
    figure there was.
    """

    code: str
    days: Ints
    values: Floats
    times: Ints
    pseudo: Bools | None = None
    is_real_time: bool = False

    def __post_init__(self) -> None:
        """Refuse what no calendar of ours holds: year 9999 is a provider's "no end" or a lie, and has no day after."""
        dated = self.times[self.times != UNDATED] // DAY
        for days in (self.days, dated):
            outside = days[(days < EARLIEST) | (days > LATEST)]
            if outside.size:
                raise SourceError(
                    f"expected days from {date_of(EARLIEST)} to {date_of(LATEST)} in the figures of {self.code}, "
                    f"got {np.datetime64(int(outside[0]), 'D')}"
                )

    @property
    def said(self) -> "Figures":
        """Without undated rows that hold no figure: what is shown today leaves gaps, and only a date can retract."""
        silent = (self.times == UNDATED) & np.isnan(self.values)
        if not silent.any():
            return self
        pseudo = None if self.pseudo is None else self.pseudo[~silent]
        return replace(
            self, days=self.days[~silent], values=self.values[~silent], times=self.times[~silent], pseudo=pseudo
        )

    @property
    def is_snapshot(self) -> bool:
        """Whether the provider gave today's figures only, without saying when they became known."""
        return bool((self.times == UNDATED).all())


def undated(code: str, days: Ints, values: Floats) -> Figures:
    """Today's figures of a series."""
    return Figures(code, days, values, np.full(len(days), UNDATED))


class Client(Protocol):
    """What a source may do to the outside world. Implemented by `evidence.web.client`."""

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch an address. Raises `UnreachableError` or `SourceError`."""
        ...


class Offline:
    """A client for runs without a network: sources that need one find nobody in reach."""

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Raise `UnreachableError`."""
        raise UnreachableError(f"expected a network to fetch {address}, got none: this run is offline")


@dataclass(frozen=True)
class Hearing:
    """A client that notes every answer, also what a provider said in place of one."""

    client: Client
    heard: list[Answer]

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """As the client does."""
        try:
            answer = self.client.get(address, parameters, headers)
        except SourceError as error:
            if error.answer is not None:
                self.heard.append(error.answer)
            raise
        self.heard.append(answer)
        return answer


class Source(Protocol):
    """A module of `evidence.sources`. `HOSTS` are those it talks to; none for a source on this machine.

    It may have `LIMITS` of its own; without, the usual ones hold. Where its provider counts calls, `calls_a_day` says
    by settings how many it takes.
    """

    HOSTS: tuple[str, ...]

    def requests(self, series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
        """The questions that bring these series. `settings` holds keys and places by name."""
        ...

    def download(self, request: Request, client: Client) -> list[Answer]:
        """Ask."""
        ...

    def read(self, answers: Sequence[Answer], request: Request) -> list[Figures]:
        """Make figures of the answers. Raises `SourceError` on a body that is not what was asked for."""
        ...
