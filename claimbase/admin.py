"""Accounts, groups and tokens of the API in the admin. An administrator manages them and gets no further by it."""

from datetime import timedelta
from typing import Any

import knox.admin  # noqa: F401 its own, which takes its place before it is taken
from django.apps import apps
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
# Names for a menu and its readers: one is too long for it, the others have none but those of their classes.
apps.get_app_config("auth").verbose_name = gettext_lazy("Accounts")
apps.get_app_config("knox").verbose_name = gettext_lazy("Access for programs")
AuthToken._meta.verbose_name, AuthToken._meta.verbose_name_plural = gettext_lazy("token"), gettext_lazy("tokens")


@admin.register(User)
class AccountAdmin(UserAdmin, ListedAdmin):
    """Those who may do everything are made and changed by their like alone; what others may do is said by groups.

    Accounts are switched off, not deleted: what somebody did stays signed with their name, which nobody else may take.
    """

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """What would make an account more than the roles make it."""
        names = super().get_readonly_fields(request, obj)
        return names if request.user.is_superuser else (*names, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Of a superuser another superuser, or nobody: whoever sets a password is that person."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The same."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _may_touch(request: HttpRequest, account: User | None) -> bool:
    return account is None or not account.is_superuser or request.user.is_superuser


@admin.register(Group)
class AccountGroupAdmin(GroupAdmin, ListedAdmin):
    """What each role may do; changed by superusers, since a group may be given everything."""


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

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """For a superuser's account a superuser alone makes one: whoever has a token is that person."""
        if db_field.name == "user" and not request.user.is_superuser:
            named["queryset"] = User.objects.filter(is_superuser=False)
        return super().formfield_for_foreignkey(db_field, request, **named)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj and obj.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make one up, keep its hash and say it."""
        _digest, token = get_digest_token()
        obj.digest, obj.token_key = hash_token(token), token[: CONSTANTS.TOKEN_KEY_LENGTH]
        super().save_model(request, obj, form, change)
        self.message_user(request, _("The token, which is not shown again: %(token)s") % {"token": token})


_LONGEST = timedelta(days=366)
