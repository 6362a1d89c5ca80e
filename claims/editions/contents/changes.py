"""What has changed since the last edition: bands, states and probabilities, each with the releases that moved it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import log2
from typing import Any

from claims.editions.scorecard import Scorecard
from claims.models import Claim
from claims.onrecord.rounding import rounded
from claims.reading import Reading
from claims.scoring.appraisal import Spread
from claims.scoring.attribution import Move, Part, parts_of
from claims.scoring.past import World
from claims.scoring.randomness import PATHS
from claims.scoring.verdict import Overlay, clipped
from evidence.periods import date_of, day_number

_LEAST = 0.5 / PATHS  # a probability of zero counts as half a path, as in the attribution
SMALLEST = 0.05  # bits; a smaller move is not told
MOST_EXPLAINED = 16  # moves whose releases are asked for: each costs as many simulations as there were releases
Figures = Mapping[str, Any]


def changes(
    scorecard: Scorecard, claims: Sequence[Figures], before: Mapping[str, Any] | None, since: date, spread: Spread
) -> dict[str, Any]:
    """Every change since a day: against the data of an edition, else the changes of bands that assessments tell of.

    The greatest moves are explained: `parts` are the bits that time alone and each release contributed.
    """
    if before is None:
        found = [move for claim in claims for move in _told(scorecard, claim, since)]
        return {"since": str(since), "compared": False, "claims": _in_order(found)}
    known = {claim["slug"]: claim for claim in before["claims"]}
    found = [change for claim in claims if (change := _change(known.get(claim["slug"]), claim)) is not None]
    found += [_gone(claim) for slug, claim in known.items() if slug not in {one["slug"] for one in claims}]
    return {"since": str(since), "compared": True, "claims": _explained(scorecard, _in_order(found), since, spread)}


def _in_order(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What changed its standing first, then by how far it moved."""
    return sorted(found, key=lambda one: (one["what"] == "moved", -abs(one["bits"] or 0.0), one["number"]))


def _change(old: Figures | None, new: Figures) -> dict[str, Any] | None:
    if old is None:
        return _record("new", new, "", new["band"], None, new["p_hold"])
    then = next((one for one in old["checkpoints"] if one["checkpoint"] == new["checkpoint"]), None) or old
    bits = _moved(then, new)
    if (old["state"], old["version"]) != (new["state"], new["version"]):
        return _record("state", new, old["state"], new["state"], then["p_hold"], new["p_hold"], bits)
    if then["band"] != new["band"] and (then["band"] or new["p_hold"] is not None):
        return _record("band", new, then["band"], new["band"], then["p_hold"], new["p_hold"], bits)
    if bits is None or abs(bits) < SMALLEST:
        return None
    return _record("moved", new, then["band"], new["band"], then["p_hold"], new["p_hold"], bits)


def _gone(claim: Figures) -> dict[str, Any]:
    return _record("gone", claim, claim["band"], "", claim["p_hold"], None)


def _record(
    what: str, claim: Figures, old: str, new: str, p_old: float | None, p_new: float | None, bits: float | None = None
) -> dict[str, Any]:
    return {"slug": claim["slug"], "number": claim["number"], "checkpoint": claim["checkpoint"], "what": what,
            "from": old, "to": new, "p_from": p_old, "p_to": p_new,
            "bits": rounded(bits), "parts": []}  # fmt: skip


def _moved(old: Figures, new: Figures) -> float | None:
    """log2 of the probability over the one before, both unclipped; None where there is none."""
    one, other = _unclipped(old), _unclipped(new)
    return None if one is None or other is None else log2(other / one)


def _unclipped(figures: Figures) -> float | None:
    """What is published is clipped; base rate and bits still say what it was. No bits beside a base rate: zero."""
    p, base, bits = figures["p_hold"], figures["base_rate"], figures["bits"]
    if p is None or Overlay.NO_EVIDENCE in figures["overlays"]:
        return None
    if not base:
        return float(max(p, _LEAST))
    return _LEAST if bits is None else float(max(base * 2**bits, _LEAST))


def _told(scorecard: Scorecard, claim: Figures, since: date) -> list[dict[str, Any]]:
    """The changes of a claim's band after a day, as its assessment tells them."""
    own = next(one for one in scorecard.claims if one.slug == claim["slug"])
    row = scorecard.shown(own)
    moves = [one for one in (row.facts.get("changes") or [] if row else []) if one["on"] > str(since)]
    found = []
    for one in moves:
        record = _record("band", claim, one["from"], one["to"], _published(one["p_from"]), _published(one["p_to"]),
                         sum(part["bits"] for part in one["parts"]) if one["parts"] else None)  # fmt: skip
        found.append({**record, "parts": [_named(scorecard, part) for part in one["parts"]]})
    return found


def _explained(scorecard: Scorecard, found: list[dict[str, Any]], since: date, spread: Spread) -> list[dict[str, Any]]:
    """The greatest moves with their parts."""
    by_slug = {claim.slug: claim for claim in scorecard.claims}
    asked = {}
    for one in sorted(found, key=lambda one: -abs(one["bits"] or 0.0))[:MOST_EXPLAINED]:
        move = _move(scorecard, by_slug.get(one["slug"]), since) if one["bits"] else None
        if move is not None:
            asked[one["slug"]] = move
    jobs = [(move, _world_of(move, scorecard.dossier.world)) for move in asked.values()]
    parts = dict(zip(asked, spread(parts_of, jobs), strict=True))
    return [{**one, "parts": [_part(scorecard, part) for part in parts.get(one["slug"], ())]} for one in found]


def _move(scorecard: Scorecard, claim: Claim | None, since: date) -> Move | None:
    """The claim's question from a day to the scorecard's; None where it has no probability."""
    if claim is None or claim.nature != Claim.Nature.MEASURED or claim.pk in scorecard.dossier.unreadable:
        return None
    dossier, close = scorecard.dossier, day_number(scorecard.shows[claim.pk])
    days = day_number(since), dossier.day
    if claim.is_group:
        group = dossier.group(claim)
        return Move([dossier.question(one) for one in dossier.asked(claim) if one.criterion.slug in group.members],
                    group, close, *days)  # fmt: skip
    reading = scorecard.speaking(claim, scorecard.shown(claim))
    return Move([dossier.question(reading)], None, close, *days) if isinstance(reading, Reading) else None


def _world_of(move: Move, world: World) -> World:
    """What another process must be sent of the world."""
    slugs = {slug for question in move.questions for slug in question.leaves}
    return World(
        {slug: world.histories[slug] for slug in slugs}, {slug: world.measures[slug] for slug in slugs}, {},
        world.derived,
    )  # fmt: skip


def _part(scorecard: Scorecard, part: Part) -> dict[str, Any]:
    return _named(scorecard, {"indicator": part.indicator, "known": str(date_of(part.known)), "bits": part.bits})


def _named(scorecard: Scorecard, part: Mapping[str, Any]) -> dict[str, Any]:
    one = scorecard.dossier.indicators.get(part["indicator"])
    return {"indicator": part["indicator"], "name": one.name if one else "", "name_zh": one.name_zh if one else "",
            "known": part["known"], "bits": rounded(part["bits"])}  # fmt: skip


def _published(p: float | None) -> float | None:
    """As it is told while a claim is open; the bits are those of the whole p."""
    return None if p is None else rounded(clipped(p))
