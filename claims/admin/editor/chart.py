"""The claim's chart on its page in the admin: the same as readers see, as of today."""

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from claims.admin.editor.page import Visit, today
from claims.inpages import figure
from claims.models import Claim
from claims.render import asking
from claims.settled import shown, standing_on


def charted(visit: Visit) -> dict[str, SafeString | str]:
    """The chart of a registered claim, or why there is none; drafts have the lines of the live check."""
    claim, day = Claim.objects.with_everything().get(pk=visit.claim.pk), today()
    checkpoint = shown([claim], day, standing_on([claim], day))[claim.pk]
    made = figure(asking(claim, (day, day, checkpoint), get_language() or "en"))
    return {"chart": made.svg, "no_chart": made.why}
