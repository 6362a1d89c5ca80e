"""The sign-in link that `./run up` prints: signed, good for minutes, good once, for an account without a password.

The link carries the account and the moment of its last sign-in under the installation's key, as Django's own links for
a forgotten password do. Signing in moves that moment, in one conditional UPDATE: of two that follow the link at the
same time one comes in. Following it shows a button; only pressing that spends it, so a preview does not.
"""

from datetime import timedelta

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.core import signing
from django.core.management import CommandError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

ACCOUNT = "administrator"
GOOD_FOR = timedelta(minutes=15)
_SALT = "claimbase.signin"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def token() -> str:
    """A new token for the administrator's account, which is made if it is not there. Errors: CommandError."""
    user = _administrator()
    return signing.dumps([user.pk, _moment(user)], salt=_SALT)


def spend(given: str) -> User | None:
    """The account that a token signs in, once; None for one that is forged, too old, or spent."""
    user = holder(given)
    if user is None:
        return None
    as_signed = {"last_login": user.last_login} if user.last_login else {"last_login__isnull": True}
    spent = User.objects.filter(pk=user.pk, **as_signed).update(last_login=timezone.now())
    return user if spent else None


def holder(given: str) -> User | None:
    """The account that a token would sign in; it is not spent."""
    try:
        pk, moment = signing.loads(given, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True, is_superuser=True).first()
    return user if user is not None and _moment(user) == moment else None


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest, given: str) -> HttpResponse:
    """A button, and what it does."""
    user = spend(given) if request.method == "POST" else holder(given)
    if user is None:
        return render(request, "claimbase/sign_in.html", {"is_good": False}, status=403)
    if request.method == "POST":
        login(request, user, backend=_BACKEND)
        return redirect("admin:index")
    return render(request, "claimbase/sign_in.html", {"is_good": True})


def _administrator() -> User:
    accounts = User.objects
    user = accounts.filter(username=ACCOUNT).first()
    if user is None:
        user, _ = accounts.get_or_create(
            username=ACCOUNT, defaults={"is_staff": True, "is_superuser": True, "password": _unusable()}
        )
    if not (user.is_superuser and user.is_active and user.is_staff):
        raise CommandError(
            f'Expected the account "{ACCOUNT}" to be an active administrator, it is not: no sign-in link is made. '
            "Give it its rights back in the admin, or rename it."
        )
    return user


def _unusable() -> str:
    user = User()
    user.set_unusable_password()
    return str(user.password)


def _moment(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""
