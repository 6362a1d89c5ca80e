"""From the list of claims the engine can be had to refresh, assess and settle at once, by those who may."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from claimbase.roles import establish
from claims.admin import engine
from claims.models import Claim, Settlement
from evidence.models import Indicator, RefreshJob, Source
from tests.claims import content

LIST = "/admin/claims/claim/"
ROLES = {"readers": set(), "analysts": {"refresh_now", "assess_now"},
         "reviewers": {"refresh_now", "assess_now", "settle_now"}}  # fmt: skip


def person(group: str) -> Client:
    establish()
    user = User.objects.create_user(f"one of {group}", is_staff=True)
    user.groups.set(Group.objects.filter(name=group))
    client = Client()
    client.force_login(user)
    return client


def do(client: Client, action: str, *numbers: str) -> list[str]:
    chosen = [one.pk for one in Claim.objects.filter(number__in=numbers)]
    answer = client.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)
    return [str(one) for one in answer.context["messages"]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def told(task: str, calls: list[Any], expires: float) -> bool:
        found.extend((task, given) for given in calls)
        return True

    monkeypatch.setattr(engine, "tell", told)
    return found


@pytest.mark.parametrize("group", sorted(ROLES))
def test_each_role_is_offered_the_actions_it_may_do(loaded: Path, group: str) -> None:
    page = person(group).get(LIST)
    form = page.context["action_form"]
    offered = {value for value, _ in form.fields["action"].choices} if form else set()
    assert offered & set().union(*ROLES.values()) == ROLES[group]


@pytest.mark.parametrize("group", sorted(ROLES))
def test_what_a_role_may_not_do_is_not_done(loaded: Path, sent: list[Any], group: str) -> None:
    client = person(group)
    do(client, "refresh_now", "C1")
    do(client, "assess_now", "C1")
    do(client, "settle_now", "C1")
    assert bool(sent) == ("assess_now" in ROLES[group])


def test_claims_that_evidence_speaks_to_are_given_to_workers(loaded: Path, sent: list[Any]) -> None:
    (said,) = do(person("analysts"), "assess_now", "C1", "C2", "C5")
    keys = sorted(Claim.objects.filter(number__in=["C1", "C2"]).values_list("pk", flat=True))
    assert [(name, given[1]) for name, given in sent] == [("claims.assess_some", keys)]
    assert said.startswith("2 claims were given to workers")
    assert said.endswith("judged or ended: 1.")


def test_without_a_broker_it_says_what_to_do(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "tell", lambda *told, **more: False)
    (said,) = do(person("analysts"), "assess_now", "C1")
    assert "claimbase assess" in said


def test_series_below_the_chosen_claims_alone_are_queued(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Source.objects.update(slug="fred")  # one that there is a channel to
    monkeypatch.setattr(engine, "askable", lambda given: (list(Indicator.objects.raw().select_related("source")), {}))
    client = person("analysts")
    (said,) = do(client, "refresh_now", "C1")
    assert sorted(code for job in RefreshJob.objects.all() for code in job.codes) == ["POWER", "PRICES"]
    assert "2 jobs queued for 2 series" in said
    assert "/admin/evidence/refreshjob/" in said
    do(client, "refresh_now", "C1")
    assert RefreshJob.objects.count() == 2, "what is queued is not queued twice"
    do(client, "refresh_now", "C6")
    assert "JOBS" in {code for job in RefreshJob.objects.all() for code in job.codes}, "of what it is made of, too"


def test_what_has_fallen_due_is_settled_at_once(db: None, tmp_path: Path) -> None:
    content.passed_claim(tmp_path)
    client = person("reviewers")
    assert do(client, "settle_now", "C1")[0].startswith("1 settled")
    assert Settlement.objects.get().outcome == "held"
    assert do(client, "settle_now", "C1")[0].startswith("0 settled")


def test_too_many_are_not_settled_at_once(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_SETTLED", 1)
    assert "at most 1 claims" in do(person("reviewers"), "settle_now", "C1", "C2")[0]


def test_a_clock_that_is_wrong_is_named(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> datetime:
        raise engine.ClockError("The clocks disagree.")

    monkeypatch.setattr("claims.verbs.clock.now", wrong)
    assert do(person("reviewers"), "settle_now", "C1") == ["The clocks disagree."]
