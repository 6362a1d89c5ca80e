"""Who made, changed or deleted rows that people edit, when and in what, in words of the language that is active."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from evidence.models.edited import CHANGED, DELETED, MADE

MOST = 100  # edits of a page
_LONGEST = 300  # code points of a value
_NONE = "–"


@dataclass(frozen=True)
class Field:
    """A field that a change changed, by what readers call it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """One act of somebody: the sentence, and for a change its fields. `address` is where it was asked for, if any."""

    at: datetime
    said: str
    address: str
    fields: Sequence[Field]


def edits(*asked: tuple[type[models.Model], Mapping[str, Any]]) -> list[Edit]:
    """The newest edits of rows of some models, each with what its edits are found by, the newest first."""
    kept = [(model, row, after) for model, where in asked for row, after in _kept(model, where)]
    newest = sorted(kept, key=lambda one: (one[1].pgh_created_at, one[1].pgh_id), reverse=True)[:MOST]
    names = _names(row for _model, row, _after in newest)
    return [_edit(model, row, after, names) for model, row, after in newest]


def _kept(model: Any, where: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Each kept row with the one that says how the object was afterwards: the next one, else the object itself."""
    of_it = model.edits.rel.related_model.objects.filter(**where).select_related("pgh_context")
    rows = list(of_it.order_by("-pgh_id")[:MOST])
    later: dict[int, Any] = model._default_manager.in_bulk({row.pgh_obj_id for row in rows})
    found = []
    for row in rows:
        found.append((row, later.get(row.pgh_obj_id)))
        later[row.pgh_obj_id] = row
    return found


def _names(rows: Iterable[Any]) -> dict[int, str]:
    """Accounts of the rows by their keys."""
    keys = {_told(row, "user") for row in rows} - {None}
    accounts = get_user_model()._default_manager.in_bulk(keys)
    return {key: account.get_username() for key, account in accounts.items()}


def _told(row: Any, name: str) -> Any:
    """What the request that wrote it said of itself; None where there was none."""
    return row.pgh_context.metadata.get(name) if row.pgh_context else None


def _edit(model: type[models.Model], row: Any, after: Any, names: Mapping[int, str]) -> Edit:
    sentences = {
        MADE: _("%(by)s made the %(kind)s “%(what)s”"),
        CHANGED: _("%(by)s changed the %(kind)s “%(what)s”"),
        DELETED: _("%(by)s deleted the %(kind)s “%(what)s”"),
    }
    user = _told(row, "user")
    by = _("A command or a worker") if user is None else names.get(user) or _("Account %(key)s") % {"key": user}
    was = _as_row(model, row)
    said = sentences[row.pgh_label] % {"by": by, "kind": model._meta.verbose_name, "what": _cut(str(was))}
    fields = _differing(was, _as_row(model, after)) if row.pgh_label == CHANGED and after is not None else ()
    return Edit(row.pgh_created_at, said, _told(row, "url") or "", tuple(fields))


def _as_row(model: type[models.Model], kept: Any) -> models.Model:
    """The object as it was kept; it is not to be saved."""
    known = {field.attname for field in kept._meta.concrete_fields}
    fields = [field for field in model._meta.concrete_fields if field.attname in known]
    return model(**{field.attname: getattr(kept, field.attname) for field in fields})


def _differing(before: models.Model, after: models.Model) -> list[Field]:
    return [
        Field(str(field.verbose_name), _shown(before, field), _shown(after, field))
        for field in before._meta.concrete_fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]


def _shown(row: models.Model, field: Any) -> str:
    value = getattr(row, field.attname)
    if value in (None, "", [], {}):
        return _NONE
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if field.is_relation:
        return _named(row, field)
    if isinstance(field, models.JSONField):
        return _cut(json.dumps(value, ensure_ascii=False))
    return _cut(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _named(row: models.Model, field: Any) -> str:
    try:
        return _cut(str(getattr(row, field.name)))
    except ObjectDoesNotExist:
        return str(getattr(row, field.attname))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
