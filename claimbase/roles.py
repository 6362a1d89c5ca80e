"""Who may do what: groups to put accounts into, made once and then the operator's to change.

Readers see everything. Analysts write: articles, candidates, drafts, links, ratings, forecasts, and they submit.
Reviewers act: they register, amend and end what they have read, have it settled, and publish. Whoever is in
both groups may do both, but where two persons are asked for (CLAIMBASE_TWO_PERSONS) nobody acts on their own
submission: that is asked of the person, not of the group. Administrators manage accounts: who is in which group, whose
account is switched off, which tokens are out, to whom notices go. They decide about no claim, and make nobody more than
the groups do.
"""

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction

_OURS = ("claims", "evidence")
_ACCOUNTS = ("auth", "knox")
# Other people's addresses, and what they read, are no reader's business; when somebody looked is nobody's.
_NOTICES = ("subscriber", "subscription", "notice", "delivery")
_PRIVATE = ("answer", "extraction", *_NOTICES, "lastvisit")
# What the engine makes: whoever may add it may have it made at once.
_ENGINE = ("add_refreshjob", "add_assessment")
_BOTH = ("add_submission", "add_claimlink", "change_claimlink", "add_rating", *_ENGINE)
ROLES: Mapping[str, tuple[str, ...]] = {
    "readers": (),
    "analysts": (
        *_BOTH, "add_author", "change_author", "add_article", "change_article", "add_theme", "change_theme",
        "add_claim", "change_claim", "delete_claim", "add_candidate", "add_proposal", "add_decision", "add_forecast",
    ),
    "reviewers": (*_BOTH, "add_act", "add_settlement", "add_edition"),
    "administrators": (
        "add_user", "change_user", "view_user", "view_group", "add_authtoken", "view_authtoken", "delete_authtoken",
        *(f"view_{one}" for one in _NOTICES),
    ),
}  # fmt: skip


@transaction.atomic
def establish(*, reset: bool = False) -> list[str]:
    """Make the groups that are not there, and return their names; `reset` gives all of them their permissions anew."""
    made = []
    for name, codenames in ROLES.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new or reset:
            group.permissions.set(_permissions(codenames))
            made.append(name)
    return made


def _permissions(codenames: tuple[str, ...]) -> list[Permission]:
    """These, and to see everything but who reads. Raises `LookupError` for one that there is not."""
    ours = Permission.objects.filter(content_type__app_label__in=_OURS)
    known = Permission.objects.filter(content_type__app_label__in=(*_OURS, *_ACCOUNTS))
    named = list(known.filter(codename__in=codenames))
    lacking = set(codenames) - {one.codename for one in named}
    if lacking:
        raise LookupError(f"expected permissions of the models, got none named {', '.join(sorted(lacking))}")
    private = [f"view_{model}" for model in _PRIVATE]
    return [*named, *ours.filter(codename__startswith="view_").exclude(codename__in=private)]
