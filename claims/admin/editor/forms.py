"""The editor's fields: what a person types of a claim and of its criteria, read into values and written back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from claims.models import Claim, Criterion, Theme
from claims.models.claim import ANCHORS
from claims.verbs.amending import WORDS as AMENDED
from claims.verbs.redraft import FIELDS, WORDS, free_key
from evidence.formula import COVERAGE


def _line(**more: Any) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs=more)


def _area(rows: int = 2, **more: Any) -> UnfoldAdminExpandableTextareaWidget:
    return UnfoldAdminExpandableTextareaWidget(attrs={"rows": rows, **more})


def _parted(text: str) -> list[str]:
    """The parts of a list that is divided as Latin or Chinese texts divide theirs."""
    return text.translate(dict.fromkeys(map(ord, ",，、;；"), " ")).split()


class DaysField(forms.CharField):
    """Days, divided by spaces or the commas of either language: 2026-11-30, 2027-05-31."""

    def clean(self, value: Any) -> list[date]:
        words = _parted(super().clean(value))
        try:
            return [date.fromisoformat(one) for one in words]
        except ValueError:
            raise ValidationError(_("Expected days such as 2026-11-30, 2027-05-31, got %(got)s.") % {"got": value}) \
                from None  # fmt: skip


class SpansField(forms.CharField):
    """Stretches of the article's text: 120-180, 200-240."""

    def clean(self, value: Any) -> list[list[int]]:
        words = _parted(super().clean(value))
        try:
            found = [[int(end) for end in one.split("-")] for one in words]
        except ValueError:
            found = [[]]
        if any(len(one) != 2 or one[0] >= one[1] for one in found):
            raise ValidationError(_("Expected stretches of the text such as 120-180, got %(got)s.") % {"got": value})
        return found


class JsonField(forms.CharField):
    """An object in JSON; nothing is an empty one."""

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value).strip()
        try:
            found = json.loads(text or "{}")
        except ValueError as error:
            raise ValidationError(_("Expected JSON, got: %(why)s.") % {"why": error}) from None
        if not isinstance(found, dict):
            raise ValidationError(_("Expected JSON, got: %(why)s.") % {"why": text[:40]})
        return found


class WordsForm(forms.ModelForm):
    """A claim's words and horizon."""

    checkpoints = DaysField(label=gettext_lazy("checkpoints"), widget=_line(inputmode="numeric"))
    spans = SpansField(label=gettext_lazy("spans of the quote"), widget=_line(inputmode="numeric"))
    rubric = forms.CharField(
        label=gettext_lazy("rubric"), required=False, widget=_area(5),
        help_text=gettext_lazy("Five lines, from refuted to borne out: what is seen at each level."),
    )  # fmt: skip
    rubric_zh = forms.CharField(
        label=gettext_lazy("rubric in Chinese"), required=False, widget=_area(5, lang="zh-Hant")
    )

    class Meta:
        model = Claim
        fields = ("statement", "statement_zh", "reading", "reading_zh", "kind", "nature", "stated", "holder", "opens",
                  "checkpoints", "number", "theme", "spans", "measured_by", "measured_by_zh")  # fmt: skip
        widgets = {
            **dict.fromkeys(("statement", "reading", "measured_by"), _area(lang="en")),
            **dict.fromkeys(("statement_zh", "reading_zh", "measured_by_zh"), _area(lang="zh-Hant")),
            **dict.fromkeys(("stated", "holder", "number"), _line()),
            **dict.fromkeys(("kind", "nature", "theme"), UnfoldAdminSelectWidget()),
            "opens": _line(inputmode="numeric", pattern=r"\d{4}-\d{2}-\d{2}"),
        }

    def __init__(self, data: Mapping[str, Any] | None, claim: Claim) -> None:
        super().__init__(data, instance=Claim(pk=claim.pk, article_id=claim.article_id, slug=claim.slug),
                         initial=initial_words(claim))  # fmt: skip
        field = self.fields["theme"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Theme.objects.filter(article=claim.article_id)
        field.label_from_instance = lambda theme: f"{theme.name} {theme.name_zh}"  # type: ignore[method-assign, assignment]

    def _post_clean(self) -> None:
        """The verb holds it against the model, together with its criteria."""

    def values(self) -> dict[str, Any]:
        """By the claim's fields."""
        found = {name: value for name, value in self.cleaned_data.items() if name in WORDS}
        found["theme_id"] = self.cleaned_data["theme"].pk
        lines = [self.cleaned_data[name].splitlines() for name in ("rubric", "rubric_zh")]
        levels = range(max(map(len, lines)))
        found["rubric"] = [
            {name: part[level].strip() if level < len(part) else "" for name, part in zip(ANCHORS, lines, strict=True)}
            for level in levels
        ]
        return found


class AmendedWordsForm(WordsForm):
    """The same of a registered claim, of which no amendment changes horizon, rule or kind."""

    def __init__(self, data: Mapping[str, Any] | None, claim: Claim) -> None:
        super().__init__(data, claim)
        for name, field in self.fields.items():
            field.disabled = name not in AMENDED


def initial_words(claim: Claim) -> dict[str, Any]:
    """A claim as its fields show it."""
    return {
        **{name: getattr(claim, name) for name in WordsForm.Meta.fields},
        "theme": claim.theme_id,
        "opens": claim.opens and claim.opens.isoformat(),
        "checkpoints": ", ".join(day.isoformat() for day in claim.checkpoints),
        "spans": ", ".join(f"{start}-{end}" for start, end in claim.spans),
        "rubric": "\n".join(level["anchor"] for level in claim.rubric),
        "rubric_zh": "\n".join(level["anchor_zh"] for level in claim.rubric),
    }


def _formula(rows: int = 1) -> UnfoldAdminExpandableTextareaWidget:
    return _area(rows, **{"class": "formula", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"})


class CriterionForm(forms.Form):
    """One criterion."""

    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=gettext_lazy("role"), choices=Criterion.Role.choices,
                             initial=Criterion.Role.ALTERNATIVE, widget=UnfoldAdminSelectWidget)  # fmt: skip
    holds_when = forms.CharField(label=gettext_lazy("holds when"), required=False, widget=_formula(2))
    fails_when = forms.CharField(label=gettext_lazy("fails when"), required=False, widget=_formula(),
                                 help_text=gettext_lazy("Empty: when it does not hold."))  # fmt: skip
    requires_when = forms.CharField(label=gettext_lazy("testable only when"), required=False, widget=_formula())
    relation = JsonField(label=gettext_lazy("relation"), required=False, widget=_formula(),
                         help_text=gettext_lazy("Which of two drivers predicts a target better."))  # fmt: skip
    coverage = forms.FloatField(label=gettext_lazy("share of periods needed"), initial=COVERAGE, min_value=0.1,
                                max_value=1.0, widget=_line(inputmode="decimal"))  # fmt: skip
    thresholds = forms.ChoiceField(
        label=gettext_lazy("thresholds set"),
        choices=Criterion.Thresholds.choices,
        initial=Criterion.Thresholds.AFTER_LOOKING,
        widget=UnfoldAdminSelectWidget,
    )
    note = forms.CharField(label=gettext_lazy("note"), required=False, widget=_area(1, lang="en"))
    note_zh = forms.CharField(label=gettext_lazy("note in Chinese"), required=False, widget=_area(1, lang="zh-Hant"))


class CriteriaForms(BaseFormSet):
    """All criteria of a claim."""

    deletion_widget = forms.CheckboxInput

    def kept(self) -> list[forms.Form]:
        """Those that are not to go and in which something stands."""
        return [form for form in self.forms if not self._is_gone(form)]

    def _is_gone(self, form: forms.Form) -> bool:
        name = form.add_prefix
        if self.is_bound and form.data.get(name("DELETE")):
            return True
        filled = ("key", "holds_when", "fails_when", "requires_when", "relation")
        return self.is_bound and not any(form.data.get(name(field), "").strip() for field in filled)

    def full_clean(self) -> None:
        """What is to go need not be right."""
        super().full_clean()
        if self.is_bound:
            self._errors = [{} if self._is_gone(form) else form.errors for form in self.forms]

    def is_valid(self) -> bool:
        """Whether what stays is right."""
        return self.is_bound and not self.non_form_errors() and all(form.is_valid() for form in self.kept())

    def keyed(self, number: str) -> dict[str, forms.Form]:
        """The kept forms by key; new ones are given one."""
        found: dict[str, forms.Form] = {}
        taken = {form["key"].value() for form in self.kept()}
        for form in self.kept():
            key = form["key"].value() or ""
            if not key or key in found:
                key = free_key(number, taken, is_primary=form["role"].value() == Criterion.Role.PRIMARY)
                taken.add(key)
            found[key] = form
        return found

    def values(self, number: str) -> dict[str, dict[str, Any]]:
        """By key, in their order: fields with their values."""
        return {key: {name: form.cleaned_data[name] for name in FIELDS} for key, form in self.keyed(number).items()}


_Formset = formset_factory(CriterionForm, formset=CriteriaForms, extra=0, can_delete=True, max_num=30)


def criteria_forms(data: Mapping[str, Any] | None, claim: Claim) -> CriteriaForms:
    """The forms of a claim's current criteria, or of what was typed."""
    rows = sorted((one for one in claim.criteria.all() if one.is_current), key=lambda one: (one.position, one.key))
    initial = [_initial(one) for one in rows]
    if not initial and claim.nature != Claim.Nature.JUDGED and not claim.is_group:
        initial = [{"role": Criterion.Role.PRIMARY}]
    return _Formset(data, initial=initial, prefix="criteria")  # type: ignore[return-value]


def _initial(one: Criterion) -> dict[str, Any]:
    relation = json.dumps(one.relation, ensure_ascii=False) if one.relation else ""
    return {"key": one.key, **{name: getattr(one, name) for name in FIELDS}, "relation": relation}


def new_criterion() -> dict[str, Any]:
    """What a new reading says before anything is typed."""
    return {name: field.initial for name, field in CriterionForm.base_fields.items() if field.initial is not None}
