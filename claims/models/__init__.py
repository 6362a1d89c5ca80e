from claims.models.act import Act
from claims.models.article import Article, Author, Theme
from claims.models.assessment import Assessment
from claims.models.backtest import Backtest, Calibration, PastClaims
from claims.models.claim import Claim
from claims.models.claimlink import ClaimLink
from claims.models.criterion import Criterion
from claims.models.forecast import Forecast
from claims.models.ledgerentry import LedgerEntry

__all__ = [
    "Act",
    "Article",
    "Assessment",
    "Author",
    "Backtest",
    "Calibration",
    "Claim",
    "ClaimLink",
    "Criterion",
    "Forecast",
    "LedgerEntry",
    "PastClaims",
    "Theme",
]
