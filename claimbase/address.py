"""The address by which people reach the site: what is printed must be one that it answers to."""

from django.conf import settings

from claimbase import served

_LOCAL = ("127.0.0.1", "localhost", "[::1]")


def site() -> str:
    """The site's root. Behind a proxy that speaks HTTPS, or where the site answers to no name of this machine, it is
    the first of the allowed hosts; else where the web server listens."""
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    near = [host for host in _LOCAL if host in hosts or "*" in settings.ALLOWED_HOSTS]
    far = [host for host in hosts if host not in _LOCAL]
    if settings.HTTPS and (far or near):
        return f"https://{(far or near)[0]}/"
    if near or not far:
        return f"http://{(near or _LOCAL)[0]}:{served.port()}/"
    return f"http://{far[0]}/"
