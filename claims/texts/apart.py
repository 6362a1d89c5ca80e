"""Reads a web page in a process of its own: what a hostile page does to its reader, it does there.

The process knows nothing worth taking (no settings, no keys, no database), and the system ends it when it takes more
time or memory than any article needs. A page goes in and an article comes out as JSON.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

from claims.texts import webpage
from claims.texts.webpage import Page
from evidence.refusal import FetchError, gettext_noop

SECONDS = 20
MEMORY = 2_000_000_000  # bytes
_CHECKOUT = Path(__file__).resolve().parents[2]


def article(source: str, address: str, today: date) -> Page:
    """What `claims.texts.webpage.article` makes of a page. Raises `FetchError`, also where the page ends its reader."""
    question = json.dumps({"source": source, "address": address, "today": today.isoformat()})
    command = [sys.executable, "-P", "-m", "claims.texts.apart"]
    known = {"PYTHONPATH": str(_CHECKOUT), "PYTHONUTF8": "1"}
    try:
        ended = subprocess.run(
            command, input=question.encode(), capture_output=True, timeout=SECONDS, env=known, check=False
        )
    except subprocess.TimeoutExpired:
        template = gettext_noop("expected a page that is read in %(seconds)s s, got one that takes longer")
        raise FetchError(template, seconds=SECONDS) from None
    if ended.returncode:
        raise FetchError(gettext_noop("expected a page that can be read, got one that ends its reader")) from None
    answer = json.loads(ended.stdout)
    if "template" in answer:
        raise FetchError(answer["template"], **answer["facts"])
    published = answer.pop("published")
    return Page(**answer, published=date.fromisoformat(published) if published else None)


def _answer(question: dict[str, str]) -> dict[str, object]:
    try:
        page = webpage.article(question["source"], question["address"], date.fromisoformat(question["today"]))
    except FetchError as error:
        return {"template": error.template, "facts": error.facts}
    return {**asdict(page), "published": page.published and page.published.isoformat()}


def main() -> None:
    """Answer the question on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(_answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
