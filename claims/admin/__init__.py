"""Claims in the admin."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action

from claims.admin import figures, notices
from claims.admin.desk.newarticle import NewArticle
from claims.admin.desk.view import Desk
from claims.admin.editor.pages import EditorMixin
from claims.admin.engine import EngineMixin
from claims.admin.exchange import ExchangeMixin
from claims.admin.figures import Shown
from claims.admin.publishing import PublishMixin
from claims.admin.standing import StandingFilter, StandingMixin
from claims.models import (
    Act,
    Article,
    Assessment,
    Author,
    Claim,
    ClaimLink,
    Criterion,
    Edition,
    Forecast,
    LedgerEntry,
    Rating,
    Settlement,
    SettlementReview,
    Submission,
    Theme,
)
from evidence.admin.edits import Asked, EditsMixin
from evidence.admin.lists import ListedAdmin, ReadOnlyAdmin
from evidence.told import of_two

for model, list_of_it in notices.LISTS.items():
    admin.site.register(model, list_of_it)


def _is_frozen(claim: Claim | None) -> bool:
    return claim is not None and not claim.is_draft


class ThemeInline(TabularInline):
    model = Theme
    extra = 0


@admin.register(Author)
class AuthorAdmin(EditsMixin, ListedAdmin):
    list_display = ("slug", "name")


@admin.register(Article)
class ArticleAdmin(EditsMixin, ListedAdmin):
    list_display = ("title", "author", "published_on")
    list_select_related = ("author",)
    inlines = (ThemeInline,)
    actions_list = ("to_new",)
    actions_row = actions_detail = ("to_desk",)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """An article begins with its text, of which the rest is read."""
        return HttpResponseRedirect(reverse("admin:claims_article_new"))

    def get_urls(self) -> list[URLPattern]:
        """The desk's own pages before the admin's."""
        desk, new = (self.admin_site.admin_view(view.as_view(model_admin=self)) for view in (Desk, NewArticle))
        own = [
            path("new/", new, name="claims_article_new"),
            path("<int:pk>/desk/", desk, name="claims_article_desk"),
        ]
        return own + super().get_urls()

    @action(description=_("New article by its text, file or address"), permissions=["add"])
    def to_new(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_article_new"))

    @action(description=_("Candidates"), permissions=["view"])
    def to_desk(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_article_desk", args=[object_id]))

    def asked_edits(self, row: Article) -> tuple[Asked, ...]:
        """With those of its themes."""
        return (*super().asked_edits(row), (Theme, {"article": row.pk}))

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        """What registered claims rest on can be read; the database refuses to change it."""
        return Article.FROZEN if obj is not None and obj.is_frozen else ()


@admin.register(Claim)
class ClaimAdmin(EditorMixin, EngineMixin, ExchangeMixin, StandingMixin, EditsMixin, ListedAdmin):
    """A new claim is begun here; everything after that is done in its editor, by the verbs, and can be read here."""

    list_display = ("no", "said", "track", "band", "when", "state")
    actions = (*EngineMixin.actions, "export_files")
    actions_list = ("to_import",)
    list_filter = ("state", StandingFilter, "nature", "kind", "article", "theme")
    readonly_fields = ("state", "version")
    list_select_related = ("theme",)
    search_fields = ("number", "statement", "statement_zh", "reading", "reading_zh")

    def asked_edits(self, row: Claim) -> tuple[Asked, ...]:
        """With those of its criteria."""
        return (*super().asked_edits(row), (Criterion, {"claim": row.pk}))

    @admin.display(description=_("no."), ordering="number")
    def no(self, claim: Claim) -> str:
        """Its number, under a head no wider than itself."""
        return claim.number

    @admin.display(description=_("statement"), ordering="statement")
    def said(self, claim: Claim) -> str:
        """In the language that is active."""
        return of_two(claim.statement, claim.statement_zh)

    def has_change_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        """A form of its own would save over what somebody types in the editor, unread and unchecked."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        """One draft at a time: the list's own action would not ask about each."""
        return obj is not None and not _is_frozen(obj) and super().has_delete_permission(request, obj)


class Unchangeable(ReadOnlyAdmin):
    """Rows that are written by verbs alone, and never changed. `shown` has fields that are shown in their own way."""

    shown: Mapping[str, Shown] = {}
    note = _("Kept as it was recorded: nothing of it is changed here. What is wrong is mended by a later act, and both "
             "stay.")  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """All fields, those that are shown in their own way among them."""
        names = [name for name in super().get_fields(request, obj) if not callable(name)]
        return [self.shown.get(name, name) for name in names]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """The ways are no fields of a form."""
        return (*super().get_readonly_fields(request, obj), *self.shown.values())


@admin.register(Assessment)
class AssessmentAdmin(Unchangeable):
    """What was found on a day."""

    shown = figures.ASSESSMENT
    list_display = (
        "as_of", "claim", "criterion", "checkpoint", shown["band"], shown["p_hold"], shown["base_rate"],
    )  # fmt: skip
    list_filter = ("as_of", figures.BandFilter)
    list_select_related = ("claim", "criterion__claim")


class ReviewInline(TabularInline):
    """What people did about a settlement."""

    model = SettlementReview
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Settlement)
class SettlementAdmin(Unchangeable):
    """What became of claims."""

    list_display = (
        "checkpoint", "claim", "outcome", "reason", "known_on", "set_at", "by", "counts", "round", "needs_review",
    )  # fmt: skip
    list_filter = ("outcome", "reason", "checkpoint", "counts")
    list_select_related = ("claim",)
    search_fields = ("claim__number", "claim__slug", "note")
    inlines = (ReviewInline,)


@admin.register(Forecast)
class ForecastAdmin(Unchangeable):
    """What analysts think."""

    shown = {"p": figures.share(Forecast, "p")}
    list_display = ("made_at", "claim", "checkpoint", shown["p"], "by", "reason", "recorded_at")
    list_filter = ("by", "checkpoint")
    list_select_related = ("claim",)


@admin.register(Act)
class ActAdmin(Unchangeable):
    """What was done to claims."""

    shown = {"entry": figures.shown(Act, "entry", lambda act: str(act.entry_id))}
    list_display = (shown["entry"], "at", "claim", "kind", "version", "by", "reason")
    list_filter = ("kind", "by")
    list_select_related = ("claim",)
    search_fields = ("claim__number", "claim__slug", "reason")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(Unchangeable):
    """The chain."""

    list_display = ("number", "at", "kind", figures.digest(LedgerEntry, "hash"))
    list_filter = ("kind",)
    search_fields = ("body", "hash")


@admin.register(Edition)
class EditionAdmin(PublishMixin, Unchangeable):
    """What was published; the frozen content itself is a file of its own."""

    exclude = ("data",)
    note = _("Frozen when it was published; its hash is in the ledger. `./run claimbase scorecard correct` publishes a "
             "corrected edition, which says what was wrong, and both stay.")  # fmt: skip
    shown = {"entry": figures.shown(Edition, "entry", lambda one: str(one.entry_id))}
    list_display = (
        "period",
        "rhythm",
        "number",
        "as_of",
        "published_at",
        shown["entry"],
        figures.digest(Edition, "hash"),
        "wrong",
    )
    list_filter = ("rhythm",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return Edition.objects.defer("data")


@admin.register(ClaimLink)
class ClaimLinkAdmin(Unchangeable):
    """How claims bear on one another."""

    list_display = ("source", "kind", "target", "by", "at", "ended_at")
    list_filter = ("kind",)
    list_select_related = ("source", "target")


@admin.register(Submission)
class SubmissionAdmin(Unchangeable):
    """What waits for somebody else."""

    list_display = ("at", "claim", "kind", "by", "reason")
    list_filter = ("kind",)
    list_select_related = ("claim",)


@admin.register(Rating)
class RatingAdmin(Unchangeable):
    """What people make of judged claims: until both raters are done, each sees only their own."""

    shown = {"p": figures.share(Rating, "p")}
    list_display = ("at", "claim", "checkpoint", "round", "role", "level", shown["p"], "by")
    list_select_related = ("claim",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        return Rating.objects.visible_to(request.user.get_username())
