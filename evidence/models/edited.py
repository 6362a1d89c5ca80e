"""What people change of a row is kept: who made, changed or deleted it, when, from where, and how it was before.

Triggers write it (django-pghistory), so no way of changing a row gets past it; a change within a request knows the
account and the address. It is for rows that people edit. What is append-only keeps its own past, and what machines
write in bulk would cost a second row for each (decision 0039).
"""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

MADE, CHANGED, DELETED = "made", "changed", "deleted"
Model = TypeVar("Model", bound=models.Model)


def edited(name: str, *, but_for: tuple[str, ...] = ()) -> Callable[[type[Model]], type[Model]]:
    """Has a model's edits kept, append-only, in a model of this name; some fields are none of people's.

    A change keeps the row as it was before, so that rows that are older than the keeping have their whole story, too.
    """
    track: Callable[[type[Model]], type[Model]] = pghistory.track(
        pghistory.InsertEvent(MADE),
        pghistory.UpdateEvent(CHANGED, row=pghistory.Old),
        pghistory.DeleteEvent(DELETED, row=pghistory.Old),
        model_name=name,
        exclude=list(but_for),
        obj_field=pghistory.ObjForeignKey(related_name="edits", related_query_name="edit"),
        append_only=True,
    )
    return track
