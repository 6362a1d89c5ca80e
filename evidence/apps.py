from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """What the world did: indicators, their observations, and how both were obtained."""

    name = "evidence"
    verbose_name = _("Evidence")
