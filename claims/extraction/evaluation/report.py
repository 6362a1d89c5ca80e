"""The pipeline and its rivals on every labelled article, each fitted on the others only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from claims.extraction import bag, choosing, kinds
from claims.extraction.candidate import Reading, Span
from claims.extraction.evaluation import metrics, rivals
from claims.extraction.evaluation.labels import Article, Labelled
from claims.extraction.extract import THRESHOLD, is_settled, readings
from claims.extraction.script import simplified
from claims.extraction.suggest import suggested
from evidence.series import Bools, Floats

HITS = 5
RECALL = 0.85  # at which true-negative rates are compared
Claim: TypeAlias = tuple[Labelled, Reading | None]
METHODS = ("blended", "rules", "bag", "svm", "lead", "all")


@dataclass(frozen=True, slots=True)
class Scores:
    """One method on one article. `margin`: its F1 less that of proposing every unit, at the usual threshold."""

    average_precision: float
    true_negatives: float
    f1: float
    margin: float
    recall: float


@dataclass(frozen=True, slots=True)
class Result:
    """One article: its size, the scores of every method, and how well its claims were read, NaN where nothing is asked.

    `horizons`: share of the explicit ones that are read to the day; `undated`: share of the other claims left without
    one. `hits`: share of those that an indicator would measure with one of these among the first `HITS` suggested.
    `scripts`: share of the units of a text in Traditional characters that are read the same in Simplified ones.
    """

    article: Article
    claims: int
    scores: dict[str, Scores]
    linking: float
    kinds: float
    horizons: float
    undated: float
    hits: float
    scripts: float


def evaluate(articles: Sequence[Article]) -> Iterator[Result]:
    """Every article, with what learns fitted on all others; each as soon as it is known."""
    return (evaluated(one, [other for other in articles if other.name != one.name]) for one in articles)


def held_out(articles: Sequence[Article], others: Sequence[Article]) -> Iterator[Result]:
    """Articles that no rule has seen, with what learns fitted on the `others`, those that the rules were written on."""
    return (evaluated(one, others) for one in articles)


def evaluated(article: Article, others: Sequence[Article]) -> Result:
    """One article, with what learns fitted on the others."""
    texts, y = texts_and_labels([article])
    known, labels = texts_and_labels(others)
    found = _found(article)
    rules = np.array([one.score if one else 0.0 for one in found])
    learnt = rivals.bag_of_words(known, labels, texts)
    page = np.array([one is not None and is_settled(one) for one in found])
    scores: dict[str, Floats] = {
        "blended": np.where(page, rules, bag.pooled(rules, learnt)), "rules": rules, "bag": learnt,
        "svm": 1 / (1 + np.exp(-rivals.character_svm(known, labels, texts))),
        "lead": rivals.lead(len(y)), "all": rivals.every(len(y)),
    }  # fmt: skip
    claims, choice = _claims(article), train_choice(others)
    told = _kinds(claims, train_kinds(others))
    claims = [(unit, one and choosing.chosen(one, choice)) for unit, one in claims]
    return Result(
        article, len(claims), {name: _scores(y, p) for name, p in scores.items()}, _linking(claims), told,
        *_horizons(claims), _hits(claims), _scripts(article),
    )  # fmt: skip


@lru_cache(maxsize=128)  # each is asked for once as itself, and with the others at every other one
def _found(article: Article) -> tuple[Reading | None, ...]:
    """By the rules alone: what they read of every unit."""
    read = list(readings(article.text, article.published, None))
    return tuple(reading_of(unit.span, read) for unit in article.units)


def _claims(article: Article) -> list[Claim]:
    return [(unit, one) for unit, one in zip(article.units, _found(article), strict=True) if unit.kind]


@lru_cache(maxsize=128)
def _rows(article: Article) -> Floats:
    return np.array([kinds.row(one) for _, one in _claims(article) if one]).reshape(-1, kinds.BUCKETS)


@lru_cache(maxsize=128)
def _choices(article: Article) -> tuple[Floats, Bools]:
    """Every concept that a claim may be about, as the choice sees it, and whether it is labelled."""
    known = [(unit, one, list(choosing.candidates(one.around))) for unit, one in _claims(article) if one and one.around]
    found = [choosing.rows(one, names) for unit, one, names in known if names and unit.concepts]
    labels = [name in unit.concepts for unit, _, names in known if unit.concepts for name in names]
    return np.vstack([np.zeros((0, len(choosing.FEATURES))), *found]), np.array(labels, dtype=bool)


def texts_and_labels(articles: Sequence[Article]) -> tuple[list[str], Bools]:
    """The words of all units, and which are claims."""
    pairs = [(one.quote(unit), unit.kind is not None) for one in articles for unit in one.units]
    return [text for text, _ in pairs], np.array([label for _, label in pairs], dtype=bool)


def reading_of(span: Span, found: Sequence[Reading]) -> Reading | None:
    """The likeliest of the readings that share most of their own or of the span's length with it."""
    near = [one for one in found if _shared(span, one.unit.span) > 0.5]
    return max(near, key=lambda one: one.score, default=None)


def _shared(one: Span, other: Span) -> float:
    common = min(one.end, other.end) - max(one.start, other.start)
    return common / min(one.end - one.start, other.end - other.start)


def _scores(y: Bools, p: Floats) -> Scores:
    proposed = p >= THRESHOLD
    own = metrics.f1(y, proposed)
    return Scores(
        metrics.average_precision(y, p), metrics.true_negative_rate_at(RECALL, y, p), own,
        own - metrics.f1(y, np.ones(len(y), bool)), metrics.recall(y, proposed),
    )  # fmt: skip


def _linking(claims: Sequence[Claim]) -> float:
    if not any(unit.concepts for unit, _ in claims):
        return float("nan")  # nobody labelled them
    return metrics.f1_of_sets([
        (frozenset(unit.concepts), frozenset(one.concepts) if one else frozenset()) for unit, one in claims
    ])  # fmt: skip


def _kinds(claims: Sequence[Claim], weights: npt.NDArray[np.float16]) -> float:
    return _share([one is not None and unit.kind is kinds.kind_of(one, weights) for unit, one in claims])


def _horizons(claims: Sequence[Claim]) -> tuple[float, float]:
    read = [(unit.closes, one.horizon.closes if one and one.horizon else None) for unit, one in claims]
    dated = _share([expected == got for expected, got in read if expected])
    return dated, _share([got is None for expected, got in read if not expected])


def _hits(claims: Sequence[Claim]) -> float:
    return _share([
        one is not None and not set(unit.indicators).isdisjoint(suggested(one)[:HITS])
        for unit, one in claims if unit.indicators
    ])  # fmt: skip


def _scripts(article: Article) -> float:
    changed = simplified(article.text)
    if changed == article.text:
        return float("nan")
    pairs = zip_longest(_found(article), _found(replace(article, text=changed)))
    return _share([_understood(old) == _understood(new) for old, new in pairs])


def _understood(one: Reading | None) -> Reading | None:
    """All but the words themselves, which are in another script."""
    if one is None:
        return None
    horizon = one.horizon and replace(one.horizon, words="")
    reasons = tuple(replace(reason, words=()) for reason in one.reasons)
    return replace(one, text="", holder=simplified(one.holder), horizon=horizon, reasons=reasons)


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else float("nan")


def train(articles: Sequence[Article]) -> npt.NDArray[np.float16]:
    """The weights of the bag of words, fitted on all articles."""
    return rivals.bag_weights(*texts_and_labels(articles))


def train_kinds(articles: Sequence[Article]) -> npt.NDArray[np.float16]:
    """The weights of the kinds, fitted on the claims of all articles."""
    known = [unit.kind for one in articles for unit, read in _claims(one) if unit.kind and read]
    return kinds.fit(np.vstack([_rows(one) for one in articles]), known)


def train_choice(articles: Sequence[Article]) -> npt.NDArray[np.float32]:
    """The weights of the choice among concepts, fitted on the claims of all articles."""
    pairs = [_choices(one) for one in articles]
    return choosing.fit(np.vstack([rows for rows, _ in pairs]), np.concatenate([labels for _, labels in pairs]))
