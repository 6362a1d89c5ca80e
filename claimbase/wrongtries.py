"""Wrong passwords: after a few, a name is not tried again from the same address for a while.

Counted in the cache, which all processes of a machine share. Two tries at the very same moment may count as one, so
that as many more can slip through as requests are served at once; the count itself keeps no secret. A name is not
locked for everybody: whoever wanted to keep its owner out could. The link of `./run claimbase signin` needs no password
and comes in all the same.
"""

import hashlib
import ipaddress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

MOST = 5  # of a name from an address
MOST_OF_ADDRESS = 50  # of whatever names
LOCKED_FOR = timedelta(minutes=15)  # after the last wrong try that was let through


class SignInForm(AuthenticationForm):
    """The admin's own, which counts wrong tries; where there were too many, the password is not even looked at."""

    def clean(self) -> dict[str, Any]:
        """The name and password, if they are right and there were not too many wrong ones."""
        limits = _limits(str(self.cleaned_data.get("username", "")), address_of(self.request))
        if any(cache.get(key, 0) >= most for key, most in limits.items()):
            minutes = {"minutes": LOCKED_FOR // timedelta(minutes=1)}
            raise ValidationError(_TOO_MANY, code="too_many_tries", params=minutes)
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            for key in limits:
                cache.set(key, cache.get(key, 0) + 1, LOCKED_FOR.total_seconds())
            raise
        if self.get_user() is not None:  # without a password nothing was tried, and nothing is forgiven
            cache.delete(next(iter(limits)))
        return cleaned


_TOO_MANY = _(
    "Too many wrong tries from your address. Wait %(minutes)d minutes, or sign in by a link: "
    "./run claimbase signin prints one on the server."
)


def address_of(request: HttpRequest | None) -> str:
    """Where a request comes from. Behind a proxy that speaks HTTPS, the last address is the one the proxy saw."""
    if request is None:
        return ""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return _network(told.rpartition(",")[2].strip()) or _network(request.META.get("REMOTE_ADDR", ""))


def _network(told: str) -> str:
    """An address; of IPv6 its /64, all of which one subscriber has; empty for what is none."""
    try:
        address = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False).network_address)


def _limits(name: str, address: str) -> dict[str, int]:
    """How many wrong tries are let through, by key of the cache: of the name from the address, then of the address."""
    return {_key(name, address): MOST, _key(address): MOST_OF_ADDRESS}


def _key(*parts: str) -> str:
    return "wrongtries." + hashlib.sha256("\n".join(parts).encode()).hexdigest()
