"""Who is told, of what, and how every attempt went. Commands and links change it; here it can be looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.models import Delivery, Event, Notice, Subscriber, Subscription
from evidence.admin.lists import ReadOnlyAdmin


class SubscriberAdmin(ReadOnlyAdmin):
    list_display = ("address", "channel", "language", "time_zone", "created_at", "ended_at", "ended_reason")
    list_filter = ("channel", "language")
    search_fields = ("address",)


class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("subscriber", "about", "told_of", "confirmed_at", "ended_at")
    list_select_related = ("subscriber", "claim", "theme", "author")
    search_fields = ("subscriber__address",)

    @admin.display(description=_("about"))
    def about(self, one: Subscription) -> str:
        return one.scope

    @admin.display(description=_("events"))
    def told_of(self, one: Subscription) -> str:
        return ", ".join(str(Subscription.Kind(kind).label) for kind in one.kinds)


class EventAdmin(ReadOnlyAdmin):
    list_display = ("day", "kind", "at", "key")
    list_filter = ("kind",)
    search_fields = ("key", "claims__number")


class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("subscriber", "event", "state", "attempts", "not_before", "ended_at", "cause")
    list_filter = ("state", "event__kind", "subscriber__channel")
    list_select_related = ("subscriber", "event")
    search_fields = ("subscriber__address", "cause")


class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("at", "to", "notice", "attempt", "outcome", "said")
    list_filter = ("outcome", "notice__subscriber__channel")
    list_select_related = ("notice__event", "notice__subscriber")
    search_fields = ("notice__subscriber__address", "said")

    @admin.display(description=_("subscriber"))
    def to(self, one: Delivery) -> str:
        return str(one.notice.subscriber)


LISTS = {
    Subscriber: SubscriberAdmin, Subscription: SubscriptionAdmin, Event: EventAdmin, Notice: NoticeAdmin,
    Delivery: DeliveryAdmin,
}  # fmt: skip
