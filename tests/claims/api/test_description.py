"""The API keeps to its description, whatever it is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from claimbase.wsgi import application
from tests.claims.api.conftest import Holder

pytestmark = pytest.mark.django_db
PLAIN = {"accept-encoding": "identity"}  # what comes is looked at, and not unpacked
EXAMPLES = 3  # of each endpoint, beside those that cover its parameters one by one


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """As Django's own client has it: the end of a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(_one_connection: None, published: None, settings: Any, holder: Holder) -> Any:
    """The description, and a token in the groups that may do most."""
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    secret = holder("analysts", "reviewers").defaults["HTTP_AUTHORIZATION"]
    config = schemathesis.Config.from_dict(
        {"generation": {"with-security-parameters": False}, "headers": {"authorization": secret, **PLAIN}}
    )
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application, headers=PLAIN, config=config)


schema = schemathesis.pytest.from_fixture("described")
FEW = settings(max_examples=EXAMPLES, derandomize=True, database=None, stateful_step_count=4,
               suppress_health_check=list(HealthCheck))  # fmt: skip


@schema.parametrize()
@FEW
def test_every_answer_is_as_described(case: Any) -> None:
    """No description can say which cursors and formulas there are, or what day it is: those may be refused.

    Who may do what is tested apart.
    """
    case.call_and_validate(excluded_checks=_beyond(case))


def test_answers_to_requests_that_follow_from_each_other_are_as_described(described: Any) -> None:
    class Machine(described.as_state_machine()):  # type: ignore[misc]
        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            case.validate_response(response, excluded_checks=_beyond(case))

    run_state_machine_as_test(Machine, settings=FEW)


def _beyond(case: Any) -> list[Any]:
    """Checks that do not hold: verbs refuse for reasons that no description can say, and the token is always sent."""
    given = case.query or {}
    is_beyond = "cursor" in given or "formula" in given or str(given.get("as_of", "")) > str(datetime.now(UTC).date())
    return [ignored_auth, *([positive_data_acceptance] if is_beyond or case.method != "GET" else [])]
