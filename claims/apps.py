from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    """What was said about the world, and whether it is holding."""

    name = "claims"
    verbose_name = _("Claims")
