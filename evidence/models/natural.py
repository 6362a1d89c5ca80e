"""Rows by their natural key: how content files reach the database."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext

from evidence.tomlfiles import ContentError, Where

Model = TypeVar("Model", bound=models.Model)
_LOADING = 1_129_072_717  # an advisory lock that nothing else of the project takes


def one_loader_at_a_time() -> None:
    """Make other loaders of content wait until this transaction ends: two would insert the same rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOADING])


def keep(model: type[Model], identity: Mapping[str, Any], values: Mapping[str, Any], where: Where = "") -> Model:
    """The row with this natural key, made or changed to hold these values; an unchanged one is left alone.

    Raises `ContentError` for values that the model refuses: `where` names the entry and its file.
    """
    return kept(model._default_manager.filter(**identity).first(), model, identity, values, where)


def kept(
    row: Model | None, model: type[Model], identity: Mapping[str, Any], values: Mapping[str, Any], where: Where = ""
) -> Model:
    """The same where the caller has looked for the row, as for many at once."""
    row = row or model(**identity)
    if row.pk is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    try:
        save_if_valid(row)
    except ValidationError as error:
        named = where or ", ".join(str(value) for value in identity.values())
        raise ContentError("expected a valid %(model)s at %(where)s, got %(got)s", model=model._meta.verbose_name,
                           where=named, got=_said(row, error)) from None  # fmt: skip
    return row


def save_if_valid(row: models.Model) -> None:
    """Save a row that its model takes. Raises `ValidationError` with all that is wrong with it.

    The database checks its constraints anyway: each is asked about by a query of its own, which takes half of the time
    of loading, only where it has refused the row.
    """
    try:
        with transaction.atomic():
            row.full_clean(validate_constraints=False)
            row.save()
    except (ValidationError, IntegrityError):
        row.full_clean()
        raise


def _said(row: models.Model, error: ValidationError) -> str:
    """Each key with what came; where only some values are allowed, with those, else with the model's own words."""
    choices = {field.name: field.flatchoices for field in row._meta.fields}
    parts = []
    for name, why in error.message_dict.items():
        value = getattr(row, name, None)
        if choices.get(name) and value not in dict(choices[name]):
            allowed = ", ".join(f'"{one}" ({label})' for one, label in choices[name])
            expected = gettext("expected one of %(names)s") % {"names": allowed}
            parts.append(f'{name} = "{value}" ({expected})')
        else:
            parts.append(" ".join(why) if name == NON_FIELD_ERRORS else f"{name}: {' '.join(why)}")
    return "; ".join(parts)
