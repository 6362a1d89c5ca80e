"""What has come of a simulated clock: how much of everything there is, and how much of it once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from claims.dossier import Dossier
from claims.ledger import verify
from claims.models import Claim, Delivery, Edition, Event, LedgerEntry, Notice, Settlement
from claims.settled import stood


def told(day: date) -> Mapping[str, Any]:
    """Counts, as plain data. `otherwise` are the settlements that whoever asks late would find otherwise."""
    rows = list(Settlement.objects.select_related("claim"))
    editions = list(Edition.objects.all())
    every = list(Claim.objects.with_everything())
    late = stood(every, Dossier(every, day, pools=False))
    return {
        "settlements": len(rows),
        "tests": len({(row.claim_id, row.criterion_id, row.checkpoint) for row in rows}),
        "outcomes": sorted({f"{row.outcome} {row.reason}".strip() for row in rows}),
        "otherwise": [f"{one.claim.number} {one.checkpoint}" for one in late if one.is_changed],
        "unsettled": sorted(f"{one.claim.number} {one.checkpoint}" for one in late if one.row is None),
        "entries": LedgerEntry.objects.tally(),
        "breaks": len(verify(LedgerEntry.objects.chain())[1]),
        "editions": len(editions),
        "weekly": sum(one.rhythm == "weekly" for one in editions),
        "periods": len({(one.rhythm, one.period) for one in editions}),
        "events": {kind: Event.objects.filter(kind=kind).count() for kind in Event.Kind.values},
        "told_settlements": Event.objects.filter(kind=Event.Kind.SETTLEMENT).values("claims").count(),
        "notices": Notice.objects.count(),
        "states": sorted(set(Notice.objects.values_list("state", flat=True))),
        "codes": sorted(str(code) for code in Notice.objects.values_list("code", flat=True)),
        "died": Delivery.objects.filter(outcome=Delivery.Outcome.DIED).count(),
    }
