"""The forms of the desk: what was typed comes back with what is wrong with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.admin.desk.page import Page
from claims.candidates.deciding import Asked
from claims.models import Candidate, Claim, Theme


class DecisionForm(forms.Form):
    """What every decision sends: the candidate, and the newest decision about it that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, page: Page, data: Any = None, **named: Any) -> None:
        self.page = page
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s", **named)

    @property
    def candidate(self) -> Candidate:
        """The one that is decided about."""
        assert self.page.current
        return self.page.current.candidate

    def asked(self, base: Asked) -> Asked:
        """By the one who asks, on what they saw."""
        return Asked(base.by, base.now, self.cleaned_data["seen"])


class AcceptForm(DecisionForm):
    theme = forms.ModelChoiceField(Theme.objects.none(), required=False, label=_("theme"))

    def __init__(self, page: Page, data: Any = None, **named: Any) -> None:
        super().__init__(page, data, **named)
        field = self.fields["theme"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = page.article.themes.all()


class RejectForm(DecisionForm):
    reason = forms.CharField(
        label=_("reason"), max_length=2000, widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"})
    )


class MergeForm(DecisionForm):
    into = forms.TypedChoiceField(label=_("into"), coerce=int)

    def __init__(self, page: Page, data: Any = None, **named: Any) -> None:
        super().__init__(page, data, **named)
        field = self.fields["into"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = page.targets()


class SplitForm(DecisionForm):
    """The candidate's text with each part on lines of its own."""

    text = forms.CharField(
        label=_("each part on a line of its own"), strip=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def parts(self) -> list[str]:
        """The parts' words, in their order."""
        return [line.strip() for line in self.cleaned_data["text"].splitlines() if line.strip()]


class EditForm(DecisionForm):
    """What a candidate says, to be changed; its criterion is written on in an editor of its own once it is accepted."""

    statement = forms.CharField(label=_("statement"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    statement_zh = forms.CharField(
        label=_("statement in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Claim.Kind.choices)
    nature = forms.ChoiceField(
        label=_("nature"), required=False,
        choices=[("", "—"), (Claim.Nature.MEASURED, Claim.Nature.MEASURED.label),
                 (Claim.Nature.FACT_CHECK, Claim.Nature.FACT_CHECK.label)],
    )  # fmt: skip
    holder = forms.CharField(label=_("who holds it, if not the author"), required=False, max_length=200)
    opens = forms.DateField(
        label=_("opens"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes = forms.DateField(
        label=_("last day of its horizon"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: the article's default horizon."),
    )  # fmt: skip
    indicators = forms.RegexField(
        r"^[a-z0-9_\s,;，、；]*$", label=_("indicators"), required=False, help_text=_("Slugs, the best first.")
    )
    holds_when = forms.CharField(
        label=_("holds when"), required=False, widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
    )

    def clean_indicators(self) -> list[str]:
        """As slugs, each once."""
        text = self.cleaned_data["indicators"]
        for sign in ",;，、；":
            text = text.replace(sign, " ")
        return list(dict.fromkeys(text.split()))

    def changes(self) -> dict[str, Any]:
        """By the names of `claims.decide.edit`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class AddForm(forms.Form):
    """A stretch of the article by its words, or by code points where a script knows them."""

    quote = forms.CharField(
        label=_("words of the article"), strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)


def initial(page: Page) -> dict[str, Any]:
    """What the forms about the current candidate begin with."""
    if page.current is None:
        return {}
    values = page.current.values
    return {
        **values,
        "seen": page.current.seen,
        "indicators": " ".join(values["indicators"]),
        "holds_when": page.current.formula,
        "text": page.current.quote,
    }
