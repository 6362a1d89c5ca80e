"""How often one may ask, by what one is: whoever is not known by address, accounts by the groups they are in."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from claimbase.wrongtries import address_of

ANONYMOUS, ACCOUNT = "anonymous", "account"


class RoleThrottle(SimpleRateThrottle):
    """Requests a minute, by `API_RATES`: of the groups that somebody is in the most generous holds."""

    cache = caches["throttles"]
    rate = "1/min"  # until it is known who asks

    def allow_request(self, request: Request, view: Any) -> bool:
        """Whether there is one more left in the last minute."""
        self.num_requests, self.duration = _most(request), 60
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Of an account, or of an address."""
        who = f"a{request.user.pk}" if request.user.is_authenticated else address_of(request._request)
        return f"api.{who}"


def _most(request: Request) -> int:
    rates: dict[str, int] = settings.API_RATES
    if not request.user.is_authenticated:
        return rates[ANONYMOUS]
    groups = request.user.groups.values_list("name", flat=True)
    return max([rates[ACCOUNT], *(rates[name] for name in groups if name in rates)])
