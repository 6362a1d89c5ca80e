"""When somebody last looked: what is new to them is what was found since."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

GAP = timedelta(hours=4)  # without a look, after which the next one begins another visit


class LastVisitQuerySet(models.QuerySet["LastVisit"]):
    """Visits, in the words of whoever is visited."""

    def looked(self, user: int | None, now: datetime) -> datetime | None:
        """Note that somebody looks now; when their visit before this one ended, None at their first.

        One statement, so that two pages opened at once agree.
        """
        with connection.cursor() as cursor:
            cursor.execute(_LOOKED, {"user": user, "now": now, "gap": GAP.total_seconds()})
            found: datetime | None = cursor.fetchone()[0]
            return found


_LOOKED = """
INSERT INTO claims_lastvisit AS one (user_id, looked_at, before) VALUES (%(user)s, %(now)s, NULL)
ON CONFLICT (user_id) DO UPDATE SET
    before = CASE WHEN one.looked_at < %(now)s - make_interval(secs => %(gap)s) THEN one.looked_at ELSE one.before END,
    looked_at = greatest(one.looked_at, %(now)s)
RETURNING before
"""


class LastVisit(models.Model):
    """Of somebody with an account. `before` is when their visit before the present one ended."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    looked_at = models.DateTimeField(_("last look"))
    before = models.DateTimeField(_("end of the visit before"), null=True)

    objects = LastVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return f"{self.user_id} {self.looked_at}"
