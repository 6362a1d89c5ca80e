"""An article out of a web page: trafilatura chooses what belongs to it, here it is handed a tree and asked for one.

Nothing is fetched and nothing runs: the page is bytes, its scripts are cut before anything looks at it, and trafilatura
gets a parsed tree, since of a text that looks like an address its date finder would fetch the page.
"""

import copy
import logging
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from lxml import etree, html

from claims.texts.plaintext import one_line
from evidence.refusal import FetchError, gettext_noop

MOST_ELEMENTS = 50_000  # reading costs up to 0.1 ms each; the longest encyclopedic pages have about as many
MOST_FOR_SECOND_OPINION = 5_000  # elements; trafilatura's other readers take time with the square of them
_LEAST = 30  # code points; what is shorter was a menu, or a page that asks for scripts to be run
_LONGEST_LANGUAGE, _LONGEST_NAME, _LONGEST_TITLE = 20, 200, 300
_UNSEEN = etree.XPath(
    "//script[not(@type='application/ld+json')] | //style | //noscript | //template | //iframe | //object | //embed"
    " | //svg | //canvas | //form//select | //*[@hidden]"
    " | //*[contains(translate(@style, 'DISPLAYNOE \t\n', 'displaynoe'), 'display:none')]"
    " | //*[contains(translate(@style, 'VISBLTYHDEN \t\n', 'visbltyhden'), 'visibility:hidden')]"
)
_META = "string((//meta[@name=$name or @property=$name]/@content)[1])"
_IS_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|article|section|div|p|h1)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_AUTHOR = re.compile(r"\A\s*(?:(?:作者|撰文|文|記者|记者)\s*[:：/／|]\s*|by[:\s]\s*)", re.IGNORECASE)
_BEFORE = {"item": "\n• ", "row": "\n", "cell": " | ", "lb": "\n"}
_APART = frozenset({"p", "head", "quote", "list", "table", "code", "div"})
_LINES = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True)
class Page:
    """What a page says of itself, and the article's text. Empty, or None, is what it does not say.

    `shown` is how many characters the page shows in all: the difference to the text is what was taken for menus.
    """

    text: str
    title: str
    author: str
    publisher: str
    published: date | None
    language: str
    shown: int


def is_page(text: str) -> bool:
    """Whether a text is a page's source rather than something to read."""
    return _IS_PAGE.match(text[:5_000]) is not None


def article(source: str, address: str, today: date) -> Page:
    """The article of a page's source. `today` is the latest day that it can be of. Raises `FetchError`."""
    tree = _tree(source)
    _strip_unseen(tree)
    known = _known(tree, address, today)
    etree.strip_elements(tree, "script", with_tail=False)
    found = _libraries().extract(tree, address, fast=_count(tree) > MOST_FOR_SECOND_OPINION)
    text = _plain(found.body) if found is not None and found.body is not None else ""
    if len(text) < _LEAST:
        raise FetchError(gettext_noop("expected a page with an article, got one without a text that reads like one"))
    return Page(text, **known, shown=len("".join("".join(tree.itertext()).split())))


def _strip_unseen(tree: Any) -> None:
    """Cut out what the page does not show, but for data that says what it is.

    All at once: one by one, the text around would be copied each time.
    """
    for element in _UNSEEN(tree):
        if element.tag not in ("html", "body"):  # a page that hides itself whole does so until its scripts have run
            element.tag = "unseen"
    etree.strip_elements(tree, "unseen", with_tail=False)


def _known(tree: Any, address: str, today: date) -> dict[str, Any]:
    """What the page says of itself, in its head and in data that only programs see. What it does not say is empty."""
    found = _libraries().metadata(copy.deepcopy(tree), address, today)
    meta = etree.XPath(_META)
    author, publisher = (str(meta(tree, name=name)) for name in ("author", "og:site_name"))
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return {
        "title": one_line(found.title or "", _LONGEST_TITLE),
        # trafilatura leaves authors without a space, so Chinese ones, and writes publishers its own way
        "author": one_line(_AUTHOR.sub("", author or found.author or ""), _LONGEST_NAME),
        "publisher": one_line(publisher or found.sitename or "", _LONGEST_NAME),
        "published": _day(found.date, today),
        "language": one_line(language or "", _LONGEST_LANGUAGE),
    }


def _tree(source: str) -> Any:
    """The page, parsed. Raises `FetchError` for one that cannot be read whole."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(source.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        raise FetchError(gettext_noop("expected a page, got what cannot be read as one")) from None
    if any("depth" in entry.message for entry in parser.error_log):
        template = gettext_noop("expected a page whose parts lie at most 250 deep in one another, got a deeper one")
        raise FetchError(template)
    if _count(tree) > MOST_ELEMENTS:
        template = gettext_noop("expected a page of at most %(most)s elements, got %(elements)s")
        raise FetchError(template, most=f"{MOST_ELEMENTS:,}", elements=f"{_count(tree):,}")
    return tree


def _count(tree: Any) -> int:
    return sum(1 for _ in tree.iter())


class _Libraries:
    """trafilatura, with what the house wants of it."""

    def __init__(self) -> None:
        from trafilatura import bare_extraction
        from trafilatura.metadata import extract_metadata
        from trafilatura.settings import DEFAULT_CONFIG

        for name in ("trafilatura", "htmldate", "courlan"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what is wrong is said by our errors
        self._config = copy.deepcopy(DEFAULT_CONFIG)
        self._config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "60"  # its 250 are English; below it, headings and lists go
        self._extract, self._metadata = bare_extraction, extract_metadata

    def extract(self, tree: Any, address: str, *, fast: bool) -> Any:
        """The article of a tree; None where there is none."""
        return self._extract(tree, url=address or None, include_comments=False, fast=fast, config=self._config)

    def metadata(self, tree: Any, address: str, today: date) -> Any:
        """What the page says of itself; a day only where it says so, never one guessed from other days in the text."""
        days = {"original_date": True, "extensive_search": False, "max_date": today.isoformat()}
        return self._metadata(tree, address or None, days, False)


@cache
def _libraries() -> _Libraries:
    """Loaded with the first page: it costs a third of a second."""
    return _Libraries()


def _plain(body: Any) -> str:
    """Blocks apart by an empty line, items as bullets on lines of their own, cells of a row divided by strokes."""
    parts: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        inside = element.tag == "p" and element.getparent() is not None and element.getparent().tag in ("item", "cell")
        apart = "\n\n" if element.tag in _APART and not inside else ""
        if event == "end":
            parts += [apart, _spaced(element.tail)]
        else:
            begins = "\n" if inside and element.getprevious() is not None else _BEFORE.get(element.tag, apart)
            parts += [begins, _spaced(element.text)]
    text = re.sub(r"^ ?\| ", "", _LINES.sub("\n", "".join(parts)), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _day(said: str | None, today: date) -> date | None:
    try:
        day = date.fromisoformat(said or "")
    except ValueError:
        return None
    return day if day <= today else None
