"""Which series learn from each other, and how many days pass from a provider's date to its publication.

FRED's codes. The lags are those of the releases: H.15 yields, spreads and closing prices the next day, H.10 exchange
rates on the Monday after, weekly claims on Thursday for the week that ended on Saturday, the Fed's balance sheet on
Thursday for Wednesday, money stock in the fourth week of the next month. Codes that no line names are "other", with
a lag by the gap between their dates.
"""

import re
from dataclasses import dataclass

import numpy as np

from evidence.periods import Ints


@dataclass(frozen=True)
class Group:
    """Series of one kind. `is_log`: differences are taken of logarithms where all figures are positive."""

    name: str
    lag: int
    is_log: bool = False


_GROUPS = (
    (r"DFF|EFFR|SOFR|OBFR", Group("overnight", 1)),
    (r"SOFR\d+DAYAVG", Group("average", 0)),
    (r"IORB|IORR|DFEDTAR[LU]|DPCREDIT", Group("administered", 0)),
    (r"DGS\d+(MO)?|DTB\d+|DFII\d+|MORTGAGE\d+US", Group("yield", 1)),
    (r"THREEFYTP\d+", Group("yield", 6)),
    (r"T10Y(2Y|3M|FF)", Group("slope", 1)),
    (r"T\d+YIE|T5YIFR", Group("inflation", 1)),
    (r"EXPINF\d+YR", Group("inflation", 12)),
    (r"VIXCLS|VXVCLS|VX\w+CLS|GVZCLS|OVXCLS", Group("stress", 1, is_log=True)),
    (r"BAML\w+", Group("stress", 1)),
    (r"STLFSI\d|NFCI|ANFCI", Group("stress", 5)),
    (r"NASDAQ\w+|SP500|DJIA|WILL\w+", Group("equity", 1, is_log=True)),
    (r"DEX\w+|DTWEX\w+", Group("currency", 4, is_log=True)),
    (r"DHHNGSP|DCOIL\w+", Group("energy", 6, is_log=True)),
    (r"GAS\w+W", Group("energy", 1, is_log=True)),
    (r"WALCL|TREAST|WSHOMCB|WTREGEN|WRESBAL|RRPONTSYD|W?LRRAL", Group("balance sheet", 1, is_log=True)),
    (r"ECBASSETSW|JPNASSETS", Group("balance sheet", 4, is_log=True)),
    (r"WM[12]NS|M[12]SL", Group("money", 25, is_log=True)),
    (r"ICSA|IC4WSA", Group("activity", 5, is_log=True)),
    (r"WEI", Group("activity", 5, is_log=True)),
    (r"CCSA", Group("activity", 12, is_log=True)),
)
_OTHER_LAGS = ((4, 1), (10, 6), (40, 45), (120, 120))  # gap between dates in days, lag


def group_of(code: str, days: Ints) -> Group:
    """The group of a series; `days` are its dates."""
    for pattern, group in _GROUPS:
        if re.fullmatch(pattern, code):
            return group
    gap = float(np.median(np.diff(days))) if len(days) > 1 else 1.0
    lag = next((lag for longest, lag in _OTHER_LAGS if gap <= longest), 250)
    return Group("other", lag)
