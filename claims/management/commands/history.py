"""`claimbase history CLAIM`: what was registered of a claim and when, what changed and why, and its links."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.management.acting import find_claim
from claims.models import Act, Claim, ClaimLink
from claims.wording.languages import LANGUAGES


class Command(BaseCommand):
    help = "Tell a claim's history: acts with their ledger entries, criteria by version, links to other claims."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("claim", metavar="CLAIM", help="the claim's slug, or its number")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        claim = find_claim(options["claim"])
        with override(options["language"]):
            self.stdout.writelines(f"{line}\n" for line in _told(claim))


def _told(claim: Claim) -> Iterator[str]:
    yield f"{claim}: {claim.get_state_display()}"
    for act in claim.acts.select_related("entry").order_by("entry"):
        yield from _act(act)
    for one in claim.criteria.all():
        yield f"  {one.name} ({one.get_role_display()})  {one.holds_when or one.relation}"
    for link in ClaimLink.objects.about(claim):
        ended = _(" (ended %(day)s: %(why)s)") % {"day": f"{link.ended_at:%Y-%m-%d}", "why": link.ended_reason} \
            if link.ended_at else ""  # fmt: skip
        yield f"  {link}: {link.reason} ({link.by}){ended}"


def _act(act: Act) -> Iterator[str]:
    figures = {"at": f"{act.at:%Y-%m-%d %H:%M}", "what": act.get_kind_display(), "version": act.version, "by": act.by,
               "entry": act.entry_id, "reason": act.reason}  # fmt: skip
    yield _("%(at)s  %(what)s by %(by)s, version %(version)s, entry %(entry)s: %(reason)s") % figures
    yield from (f"  {change}" for change in json.loads(act.entry.body).get("changes", ()))
