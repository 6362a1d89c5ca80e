"""Claims in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from claims.models import Article, Assessment, Author, Claim, Criterion, Forecast, Theme


class CriterionInline(StackedInline):
    model = Criterion
    extra = 0


class ThemeInline(TabularInline):
    model = Theme
    extra = 0


@admin.register(Author)
class AuthorAdmin(ModelAdmin):
    list_display = ("slug", "name")


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    list_display = ("title", "author", "published_on")
    list_select_related = ("author",)
    inlines = (ThemeInline,)


@admin.register(Claim)
class ClaimAdmin(ModelAdmin):
    list_display = ("number", "statement", "kind", "nature", "theme", "opens")
    list_filter = ("nature", "kind", "theme")
    list_select_related = ("theme",)
    search_fields = ("number", "statement", "statement_zh", "reading", "reading_zh")
    inlines = (CriterionInline,)


class Unchangeable(ModelAdmin):
    """Rows that are written by verbs alone, and never changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Assessment)
class AssessmentAdmin(Unchangeable):
    """What was found on a day."""

    list_display = ("as_of", "claim", "criterion", "checkpoint", "band", "p_hold", "base_rate")
    list_filter = ("as_of", "band")
    list_select_related = ("claim", "criterion__claim")


@admin.register(Forecast)
class ForecastAdmin(Unchangeable):
    """What analysts think."""

    list_display = ("made_at", "claim", "checkpoint", "p", "by", "reason")
    list_filter = ("by", "checkpoint")
    list_select_related = ("claim",)
