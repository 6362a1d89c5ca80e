"""`claimbase trackrecord`: what became of the claims of each who holds or publishes some, and of what was forecast."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console
from rich.markup import escape

from claims.management.terminal import tail_basis
from claims.scoring.forecasters import Forecaster
from claims.scoring.settlement import Outcome
from claims.scoring.trackrecord import HIDDEN_BELOW, INSUFFICIENT_BELOW, Standing, TrackRecord
from claims.trackrecord import ForecastersRecord, HoldersRecord, Settled, track_records
from claims.wording.beside import forecaster_word
from claims.wording.languages import LANGUAGES
from claims.wording.power import power
from claims.wording.records import afterwards, forecaster, hindsight, more, with_independent, with_interval
from claims.wording.sentences import percent
from claims.wording.settlement import outcome_word, reason_word
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = "Read the record of each holder, publisher and forecaster of settled claims against luck and base rates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(highlight=False)
        day = options["as_of"] or datetime.now(UTC).date()
        with override(options["language"]):
            found = track_records(day)
            if not (found.holders or found.publishers or found.forecasters):
                self.console.print(_("No claim had been registered by %(day)s, so nobody has a record yet. See "
                                     "`claimbase register --help`.") % {"day": day}, soft_wrap=True)  # fmt: skip
            for one in found.holders:
                self._part(one.holder, [*map(_settled, one.settled), *_summary(one)])
            for one in found.publishers:
                self._part(_("%(name)s (publisher)") % {"name": one.holder}, _summary(one))
            for said in found.forecasters:
                self._part(forecaster(vars(said)), _forecasts(said))

    def _part(self, title: str, lines: Iterable[str]) -> None:
        self.console.print(f"\n[bold]{escape(title)}[/]", soft_wrap=True)
        for line in lines:
            self.console.print(f"  {escape(line)}", soft_wrap=True)


def _settled(one: Settled) -> str:
    settlement = one.settlement
    said = f"{one.claim.number}  {one.checkpoint}  {outcome_word(settlement.outcome)}"
    if settlement.reason is not None:
        said += f" ({reason_word(settlement.reason)})"
    if settlement.would_flip and settlement.today is not None:
        said += ", " + _("today's figures would say: %(outcome)s") % {"outcome": outcome_word(settlement.today)}
    if one.tracks:
        last = (f"{forecaster_word(who)} {percent(track.probabilities[-1])}" for who, track in one.tracks.items())
        said += "; " + _("said last: %(forecasts)s") % {"forecasts": ", ".join(last)}
    return said


def _summary(one: HoldersRecord) -> list[str]:
    pending = sum(settled.settlement.outcome is Outcome.PENDING for settled in one.settled)
    figures = {"scored": one.record.n, "void": one.record.void, "pending": pending, "open": one.open,
               "without": one.without_base_rate}  # fmt: skip
    said = _("%(scored)s scored, %(void)s void, %(pending)s pending, %(open)s not due; %(without)s settled without a "
             "base rate") % figures  # fmt: skip
    if one.record.standing is Standing.HIDDEN:
        return [said, _hidden()]
    late = [hindsight({"holder": one.holder, "scored": one.record.n, "hindsight": one.hindsight})]
    return [said, *_insufficient(one.record.standing), *(late if one.hindsight else ()), *_figures(one.record, one),
            _needed(one), *power(one.power), *_side_by_side(one)]  # fmt: skip


def _hidden() -> str:
    return _("fewer than %(n)s scored: no figures are shown") % {"n": HIDDEN_BELOW}


def _insufficient(standing: Standing) -> list[str]:
    if standing is not Standing.INSUFFICIENT:
        return []
    return [_("insufficient: fewer than %(n)s scored claims") % {"n": INSUFFICIENT_BELOW}]


def _needed(one: HoldersRecord) -> str:
    assert one.if_independent is not None
    n = one.record.n
    jointly = _("history is too short to tell") if one.jointly is None else more(one.jointly.hits, n)
    need = with_independent(jointly, more(one.if_independent.hits, n))
    return _("needed to be told from luck: %(need)s") % {"need": need}


def _side_by_side(one: HoldersRecord) -> list[str]:
    """The forecasters' Brier scores, lower is better."""
    said = []
    for who, mean in one.forecasters.items():
        if who not in one.compared:
            said.append(f"{forecaster_word(who)}: {_hidden()}")
            continue
        figures = {
            "who": forecaster_word(who), "n": mean.n, "averaged": f"{mean.averaged:.3f}",
            "last": f"{mean.at_checkpoint:.3f}", "shared": mean.shared,
            "common": "–" if mean.common is None else f"{mean.common:.3f}",
        }  # fmt: skip
        said.append(_("%(who)s: Brier score %(averaged)s over the window, %(last)s at the checkpoint, on %(n)s claims; "
                      "on the %(shared)s that all spoke on %(common)s") % figures)  # fmt: skip
    if one.afterwards:
        said.append(afterwards(one.afterwards, one.forecasters[Forecaster.ENGINE].n))
    return said


def _forecasts(one: ForecastersRecord) -> list[str]:
    """One forecaster's record against base rates."""
    record, scored = one.record, _("%(n)s scored claims") % {"n": one.record.n}
    if record.skill is None:
        return [scored, _hidden()]
    late = [afterwards(one.afterwards, record.n)] if one.afterwards else []
    figures = {"brier": f"{record.brier:.3f}", "base": f"{record.base:.3f}", "all": f"{record.adjusted:.3f}",
               "skill": with_interval(record.skill, record.skill_interval)}  # fmt: skip
    return [
        scored, *_insufficient(record.standing),
        _("Brier score %(brier)s over the window, that of base rates on the same claims %(base)s; skill "
          "%(skill)s") % figures, *late,
        _("with how hard each claim was taken out, as if all had spoken of all claims: %(all)s") % figures,
    ]  # fmt: skip


def _figures(record: TrackRecord, one: HoldersRecord) -> list[str]:
    assert record.hits is not None
    said = [_("%(hits)s held, %(expected)s expected by base rates") %
            {"hits": record.hits, "expected": f"{record.expected:.1f}"}]  # fmt: skip
    if record.hit_interval is not None:
        low, high = record.hit_interval
        said.append(_("hit rate between %(low)s and %(high)s, the claims counted as far as they are independent") %
                    {"low": percent(low), "high": percent(high)})  # fmt: skip
    joint = _("history cannot tell") if record.joint is None else percent(record.joint)
    adjusted = "–" if one.adjusted is None else percent(one.adjusted)
    said.append(_("chance of as many by luck: %(joint)s, corrected for all holders %(adjusted)s; if independent: "
                  "%(independent)s") % {"joint": joint, "adjusted": adjusted,
                                        "independent": percent(record.if_independent)})  # fmt: skip
    if record.tail is not None:
        said.append(tail_basis(record.tail))
    if record.skill is not None:
        figures = {"n": record.stated, "skill": with_interval(record.skill, record.skill_interval)}
        said.append(_("skill of the %(n)s stated probabilities: %(skill)s") % figures)
    elif record.stated:
        said.append(_("stated probabilities: %(n)s, too few to tell their skill") % {"n": record.stated})
    return said
