"""`claimbase extract FILE | evaluate | check | train`: what a text seems to claim, and how well that is read."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console

from claims.extraction import bag, choosing, kinds
from claims.extraction.candidate import Candidate
from claims.extraction.evaluation.complete import count, lacking_together
from claims.extraction.evaluation.firsthand import worked_out
from claims.extraction.evaluation.labels import FOLDER, HELD_OUT, articles
from claims.extraction.evaluation.report import Result, evaluate, held_out, train, train_choice, train_kinds
from claims.extraction.extract import candidates
from claims.extraction.lexicon import words
from claims.extraction.suggest import suggested
from claims.management.extraction_tables import show_candidate, show_counts, show_results
from claims.management.texts import read_text
from claims.wording.languages import LANGUAGES
from evidence.management.arguments import a_day
from evidence.management.steps import Steps
from evidence.told import told
from evidence.tomlfiles import ContentError
from evidence.tomlfiles import read as read_toml


class Command(BaseCommand):
    help = (
        "Propose the claims of a text (FILE), or measure the proposals (evaluate), or check labels (check), "
        "or fit the bag of words (train)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="FILE|evaluate|check|train",
                            help="a text in UTF-8; ./evaluate if it has that name")  # fmt: skip
        parser.add_argument("folder", nargs="?", type=Path, default=HELD_OUT, help="labelled texts of check")
        parser.add_argument("--json", action="store_true", help="candidates as JSON")
        parser.add_argument("--explain", action="store_true", help="why each candidate is proposed")
        parser.add_argument("--date", type=a_day, help="the day of publication; today, if not given")
        parser.add_argument("--labels", type=Path, default=FOLDER, metavar="DIR",
                            help="labelled texts of evaluate, train; held-out ones in its folder heldout")  # fmt: skip
        parser.add_argument("--article", type=Path, metavar="FILE",
                            help="evaluate: also the text of an article whose claims are in fixtures")  # fmt: skip
        parser.add_argument(
            "--out",
            type=Path,
            default=bag.FILE,
            metavar="FILE",
            help="where train writes the bag; kinds and choice beside it",
        )
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False)
        action = {"evaluate": self._evaluate, "check": self._check, "train": self._train}.get(options["what"])
        try:
            with override(options["language"]):
                (action or self._extract)(console, options)
        except (ContentError, ValueError) as error:
            raise CommandError(told(error)) from None

    def _extract(self, console: Console, options: dict[str, Any]) -> None:
        text = read_text(Path(options["what"]))
        found = candidates(text, options["date"] or date.today())  # noqa: DTZ011
        if options["json"]:
            self.stdout.write(json.dumps([as_json(one) for one in found], ensure_ascii=False, indent=1))
            return
        for one in found:
            show_candidate(console, one, explain=options["explain"])
        console.print(_("%(count)d candidates; words %(version)s") % {"count": len(found), "version": words().version})

    def _evaluate(self, console: Console, options: dict[str, Any]) -> None:
        known = articles(options["labels"])
        with Steps(console) as steps:
            title = _("Texts that the rules were written on; what learns was fitted on the other texts")
            show_results(console, title, followed(evaluate(known), len(known), steps.of(_("labelled texts"))))
            console.print(_("Texts, labels and rules have one author: these figures say what its author had in mind."))
            if options["article"]:
                title = _("An article that the rules' author knew: contaminated, for what it is worth")
                fixtures = settings.BASE_DIR / "fixtures" / "articles"
                show_results(console, title, [*held_out([worked_out(read_text(options["article"]), fixtures)], known)])
            unseen = articles(options["labels"] / HELD_OUT.name)
            if unseen:
                title = _("Held-out articles, labelled by a reader who had not seen the rules")
                found = followed(held_out(unseen, known), len(unseen), steps.of(_("held-out articles")))
                show_results(console, title, found)
            else:
                console.print(_("No held-out article: how it does on a stranger's text has not been measured."))

    def _check(self, console: Console, options: dict[str, Any]) -> None:
        found = articles(options["folder"])
        if not found:
            raise CommandError(f"expected labelled texts (*.txt) in {options['folder']}, got none")
        taken = {one.genre for one in articles()}
        files = sorted((settings.BASE_DIR / "fixtures" / "indicators").glob("*.toml"))
        slugs = {slug for file in files for slug in read_toml(file)}
        counts = [count(one, taken=taken, concepts=words().concepts, slugs=slugs) for one in found]
        lacking = lacking_together(found)
        show_counts(console, counts, lacking)
        if lacking or any(one.lacking for one in counts):
            raise SystemExit(1)

    def _train(self, console: Console, options: dict[str, Any]) -> None:
        known, out = articles(options["labels"]), options["out"]
        learnt: dict[Path, npt.NDArray[Any]] = {
            bag.FILE: train(known),
            kinds.FILE: train_kinds(known),
            choosing.FILE: train_choice(known),
        }
        for place, weights in learnt.items():
            file = out if place == bag.FILE else out.with_name(place.name)
            np.save(file, weights, allow_pickle=False)
            console.print(_("%(bytes)d bytes in %(file)s") % {"bytes": file.stat().st_size, "file": file})


def followed(results: Iterable[Result], total: int, far: Callable[[int, int], None]) -> list[Result]:
    """All results; `far` is told of each as it comes."""
    found = []
    for one in results:
        found.append(one)
        far(len(found), total)
    return found


def as_json(one: Candidate) -> dict[str, Any]:
    """A candidate in plain values; spans are code points of the text."""
    best = one.best
    horizon = best.horizon and {"words": best.horizon.words, "closes": best.horizon.closes.isoformat()}
    return {
        "quote": best.text, "spans": [[span.start, span.end] for span in one.spans], "score": round(best.score, 4),
        "kind": best.kind.value, "concepts": list(best.concepts), "indicators": list(suggested(best)),
        "horizon": horizon, "direction": best.direction, "negated": best.negated, "holder": best.holder,
        "block": best.unit.block.value,
        "reasons": [[reason.feature, list(reason.words), reason.weight] for reason in best.reasons],
    }  # fmt: skip
