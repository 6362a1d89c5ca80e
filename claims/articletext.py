"""An address, a file or a pasted text to the plain text that claims' spans count in, with what is known of it.

What is returned is what must be stored: offsets are of this text, and it is not what the page's source has. Errors are
in the active language and say what was expected, what came, and what to do instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.texts import apart
from claims.texts.charsets import Decoded, decoded
from claims.texts.plaintext import tidied
from claims.texts.webpage import is_page
from evidence.refusal import FetchError, TypeRefusedError, gettext_noop
from evidence.told import told
from evidence.web.guarded import Guarded, Question, Reply
from evidence.web.permission import Permission

ROBOT = "claimbase"
MOST_BYTES = 5_000_000
PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TYPES = PAGES | {"text/plain"}
_PDF = b"%PDF-"


class ArticleError(Exception):
    """No article could be had. Says in the active language what was expected, what came and what to do."""


@dataclass(frozen=True)
class ArticleText:
    """The text, and what is known of it: empty, or None, is what is not. `address` is where it was in the end.

    `removed` counts the characters that were taken out, by name; `marks_of_direction` those of them that can show a
    sentence backwards; `unreadable` those in place of which U+FFFD stands. `shown` is how many visible characters the
    page has in all, None for plain text.
    """

    text: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: date | None = None
    language: str = ""
    address: str = ""
    charset: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)
    marks_of_direction: int = 0
    unreadable: int = 0
    shown: int | None = None

    @property
    def sha256(self) -> str:
        """Of the text in UTF-8, as an article's row keeps it."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def notes(self) -> list[str]:
        """What a person should know before relying on the text, in the active language."""
        return list(_notes(self))


def fetched(address: str, today: date, reader: Permission | None = None) -> ArticleText:
    """The article at an address. `today` is the latest day it can be of. Raises `ArticleError`."""
    asks = reader or _reader()
    deadline = asks.client.deadline()
    question = Question(address.strip(), headers={"accept": ", ".join(sorted(_TYPES))}, types=_TYPES)
    try:
        reply = asks.client.ask(question, lambda where: asks.check(where, deadline), deadline)
        _refuse_failures(reply)
        source = decoded(reply.body, reply.headers.get("content-type", ""))
        return _read(source, reply.where.address, today, is_html=reply.type in PAGES if reply.type else None)
    except TypeRefusedError as error:
        raise _pdf() if error.type == "application/pdf" else _in_words(error) from None
    except FetchError as error:
        raise _in_words(error) from None


def uploaded(body: bytes, today: date, name: str = "") -> ArticleText:
    """The article in a file, a page's source or plain text. Raises `ArticleError`."""
    if body.startswith(_PDF):
        raise _pdf()
    _refuse_size(len(body))
    is_html = True if name.lower().endswith((".html", ".htm", ".xhtml")) else None
    try:
        return _read(decoded(body), "", today, is_html=is_html)
    except FetchError as error:
        raise _in_words(error) from None


def pasted(text: str, today: date) -> ArticleText:
    """The article in a pasted text, which may be a page's source. Raises `ArticleError`."""
    _refuse_size(len(text.encode("utf-8", "surrogatepass")))
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of pairs find one another
    try:
        return _read(Decoded(whole, "", whole.count("\ufffd") - text.count("\ufffd")), "", today, is_html=None)
    except FetchError as error:
        raise _in_words(error) from None


def _read(source: Decoded, address: str, today: date, *, is_html: bool | None) -> ArticleText:
    """The article of a source. Whether it is a page's is looked for where nobody says so. Raises `FetchError`."""
    if not (is_page(source.text) if is_html is None else is_html):
        found = ArticleText(source.text)
    else:
        page = apart.article(source.text, address, today)
        found = ArticleText(
            page.text, page.title, page.author, page.publisher, page.published, page.language, shown=page.shown
        )
    plain = tidied(found.text)
    if not plain.text.strip():
        raise FetchError(gettext_noop("expected a text, got an empty one"))
    return replace(
        found, text=plain.text, address=address, charset=source.charset, unreadable=source.unreadable,
        removed=plain.removed, marks_of_direction=plain.marks_of_direction,
    )  # fmt: skip


def _refuse_failures(reply: Reply) -> None:
    if reply.status != 200:
        template = gettext_noop("expected a page from %(host)s, got status %(status)s")
        raise FetchError(template, host=reply.where.host, status=reply.status, may_pass=reply.status >= 500)


def _refuse_size(size: int) -> None:
    if size > MOST_BYTES:
        facts = {"most": f"{MOST_BYTES:,}", "bytes": f"{size:,}"}
        raise ArticleError(_("expected at most %(most)s bytes, got %(bytes)s; split the text") % facts)


def _notes(article: ArticleText) -> Iterator[str]:
    if article.unreadable:
        facts = {"count": article.unreadable}
        yield ngettext("%(count)d character could not be read", "%(count)d characters could not be read",
                       article.unreadable) % facts  # fmt: skip
    for name, count in article.removed.items():
        yield _("taken out: %(name)s × %(count)s") % {"name": name, "count": count}
    if article.marks_of_direction:
        yield _("the text had marks that can show a sentence backwards; read it again without them")
    if article.shown:
        facts = {"taken": len("".join(article.text.split())), "shown": article.shown}
        yield _("%(taken)s of the page's %(shown)s visible characters were taken for the article") % facts
    if article.shown and article.published is None:
        yield _("the page does not say when it was published")


@cache
def _reader() -> Permission:
    """The client of this process, which names itself and its operator, and remembers what hosts ask of robots."""
    contact = settings.CONTACT or "no contact given"
    client = Guarded(f"{ROBOT}/0.1 (reads articles that people name; {contact})", settings.FETCH_PORTS)
    return Permission(client, ROBOT)


def _pdf() -> ArticleError:
    return ArticleError(_("expected a page or plain text, got a PDF; open it, copy its text and paste that"))


def _in_words(error: FetchError) -> ArticleError:
    if error.may_pass:
        advice = _("try again later, or open it in a browser and paste its text")
    else:
        advice = _("open it in a browser and paste its text")
    return ArticleError(_("%(what)s; %(advice)s") % {"what": told(error), "advice": advice})
