"""Which tables of claims are in a bundle, and how a column is written as text and read back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils.translation import override

from claims.models import (
    Act,
    Article,
    Assessment,
    Author,
    Claim,
    ClaimLink,
    Criterion,
    Edition,
    Settlement,
    SettlementReview,
    Theme,
)

Field = Any  # of Django, whose class cannot be subscripted at run time
_REGISTERED = "SELECT id FROM claims_claim WHERE state <> 'draft'"
_AUTHORS = (
    "SELECT author_id FROM claims_article JOIN claims_claim AS c ON c.article_id = claims_article.id "
    "WHERE c.state <> 'draft'"
)
_ARTICLES = "SELECT article_id FROM claims_claim WHERE state <> 'draft'"
_TYPES: Mapping[Any, str] = {
    models.DateTimeField: "datetime", models.DateField: "date", models.BooleanField: "boolean",
    models.FloatField: "number", models.IntegerField: "integer", models.ForeignKey: "integer",
    models.JSONField: "any", ArrayField: "list",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table as a file of the bundle: those of its rows that are of registered claims. `hidden` is SQL by column:
    what stands in its place where the bundle is for everybody."""

    name: str
    model: type[models.Model]
    where: str = "TRUE"
    left_out: frozenset[str] = frozenset()
    hidden: Mapping[str, str] | None = None

    @property
    def path(self) -> str:
        """Where it lies in the bundle."""
        return f"claims/{self.name}.csv"

    @property
    def fields(self) -> list[Field]:
        """Its columns, the key first."""
        return [one for one in self.model._meta.local_concrete_fields if one.column not in self.left_out]

    @property
    def columns(self) -> str:
        """Their names in SQL."""
        return ", ".join(f'"{one.column}"' for one in self.fields)

    def selected(self, *, complete: bool) -> str:
        """The SQL of its rows as texts, in the order of their key."""
        hidden = {} if complete else self.hidden or {}
        parts = ", ".join(f'{hidden.get(one.column) or _out(one)} AS "{one.column}"' for one in self.fields)
        key = self.model._meta.pk.column
        return f'SELECT {parts} FROM "{self.model._meta.db_table}" WHERE {self.where} ORDER BY "{key}"'  # noqa: S608

    def stored(self, incoming: str, given: Mapping[str, str] | None = None) -> str:
        """The SQL that stores rows of a table of texts; `given` is SQL by column in place of what came."""
        parts = ", ".join((given or {}).get(one.column) or _in(one) for one in self.fields)
        key = self.model._meta.pk.column
        return (
            f'INSERT INTO "{self.model._meta.db_table}" ({self.columns}) '  # noqa: S608 our own names
            f'SELECT {parts} FROM {incoming} ORDER BY "{key}"::bigint'
        )

    @property
    def schema(self) -> dict[str, Any]:
        """Its table schema: names, types and meanings of the columns, key, and to which tables it refers."""
        keys = [{"fields": [one.column], "reference": {"resource": _RESOURCES[one.related_model], "fields": ["id"]}}
                for one in self.fields if one.related_model in _RESOURCES]  # fmt: skip
        fields = [{"name": one.column, "type": _type(one), **_meant(one)} for one in self.fields]
        return {"fields": fields, "primaryKey": [self.model._meta.pk.column], "foreignKeys": keys}


def _type(field: Field) -> str:
    return next((kind for of, kind in _TYPES.items() if isinstance(field, of)), "string")


def _meant(field: Field) -> dict[str, str]:
    found = {}
    for language, name in (("en", "description"), ("zh-hant", "description_zh")):
        with override(language):
            found[name] = str(field.verbose_name)
    return found


def _out(field: Field) -> str:
    match field:
        case models.DateTimeField():
            return f"""to_char("{field.column}" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        case ArrayField():
            return f'to_json("{field.column}")'
    return f'"{field.column}"'


def _in(field: Field) -> str:
    if _type(field) == "string":
        return f'"{field.column}"'  # a cast to a length would cut what is too long
    kind = field.db_type(connection)
    if isinstance(field, ArrayField):
        return f'ARRAY(SELECT json_array_elements_text("{field.column}"::json))::{kind}'
    return f'"{field.column}"::{kind}'


# Of the facts of an assessment those that everybody may have. The rest are quantiles and figures in which those of a
# series could be read; what nobody has thought of here stays with them.
OPEN_FACTS = ("as_far", "base", "bits", "changes", "cumulated", "distance", "dynamics", "not_assessed", "regime",
              "relation", "speaks", "stand_in", "void")  # fmt: skip
_FACTS = (
    "(SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(facts) "  # noqa: S608 our own names
    f"WHERE key IN ({', '.join(map(repr, OPEN_FACTS))}))"
)
AUTHORS = Table("authors", Author, f"id IN ({_AUTHORS})")
ARTICLES = Table("articles", Article, f"id IN ({_ARTICLES})")
THEMES = Table("themes", Theme, f"article_id IN ({_ARTICLES})")
CLAIMS = Table("claims", Claim, "state <> 'draft'")
CHILDREN = Table("children", Claim.children.through, f"from_claim_id IN ({_REGISTERED})")
CRITERIA = Table("criteria", Criterion, f"claim_id IN ({_REGISTERED})")
ACTS = Table("acts", Act)
SETTLEMENTS = Table("settlements", Settlement)
REVIEWS = Table("reviews", SettlementReview, "kind <> 'ask'")  # all others are in the ledger
ASSESSMENTS = Table("assessments", Assessment, f"claim_id IN ({_REGISTERED})", hidden={"facts": _FACTS})
LINKS = Table("links", ClaimLink, f"source_id IN ({_REGISTERED}) AND target_id IN ({_REGISTERED})")
EDITIONS = Table("editions", Edition, left_out=frozenset({"data"}))
TABLES = (AUTHORS, ARTICLES, THEMES, CLAIMS, CHILDREN, CRITERIA, ACTS, SETTLEMENTS, REVIEWS, ASSESSMENTS, LINKS,
          EDITIONS)  # fmt: skip
_RESOURCES = {one.model: f"claims-{one.name}" for one in TABLES}


def titled(tables: Iterable[Table]) -> list[tuple[Table, str, str]]:
    """Tables with what their rows are called, in English and Chinese."""
    found = []
    for one in tables:
        names = []
        for language in ("en", "zh-hant"):
            with override(language):
                names.append(str(one.model._meta.verbose_name_plural))
        found.append((one, names[0], names[1]))
    return found
