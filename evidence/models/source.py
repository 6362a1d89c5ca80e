"""A provider of figures: an agency, an exchange, an analyst."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.edited import edited
from evidence.told import of_two


@edited("SourceEdit")
class Source(models.Model):
    """Who publishes, under which terms, and where to read about it. How to fetch is code: `evidence.sources`."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    address = models.URLField(_("address"), blank=True)
    licence = models.CharField(_("licence"), max_length=300)
    key_variable = models.CharField(
        _("variable of the key"), max_length=60, blank=True, help_text=_("The environment variable that holds a key.")
    )
    key_address = models.URLField(_("where to get a key"), blank=True)
    politeness = models.CharField(
        _("politeness limits"),
        max_length=300,
        blank=True,
        help_text=_("How often, and how, the provider may be asked."),
    )
    verified_against = models.CharField(
        _("verified against"), max_length=400, blank=True,
        help_text=_("The real recorded body that reading was checked against, and its origin; empty: unverified."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("slug",)

    def __str__(self) -> str:
        return of_two(self.name, self.name_zh)

    @property
    def is_verified(self) -> bool:
        """Whether reading this source was checked against a real body rather than documentation only."""
        return bool(self.verified_against)
