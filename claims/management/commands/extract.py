"""`claimbase extract FILE | evaluate | train`: the claims that a text seems to make, and how well that works."""

import json
from argparse import ArgumentParser
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from claims.extraction import bag
from claims.extraction.candidate import Candidate
from claims.extraction.evaluation.labels import FOLDER, articles
from claims.extraction.evaluation.metrics import interval
from claims.extraction.evaluation.report import METHODS, Result, Scores, evaluate, train
from claims.extraction.extract import candidates
from claims.extraction.lexicon import words
from evidence.tomlfiles import ContentError

MOST = 20_000_000  # bytes of a text


class Command(BaseCommand):
    help = "Propose the claims of a text (FILE), or measure the proposals (evaluate), or fit the bag of words (train)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what", metavar="FILE|evaluate|train", help="a text in UTF-8; ./evaluate if it has that name"
        )
        parser.add_argument("--json", action="store_true", help="candidates as JSON")
        parser.add_argument("--explain", action="store_true", help="why each candidate is proposed")
        parser.add_argument("--date", type=date.fromisoformat, help="the day of publication; today, if not given")
        parser.add_argument(
            "--labels", type=Path, default=FOLDER, metavar="DIR", help="labelled texts of evaluate, train"
        )
        parser.add_argument("--out", type=Path, default=bag.FILE, metavar="FILE", help="where train writes")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False)
        try:
            if options["what"] == "evaluate":
                _show_results(console, evaluate(articles(options["labels"])))
            elif options["what"] == "train":
                self._train(options["labels"], options["out"])
            else:
                found = candidates(_read(Path(options["what"])), options["date"] or date.today())  # noqa: DTZ011
                self._show(console, found, options)
        except (ContentError, ValueError) as error:
            raise CommandError(str(error)) from None

    def _train(self, labels: Path, out: Path) -> None:
        weights = train(articles(labels))
        np.save(out, weights, allow_pickle=False)
        self.stdout.write(f"{out.stat().st_size} bytes in {out}")

    def _show(self, console: Console, found: list[Candidate], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps([as_json(one) for one in found], ensure_ascii=False, indent=1))
            return
        for one in found:
            _show_candidate(console, one, explain=options["explain"])
        console.print(f"{len(found)} candidates; words {words().version}")


def _read(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"expected a text in {file}, got {error.strerror}") from None
    if len(data) > MOST:
        raise CommandError(f"expected at most {MOST} bytes in {file}, got {len(data)}: split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"expected UTF-8 in {file}, got {error}: convert it first") from None


def as_json(one: Candidate) -> dict[str, Any]:
    """A candidate in plain values; spans are code points of the text."""
    best = one.best
    horizon = best.horizon and {"words": best.horizon.words, "closes": best.horizon.closes.isoformat()}
    return {
        "quote": best.text, "spans": [[span.start, span.end] for span in one.spans], "score": round(best.score, 4),
        "kind": best.kind.value, "concepts": list(best.concepts), "indicators": _indicators(best.concepts),
        "horizon": horizon, "direction": best.direction, "negated": best.negated, "holder": best.holder,
        "block": best.unit.block.value,
        "reasons": [[reason.feature, list(reason.words), reason.weight] for reason in best.reasons],
    }  # fmt: skip


def _indicators(concepts: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(slug for name in concepts for slug in words().concepts[name].indicators))


def _show_candidate(console: Console, one: Candidate, *, explain: bool) -> None:
    best = one.best
    facts = [best.kind.value, *best.concepts, best.direction, "negated" if best.negated else "",
             f"until {best.horizon.closes}" if best.horizon else "", f"held by {best.holder}" if best.holder else "",
             f"{len(one.spans)} places" if len(one.spans) > 1 else ""]  # fmt: skip
    console.print(f"{best.score:.2f} {escape(printable(best.text))}", soft_wrap=True)
    console.print(f"     [dim]{escape(printable(' · '.join(fact for fact in facts if fact)))}[/]", soft_wrap=True)
    for reason in best.reasons if explain else ():
        said = f"{reason.weight:+.1f} {reason.feature} {' '.join(reason.words)}"
        console.print(f"       [dim]{escape(printable(said))}[/]", soft_wrap=True)


def printable(text: str) -> str:
    """The text as a terminal may show it: control characters and marks of direction as their code points."""
    return "".join(one if one.isprintable() else " " if one.isspace() else f"\\u{ord(one):04x}" for one in text)


def _show_results(console: Console, results: list[Result]) -> None:
    table = Table(
        "article", "units", "claims", *(f"AP {name}" for name in METHODS), "TNR", "F1", "margin", "linking", "kind"
    )
    for one in results:
        best = one.scores["blended"]
        table.add_row(
            one.article.name, str(len(one.article.units)), str(one.claims),
            *(f"{one.scores[name].average_precision:.2f}" for name in METHODS),
            *(f"{value:.2f}" for value in (best.true_negatives, best.f1, best.margin, one.linking, one.kinds)),
        )  # fmt: skip
    console.print(table)
    summary = Table("macro", *(field.name.replace("_", " ") for field in fields(Scores)), title_justify="left")
    for name in METHODS:
        summary.add_row(
            name, *(_mean([getattr(one.scores[name], field.name) for one in results]) for field in fields(Scores))
        )
    console.print(summary)
    console.print(f"linking {_mean([one.linking for one in results])}, kind {_mean([one.kinds for one in results])}")
    console.print("Means over articles with 90 % intervals; what learns was fitted on the other articles.")
    console.print(
        "Texts, labels and rules have one author: no figure here is of an article that the rules had not seen."
    )


def _mean(values: list[float]) -> str:
    low, high = interval(values)
    return f"{np.nanmean(values):.3f} ({low:.2f}-{high:.2f})"
