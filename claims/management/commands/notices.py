"""`claimbase notices send|log|list|subscribe|unsubscribe|bounce|test|replay`: who is told, and how it went."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from claims.management.acting import done, find_claim
from claims.management.speaking import SpeakingCommand
from claims.models import Author, Delivery, Notice, Subscriber, Subscription, Theme
from claims.notices.bounce import BounceError, take_back
from claims.notices.deliver import Done, deliver
from claims.notices.ending import end_subscriber, forget
from claims.notices.find import find
from claims.notices.office import office
from claims.notices.replay import replay
from claims.notices.subscribe import (
    Place,
    SubscriptionError,
    Wish,
    find_subscriber,
    subscribe,
    try_out,
)
from claims.verbs import clock
from claims.wording.languages import LANGUAGES
from evidence.management.arguments import a_day, some_hours
from evidence.told import told

_NAME = "claimbase notices"


class Command(SpeakingCommand):
    help = "Tell subscribers what happened to claims: find and send, subscribe and end, see how it went."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
        send = does.add_parser("send", help="find what happened, and send what is due, now")
        send.add_argument("--as-of", type=a_day, metavar="DAY", help="what happened by then (today)")
        log = does.add_parser("log", help="every attempt, the newest first")
        log.add_argument("address", nargs="?", metavar="ADDRESS")
        log.add_argument("--limit", type=int, default=20, metavar="N")
        does.add_parser("list", help="who is subscribed to what")
        _add_subscribe(does.add_parser("subscribe", help="an address, which is asked whether it wants this"))
        end = does.add_parser("unsubscribe", help="end all that goes to an address")
        _add_place(end)
        end.add_argument("--forget", action="store_true", help="and keep the address no longer")
        back = does.add_parser("bounce", help="take back a mail server's report (RFC 3464)")
        back.add_argument("file", nargs="?", default="-", metavar="FILE", help="the message; - or none: what comes in")
        _add_place(does.add_parser("test", help="send a test notice to a subscriber now"))
        again = does.add_parser("replay", help="send again what was given up or refused, or what a webhook has lost")
        again.add_argument("notices", nargs="+", type=int, metavar="NUMBER", help="numbers that the log shows")

    def handle(self, *args: Any, **options: Any) -> None:
        done(lambda: getattr(self, f"_{options['does']}")(options))

    def _send(self, options: dict[str, Any]) -> None:
        now = clock.now()
        found = find(options["as_of"] or now.date(), now=now)
        counts = {"events": found.events, "notices": found.notices}
        self.stdout.write(_("%(events)d new events, %(notices)d notices queued") % counts)
        self._say(deliver(office(_NAME)))

    def _say(self, done: Done) -> None:
        for outcome, count in sorted(done.counts.items()):
            self.stdout.write(f"{count:>6}  {Delivery.Outcome(outcome).label}")
        for channel, why in done.down.items():
            figures = {"channel": Subscriber.Channel(channel).label, "why": why}
            self.stdout.write(_("Notices by %(channel)s wait: %(why)s") % figures)
        if not done.counts:
            self.stdout.write(_("Nothing was due."))

    def _log(self, options: dict[str, Any]) -> None:
        rows = Delivery.objects.select_related("notice__event", "notice__subscriber")
        if options["address"]:
            rows = rows.filter(notice__subscriber__address=options["address"])
        for one in rows[: options["limit"]]:
            to = one.notice.subscriber
            self.stdout.write(f"{one.at:%Y-%m-%d %H:%M}  #{one.notice_id} {to}  {one.notice.event}  "
                              f"{one.get_outcome_display()}  {one.said}")  # fmt: skip

    def _list(self, options: dict[str, Any]) -> None:
        for one in Subscription.objects.select_related("subscriber", "claim", "theme", "author"):
            state = _("ended") if one.ended_at else _("confirmed") if one.confirmed_at else _("not confirmed yet")
            kinds = ", ".join(str(Subscription.Kind(kind).label) for kind in one.kinds)
            self.stdout.write(f"{one.subscriber}  {one.scope}: {kinds} ({state})")

    def _subscribe(self, options: dict[str, Any]) -> None:
        place = Place(options["by"], _address(options), options["in"], options["time_zone"], options["quiet"])
        wish = Wish(options["events"], _scope(options), options["threshold"])
        try:
            done = subscribe(place, wish, now=clock.now())
        except SubscriptionError as error:
            raise CommandError(told(error)) from None
        if done.secret:
            self.stdout.write(_("The secret that this webhook is signed with, shown this once: %(secret)s") %
                              {"secret": done.secret})  # fmt: skip
        if done.subscription.confirmed_at is None:
            self.stdout.write(_("The address will be asked whether it wants this; nothing else is sent before."))
            if not settings.EMAIL_HOST:
                self.stdout.write(
                    _("No mail server is named, so that mail waits: set EMAIL_URL and CLAIMBASE_MAIL_FROM.")
                )
        else:
            self.stdout.write(_("Subscribed: %(scope)s") % {"scope": done.subscription.scope})

    def _unsubscribe(self, options: dict[str, Any]) -> None:
        now, to = clock.now(), _subscriber(options)
        end_subscriber(to, _("ended by the operator"), now)
        if options["forget"]:
            forget(to, now)
        self.stdout.write(_("Nothing is sent to it any more."))

    def _bounce(self, options: dict[str, Any]) -> None:
        try:
            raw = sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes()
            back = take_back(raw, clock.now())
        except OSError as error:
            raise CommandError(_("The file could not be read: %(error)s") % {"error": error}) from None
        except BounceError as error:
            raise CommandError(str(error)) from None
        figures = {"notice": back.notice.pk, "address": back.notice.subscriber.address, "status": back.status}
        if back.ended:
            self.stdout.write(_("%(address)s has ended: too much came back") % figures)
        elif back.is_final:
            self.stdout.write(_("notice #%(notice)s to %(address)s came back: %(status)s") % figures)
        else:
            self.stdout.write(_("notice #%(notice)s to %(address)s: %(status)s, which is no failure yet") % figures)

    def _test(self, options: dict[str, Any]) -> None:
        notice = try_out(_subscriber(options), clock.now())
        done = deliver(office(_NAME), [notice.pk])
        self._say(done)
        if Delivery.Outcome.SENT not in done.counts:
            raise CommandError(Notice.objects.get(pk=notice.pk).cause)

    def _replay(self, options: dict[str, Any]) -> None:
        count = replay(options["notices"], now=clock.now())
        self.stdout.write(_("%(count)d notices are queued again") % {"count": count})


def _add_place(parser: ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="- reads it from what comes in, where it holds secrets")
    parser.add_argument("--by", choices=list(Subscriber.Channel), default="email")


def _add_subscribe(parser: ArgumentParser) -> None:
    _add_place(parser)
    parser.add_argument("--events", type=_listed, metavar="KIND,KIND",
                        help=", ".join(Subscription.Kind))  # fmt: skip
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--claim", metavar="CLAIM", help="a claim's slug, or its number")
    scope.add_argument("--theme", metavar="ARTICLE/THEME", help="slugs")
    scope.add_argument("--author", metavar="SLUG")
    scope.add_argument(
        "--filter", action="append", default=[], metavar="KEY=VALUE", help=", ".join(Subscription.FILTERS)
    )
    parser.add_argument("--threshold", action="append", type=float, metavar="P", help="0.5 unless given")
    parser.add_argument("--in", choices=LANGUAGES, help="the notices' language")
    parser.add_argument("--time-zone", metavar="ZONE", help="such as Asia/Taipei")
    parser.add_argument(
        "--quiet", type=some_hours, metavar="HH:MM-HH:MM", help="when nothing is to be sent, by that clock"
    )


def _listed(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _address(options: dict[str, Any]) -> str:
    """As it is given, or read, so that no secret stands in a shell's history."""
    return sys.stdin.readline().strip() if options["address"] == "-" else str(options["address"])


def _subscriber(options: dict[str, Any]) -> Subscriber:
    found = find_subscriber(options["by"], _address(options))
    if found is None:
        raise CommandError(_("expected the address of a subscriber, got another"))
    return found


def _scope(options: dict[str, Any]) -> dict[str, Any]:
    if options["claim"]:
        return {"claim": find_claim(options["claim"])}
    if options["author"]:
        return {"author": _one(Author, options["author"], slug=options["author"])}
    if options["theme"]:
        article, _slash, theme = options["theme"].partition("/")
        return {"theme": _one(Theme, options["theme"], slug=theme, article__slug=article)}
    return {"filter": dict(_pair(text) for text in options["filter"])} if options["filter"] else {}


def _one(model: Any, given: str, **named: str) -> Any:
    found = model.objects.filter(**named).first()
    if found is None:
        figures = {"what": model._meta.verbose_name, "got": given}
        raise CommandError(_("expected one that there is as %(what)s, got %(got)s") % figures)
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in Subscription.FILTERS:
        figures = {"known": ", ".join(Subscription.FILTERS), "got": text}
        raise CommandError(_("expected KEY=VALUE with a key among %(known)s, got %(got)s") % figures)
    return name, value
