"""A new article by its pasted text, a file or an address; then its claims are proposed. Nothing typed is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from claims.articletext import MOST_BYTES, ArticleError, ArticleText, fetched, pasted, uploaded
from claims.extraction.extract import LONG
from claims.extraction.script import simplified
from claims.models import Article, Author
from claims.propose import ProposeError, keep_new, propose
from claims.texts.byline import byline
from claims.texts.plaintext import one_line
from claims.workers import tell

_SAMPLE = 4_000  # code points from which the language is guessed
_LONGEST_TITLE = 120  # of a first line that is taken for one
_LANGUAGES = (
    ("zh-Hant", gettext_lazy("Traditional Chinese")),
    ("zh-Hans", gettext_lazy("Simplified Chinese")),
    ("en", gettext_lazy("English")),
)


class ArticleForm(forms.Form):
    """What must be known of an article; what its text says of itself need not be typed."""

    text = forms.CharField(
        label=gettext_lazy("text"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "autofocus": True}),
        help_text=gettext_lazy("Paste the text or a page's source; or leave it empty and name a file or an address."),
    )  # fmt: skip
    author = forms.CharField(
        label=gettext_lazy("author"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"list": "authors", "autocomplete": "off"}),
    )  # fmt: skip
    published_on = forms.DateField(
        label=gettext_lazy("published"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("title"), required=False, max_length=300, help_text=gettext_lazy("Empty: the first line.")
    )
    title_en = forms.CharField(label=gettext_lazy("title in English"), required=False, max_length=300)
    language = forms.ChoiceField(
        label=gettext_lazy("language"), required=False, choices=[("", gettext_lazy("as it reads")), *_LANGUAGES]
    )
    months = forms.RegexField(
        r"^[1-9]\d?( [1-9]\d?)*$", label=gettext_lazy("default horizon in months"), initial="12 18",
    )  # fmt: skip
    publisher = forms.CharField(label=gettext_lazy("publisher"), required=False, max_length=200)
    address = forms.URLField(
        label=gettext_lazy("address"), required=False, assume_scheme="https",
        help_text=gettext_lazy("Fetched where there is neither a text nor a file."),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("file"), required=False, help_text=gettext_lazy("Plain text or HTML."))


class NewArticle(UnfoldModelAdminViewMixin, TemplateView):
    """One form: reading the text fills in what it says of itself, keeping it goes on to the desk."""

    permission_required = ("claims.add_article", "claims.add_proposal")
    template_name = "admin/claims/desk/new.html"
    title = gettext_lazy("New article")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(ArticleForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read, and keep where that is asked for and all is known."""
        form = ArticleForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, 400)
        now = datetime.now(UTC)
        try:
            found = _read(form.cleaned_data, now.date())
        except ArticleError as error:
            form.add_error(None, str(error))
            return self._show(form, 400)
        known = Article.objects.filter(sha256=found.sha256).first()
        if known is not None:
            messages.info(request, _("This text is known already: here is its desk."))
            return _desk(known)
        return self._kept(form, found, now)

    def _kept(self, form: ArticleForm, found: ArticleText, now: datetime) -> HttpResponse:
        facts = _facts(form.cleaned_data, found, now.date())
        for name, label in (("author", _("author")), ("published_on", _("day of publication"))):
            if not facts[name]:
                form.add_error(name, _("expected the %(what)s, which the text does not say") % {"what": label})
        wants_author = facts["author"] and not Author.objects.filter(name=facts["author"]).exists()
        if wants_author and not self.request.user.has_perm("claims.add_author"):
            form.add_error("author", _("expected an author who is known: you may not add one"))
        if form.errors or self.request.POST.get("do") != "keep":
            filled = ArticleForm({**{name: form.data[name] for name in form.data}, **facts, "text": found.text})
            filled.is_valid()
            for name, errors in form.errors.items():
                filled.add_error(name if name != "__all__" else None, list(errors))
            return self._show(filled, 400 if form.errors else 200, found)
        try:
            article = _keep(found, facts, now)
        except ProposeError as error:
            form.add_error(None, str(error))
            return self._show(form, 400)
        if not article.title_en:
            told = _("The article has no title in English yet: give it one before its claims are published.")
            messages.warning(self.request, told)
        self._propose(article, now)
        return _desk(article)

    def _propose(self, article: Article, now: datetime) -> None:
        """At once, or by a worker where the text is long."""
        if article.length <= LONG:
            propose(article=article, now=now)
            return
        if tell("claims.propose_article", [(article.pk,)]):
            messages.info(self.request, _("The text is long: a worker reads it. Load this page again in a while."))
        else:
            told = _("The text is long, and no worker can be reached: `claimbase propose --article %(slug)s` reads it.")
            messages.warning(self.request, told % {"slug": article.slug})

    def _show(self, form: forms.Form, status: int = 200, found: ArticleText | None = None) -> HttpResponse:
        context = self.get_context_data(
            form=form, found=found, authors=Author.objects.values_list("name", flat=True), most=f"{MOST_BYTES:,}"
        )
        return self.render_to_response(context, status=status)


def _read(given: dict[str, Any], today: date) -> ArticleText:
    """The article of a pasted text, else of a file, else at an address. Raises `ArticleError`."""
    file: UploadedFile | None = given["file"]
    if given["text"].strip():
        return replace(pasted(given["text"], today), address=given["address"])
    if file is not None:
        return replace(uploaded(file.read(MOST_BYTES + 1), today, file.name or ""), address=given["address"])
    if given["address"]:
        return fetched(given["address"], today)
    raise ArticleError(_("expected a text, a file or an address, got none of them"))


def _facts(given: dict[str, Any], found: ArticleText, today: date) -> dict[str, Any]:
    """What was typed, else what the text says of itself, else what it looks like."""
    title = given["title"] or one_line(found.title, 300) or _first_line(found.text)
    author, day = byline(found.text, today)
    language = given["language"] or _language(found)
    return {
        "title": title,
        "title_en": given["title_en"] or (title if language == "en" else ""),  # nobody has translated it
        "author": given["author"] or one_line(found.author, 200) or author,
        "published_on": given["published_on"] or found.published or day,
        "language": language,
        "publisher": given["publisher"] or one_line(found.publisher, 200),
        "address": found.address[:200],
        "months": given["months"],
    }


def _first_line(text: str) -> str:
    return one_line(text.strip().partition("\n")[0], _LONGEST_TITLE)


def _language(found: ArticleText) -> str:
    """As the page says, where it names one of those known; else by its signs."""
    sample = found.text[:_SAMPLE]
    chinese = sum("\u4e00" <= one <= "\u9fff" for one in sample)
    if chinese * 4 < len("".join(sample.split())):
        return "en"
    return "zh-Hans" if simplified(sample) == sample else "zh-Hant"


@transaction.atomic
def _keep(found: ArticleText, facts: dict[str, Any], now: datetime) -> Article:
    author = Author.objects.filter(name=facts["author"]).first() or Author.objects.create(
        slug=_free_slug(Author, facts["author"], "author"), name=facts["author"]
    )
    article = keep_new(
        text=found.text, slug=_free_slug(Article, facts["title_en"] or facts["title"], "article"), title=facts["title"],
        title_en=facts["title_en"], author=author, language=facts["language"], published_on=facts["published_on"],
        months=[int(one) for one in facts["months"].split()], now=now,
    )  # fmt: skip
    article.publisher, article.address = facts["publisher"], facts["address"]
    article.save(update_fields=["publisher", "address"])
    return article


def _free_slug(model: type[Article] | type[Author], name: str, otherwise: str) -> str:
    """Of the name's Latin letters, with a number where it is taken."""
    first = slugify(name)[:40] or otherwise
    taken = set(model.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    return next(slug for slug in (first, *(f"{first}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _desk(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:claims_article_desk", args=[article.pk]))
