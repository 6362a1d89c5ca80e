"""`claimbase scorecard publish|list|show|render|correct|diff|verify`: the periodical, edition by edition."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims.assess import assess
from claims.editions.difference import difference
from claims.editions.differing import lines
from claims.editions.formats.files import FORMATS, names, write
from claims.editions.formats.kept import kept
from claims.editions.publish import PublishError, correct, expect_known_day, publish, reproduced
from claims.management.acting import done
from claims.management.speaking import SpeakingCommand
from claims.models import Edition
from claims.periodical import Rhythm, ended_by
from claims.processes import pool
from claims.scoring.appraisal import Spread
from claims.verbs import clock
from claims.wording.languages import LANGUAGES
from evidence.management.arguments import a_day

_PERIODS = {str(rhythm).replace(" ", "-"): rhythm for rhythm in Rhythm}
_PROCESSES = 2


class Command(SpeakingCommand):
    help = "Publish, list, show, render, correct and compare editions of the scorecard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        verbs = parser.add_subparsers(dest="verb", required=True)
        made = verbs.add_parser("publish", help="the edition of the newest period that has ended; once for each period")
        made.add_argument("--period", choices=list(_PERIODS), default="on-demand")
        made.add_argument("--as-of", type=a_day, metavar="DAY", help="ended by this day (default: today)")
        verbs.add_parser("list", help="all editions, the newest first")
        for verb, told in (("show", "print an edition"), ("verify", "compute it anew: exit code 1 if it differs")):
            verbs.add_parser(verb, help=told).add_argument("edition", **_EDITION)
        files = verbs.add_parser("render", help="write an edition's files")
        files.add_argument("folder", type=Path, metavar="DIR")
        files.add_argument("edition", **_EDITION)
        files.add_argument("--in", action="append", choices=list(LANGUAGES), dest="languages", help="default: both")
        files.add_argument("--format", action="append", choices=FORMATS, dest="formats", help="default: all")
        again = verbs.add_parser("correct", help="publish a corrected edition, computed from what is known now")
        again.add_argument("edition", **_EDITION)
        again.add_argument("--wrong", required=True, metavar="TEXT", help="what was wrong; it is public")
        two = verbs.add_parser("diff", help="what differs between two editions")
        for name in ("before", "after"):
            two.add_argument(name, metavar=name.upper())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except PublishError as error:
            raise CommandError(str(error)) from None

    def _publish(self, options: dict[str, Any]) -> None:
        now, rhythm = done(clock.now), _PERIODS[options["period"]]
        day = options["as_of"] or now.date()
        period = ended_by(rhythm, day)
        if not Edition.objects.of(period).exists():
            expect_known_day(period, now)  # before the work: a day years ahead would be assessed month by month
            assess(period.last)
        with _shared() as spread:
            self._told(publish(rhythm=rhythm, by_day=day, now=now, spread=spread))

    def _correct(self, options: dict[str, Any]) -> None:
        edition = _found(options["edition"])
        assess(edition.as_of)
        with _shared() as spread:
            self._told(correct(edition=edition, wrong=options["wrong"], now=done(clock.now), spread=spread))

    def _list(self, options: dict[str, Any]) -> None:
        for one in Edition.objects.defer("data").select_related("correction_of").order_by("-published_at", "-pk"):
            self._told(one)

    def _show(self, options: dict[str, Any]) -> None:
        (name,) = names(("md",), (get_language() or "en",))
        self.stdout.write(_files(options["edition"], (name,))[name].decode())

    def _render(self, options: dict[str, Any]) -> None:
        wanted = names(options["formats"] or FORMATS, options["languages"] or tuple(LANGUAGES))
        try:
            for file in write(_files(options["edition"], wanted), options["folder"]):
                self.stdout.write(str(file))
        except OSError as error:
            raise CommandError(_("The files could not be written: %(error)s") % {"error": error}) from None

    def _diff(self, options: dict[str, Any]) -> None:
        before, after = _found(options["before"]), _found(options["after"])
        for line in lines(difference(before.thawed, after.thawed), str(before), str(after)):
            self.stdout.write(line)

    def _verify(self, options: dict[str, Any]) -> None:
        edition = _found(options["edition"])
        with _shared() as spread:
            is_same = reproduced(edition, spread) == edition.data
        if not is_same:
            self.stderr.write(_("%(edition)s does not come out again: evidence, claims or method are not what they "
                                "were.") % {"edition": edition})  # fmt: skip
            raise SystemExit(1)
        self.stdout.write(_("%(edition)s comes out again to the byte.") % {"edition": edition})

    def _told(self, one: Edition) -> None:
        figures = {"edition": one, "day": one.as_of, "at": f"{one.published_at:%Y-%m-%d %H:%M}", "hash": one.hash[:16],
                   "entry": one.entry_id}  # fmt: skip
        said = _("%(edition)s as of %(day)s, published %(at)s, hash %(hash)s…, entry %(entry)s of the ledger") % figures
        wrong = _("corrects edition %(n)s: %(wrong)s") % {"n": one.number - 1, "wrong": one.wrong} if one.wrong else ""
        self.stdout.write("; ".join(filter(None, [said, wrong])))


_EDITION: dict[str, Any] = {
    "metavar": "EDITION", "nargs": "?", "default": "latest",
    "help": "a period such as 2026-W48, 2026-11, 2026-Q4 or 2026-11-30; .2 behind it: the second edition of it "
            "(default: the newest)",
}  # fmt: skip


@contextmanager
def _shared() -> Iterator[Spread]:
    with pool(_PROCESSES) as processes:
        yield processes.map


def _files(edition: str, wanted: Sequence[str]) -> Mapping[str, bytes]:
    return kept(_found(edition).data, settings.RENDERED_FOLDER, wanted)


def _found(name: str) -> Edition:
    """The edition of a name. Errors: CommandError."""
    found = Edition.objects.named(name)
    if found is None:
        newest = ", ".join(str(one) for one in Edition.objects.defer("data")[:3]) or _("none")
        raise CommandError(_("expected an edition, got %(name)s; the newest are: %(newest)s") %
                           {"name": name, "newest": newest})  # fmt: skip
    return found
