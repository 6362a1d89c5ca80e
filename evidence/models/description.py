"""What a provider says of a series: its title, unit and frequency in the provider's own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.indicator import Indicator


class Description(models.Model):
    """The newest description of an indicator's series, to be held against what the indicator declares."""

    indicator = models.OneToOneField(
        Indicator, models.CASCADE, primary_key=True, verbose_name=_("indicator"), related_name="description"
    )
    title = models.CharField(_("title"), max_length=500)
    unit = models.CharField(_("unit"), max_length=200)
    frequency = models.CharField(_("frequency"), max_length=1, blank=True, help_text=_("Empty: one unknown here."))
    seasonal_adjustment = models.CharField(_("seasonal adjustment"), max_length=60, blank=True)
    newest = models.DateField(_("newest period at the provider"))
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("description of a series")
        verbose_name_plural = _("descriptions of series")
        ordering = ("indicator",)

    def __str__(self) -> str:
        return self.title

    @property
    def is_discontinued(self) -> bool:
        """Whether the provider says in the title that the series goes on no more, as FRED does."""
        return "DISCONTINUED" in self.title
