from claims.models.act import Act
from claims.models.agenda import Agenda
from claims.models.answer import Answer
from claims.models.article import Article, Author, Theme
from claims.models.articletext import ArticleText, quotes
from claims.models.assessment import Assessment
from claims.models.backtest import Backtest, Calibration, PastClaims
from claims.models.candidate import Candidate, CandidateSpan, Decision, Proposal
from claims.models.claim import Claim
from claims.models.claimlink import ClaimLink
from claims.models.criterion import Criterion
from claims.models.event import Event, Seen
from claims.models.extraction import Extraction
from claims.models.forecast import Forecast
from claims.models.lastvisit import LastVisit
from claims.models.ledgerentry import LedgerEntry
from claims.models.notice import Delivery, Notice
from claims.models.rating import Rating
from claims.models.scorecard import Edition
from claims.models.settlement import Settlement, SettlementReview
from claims.models.submission import Submission
from claims.models.subscription import Subscriber, Subscription

__all__ = [
    "Act",
    "Agenda",
    "Answer",
    "Article",
    "ArticleText",
    "Assessment",
    "Author",
    "Backtest",
    "Calibration",
    "Candidate",
    "CandidateSpan",
    "Claim",
    "ClaimLink",
    "Criterion",
    "Decision",
    "Delivery",
    "Edition",
    "Event",
    "Extraction",
    "Forecast",
    "LastVisit",
    "LedgerEntry",
    "Notice",
    "PastClaims",
    "Proposal",
    "Rating",
    "Seen",
    "Settlement",
    "SettlementReview",
    "Submission",
    "Subscriber",
    "Subscription",
    "Theme",
    "quotes",
]
