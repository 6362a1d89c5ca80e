"""Wealth shares by generation.

The shape was checked against a real table of an earlier release in public code, dlin2028/wealthvisualizer@71e2b7e0b0
dfa-generation-shares.csv (`REAL` has the net worth of its first and another quarter, of public record); that it lies in
`dfa.zip` under this name, against public programs that take it from there.
"""

import io
import zipfile

import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Series, SourceError, dfa
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows

BOOMERS = "generation_shares.baby_boom"
REAL = """Date,Category,Net worth,Assets,Real estate
1989:Q3,Silent,78.3,73.2,66.6
1989:Q3,BabyBoom,21.4,26.3,32.7
1989:Q3,GenX,0.4,0.6,0.6
1989:Q3,Millennial,0,0,0
2001:Q3,Silent,53,48.2,42.5
2001:Q3,BabyBoom,41.5,43.6,46.1
2001:Q3,GenX,5.5,8.2,11.3
2001:Q3,Millennial,0,0.1,0.1
"""


def packed(table: str | bytes, name: str = "dfa-generation-shares.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), table, zipfile.ZIP_DEFLATED)  # of 1980: the same bytes at any time
    return file.getvalue()


def read(answer: bytes, *codes: str) -> list[Figures]:
    (request,) = dfa.requests([Series(code, Frequency.QUARTER) for code in codes or (BOOMERS,)], {})
    return dfa.read(dfa.download(request, Player(answer)), request)


def test_all_generations_come_out_of_one_file() -> None:
    boomers, young = read(
        packed(recorded("fed_dfa/dfa-generation-shares.csv")), BOOMERS, "generation_shares.millennial"
    )
    assert rows(boomers) == [("1989-07-01", 29.6), ("1989-10-01", 30.0)]
    assert rows(young) == [("1989-07-01", 0.0), ("1989-10-01", 0.0)]


def test_real_rows_are_read_and_may_miss_a_hundred_by_rounding() -> None:
    (boomers,) = read(packed(REAL))
    assert rows(boomers) == [("1989-07-01", 21.4), ("2001-07-01", 41.5)]


@pytest.mark.parametrize("code", ["generation_shares.alpha", "age_shares.baby_boom", "generation_shares"])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a quarterly code such as generation_shares\.baby_boom, got "):
        dfa.requests([Series(code, Frequency.QUARTER)], {})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "expected a ZIP file .*, got nothing"),
        (WEB_PAGE, "expected a ZIP file .*, got '<!DOCTYPE"),
        (packed(REAL)[:-40], "expected a ZIP file"),
        (packed(REAL, "dfa-age-shares.csv"), "expected dfa-generation-shares.csv in the ZIP file .*, got no such"),
        (packed("Date,Category,Assets\n"), "with Date, Category and Net worth, got"),
        (packed(REAL.splitlines()[0]), "got no quarter"),
        (packed(REAL[: REAL.index(",48.2")]), "expected whole rows"),
        (packed("\n".join(REAL.splitlines()[:4])), "that add up to 100 in .*, got Silent, BabyBoom, GenX"),
        (packed(REAL.replace("BabyBoom", "Boomers")), "expected percent of Silent, BabyBoom"),
        (packed(REAL.replace("78.3", "0.783").replace("21.4", "0.214")), "that add up to 100"),
        (packed(REAL.replace("78.3", "most")), "expected numbers"),
        (packed(REAL.replace("78.3", "")), "that add up to 100"),
        (packed(REAL.replace("1989:Q3", "1989-09-30")), "expected quarters such as 1989:Q3 in .*, got '1989-09-30'"),
        (packed(REAL.replace("1989:Q3,GenX", "1989:Q3,Silent")), "expected whole rows, each once"),
    ],
)
def test_what_are_no_shares_of_net_worth_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(answer)


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dfa, "MOST_BYTES", 100)
    with pytest.raises(SourceError, match="expected at most 100 bytes"):
        read(packed(REAL))


def test_a_damaged_file_is_refused_wherever_a_byte_is_wrong() -> None:
    whole = packed(REAL)
    refusals = [
        refusal(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]) for place in range(len(whole))
    ]
    assert len([said for said in refusals if said]) > len(whole) // 2
    assert [said for said in refusals if said and not (said.startswith("expected ") and ", got " in said)] == []


def refusal(answer: bytes) -> str:
    """What the error says with which a file is refused; "" for one that is read as the whole one."""
    try:
        (figures,) = read(answer)
    except SourceError as error:
        return str(error)
    assert rows(figures) == [("1989-07-01", 21.4), ("2001-07-01", 41.5)]
    return ""
