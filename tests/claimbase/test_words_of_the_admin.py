"""All pages of the admin speak Traditional Chinese: names of models and fields, choices, helps, columns and filters."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from claimbase import urls

assert urls  # registers the admin's sign-in form; the admin itself is found by its own walk
OURS = {"claims", "evidence"}
# Words that are names, or the same in every language.
NAMES = re.compile(
    r"SHA-256|JSON|claimbase|HTTP|UTC|URL|numpy|METHOD|TOML|CSV|PDF|slug|fixtures/\S+|demo|archive import"
    r"|will|likely|could",  # of authors' own words
    re.I,
)
LATIN = re.compile(r"[a-z]{3,}")
HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.S)


def registered() -> list[type[Model]]:
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def is_english(said: object) -> bool:
    return bool(LATIN.search(NAMES.sub("", str(said))))


def words_of(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Everything that forms and pages of a model show beside its content, by where it comes from."""
    meta = model._meta
    yield "model", str(meta.verbose_name)
    yield "models", str(meta.verbose_name_plural)
    for field in meta.get_fields():
        if hasattr(field, "verbose_name"):
            yield field.name, str(field.verbose_name)
            yield f"{field.name} help", str(getattr(field, "help_text", ""))
            for _, said in getattr(field, "choices", None) or ():
                yield f"{field.name} choice", str(said)
    one = admin.site._registry[model]
    for column in one.list_display:
        yield f"column {column}", str(label_for_field(column, model, model_admin=one))


@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
def test_every_name_in_the_admin_is_said_in_chinese(model: type[Model]) -> None:
    with override("zh-hant"):
        english = {where: said for where, said in words_of(model) if is_english(said)}
    assert english == {}


def test_the_apps_have_chinese_names() -> None:
    with override("zh-hant"):
        assert [str(apps.get_app_config(name).verbose_name) for name in OURS if
                is_english(apps.get_app_config(name).verbose_name)] == []  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("model", registered(), ids=lambda model: model._meta.label)
def test_every_list_opens_in_chinese_with_columns_and_a_title_of_its_own(model: type[Model], client: Client) -> None:
    client.force_login(User.objects.create_superuser("ann"))
    client.post("/language/setlang/", {"language": "zh-hant", "next": "/admin/"})
    meta: Any = model._meta
    page = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))
    assert page.status_code == 200
    text = page.content.decode()
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    assert title
    with override("zh-hant"):
        assert str(meta.verbose_name) in title[1] or str(meta.verbose_name_plural) in title[1]
    for header in HEADER.findall(text):
        assert not is_english(re.sub(r"<[^>]*>", "", header)), header
