"""Accounts, groups and the tokens of the API in the admin, in its own looks."""

from datetime import timedelta
from typing import Any

import knox.admin  # noqa: F401 its own, which takes its place before it is taken
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from knox.crypto import hash_token
from knox.models import AuthToken, get_digest_token
from knox.settings import CONSTANTS
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from evidence.admin.lists import ListedAdmin

admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.unregister(AuthToken)


@admin.register(User)
class AccountAdmin(UserAdmin, ListedAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class AccountGroupAdmin(GroupAdmin, ListedAdmin):
    pass


class TokenForm(ModelForm):
    """Whose it is, and until when it is good."""

    class Meta:
        model = AuthToken
        fields = ("user", "expiry")

    def clean_expiry(self) -> Any:
        """A moment to come, a year from now at most: what is forgotten ends by itself."""
        until, now = self.cleaned_data["expiry"], timezone.now()
        if until is None or not now < until <= now + _LONGEST:
            latest = f"{now + _LONGEST:%Y-%m-%d}"
            raise ValidationError(_("Expected a moment to come, not after %(latest)s.") % {"latest": latest})
        return until


@admin.register(AuthToken)
class TokenAdmin(ListedAdmin):
    """Tokens are made and ended here, and never changed. What is kept is their hash, so that each is shown once."""

    form = TokenForm
    list_display = ("token_key", "user", "created", "expiry")
    search_fields = ("user__username", "token_key")
    autocomplete_fields = ("user",)
    note = gettext_lazy("A token lets a program read and write as its account may. It is shown once, when it is made.")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"expiry": timezone.now() + timedelta(days=90), **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make one up, keep its hash and say it."""
        _digest, token = get_digest_token()
        obj.digest, obj.token_key = hash_token(token), token[: CONSTANTS.TOKEN_KEY_LENGTH]
        super().save_model(request, obj, form, change)
        self.message_user(request, _("The token, which is not shown again: %(token)s") % {"token": token})


_LONGEST = timedelta(days=366)
