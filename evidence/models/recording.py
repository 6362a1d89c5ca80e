"""What was recorded of an indicator at one moment: how far the figures that came then reach back, and until when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.indicator import Indicator


class Recording(models.Model):
    """Written by the database itself with each statement that adds observations, and never changed.

    There is one for millions of figures, so that whether anything is new need not be asked of the figures themselves.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, db_index=False, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    first_known = models.DateTimeField(_("earliest time known among its figures"))
    last_known = models.DateTimeField(_("latest time known among its figures"))

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        indexes = [models.Index(fields=["indicator", "recorded_at"], name="recording_of_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.recorded_at:%Y-%m-%d %H:%M}"
