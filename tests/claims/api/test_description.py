"""The API keeps to its description, whatever it is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from claimbase.wsgi import application
from tests.claims.api.conftest import Holder

pytestmark = pytest.mark.django_db
PLAIN = {"accept-encoding": "identity"}  # what comes is looked at, and not unpacked
EXAMPLES = 8  # of each endpoint


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
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application, headers=PLAIN, config=config)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_answer_is_as_described(case: Any) -> None:
    """No description can say which cursors there are, or what day it is: those may be refused."""
    given = case.query or {}
    is_beyond = "cursor" in given or str(given.get("as_of", "")) > str(datetime.now(UTC).date())
    case.call_and_validate(headers=PLAIN, excluded_checks=[positive_data_acceptance] if is_beyond else [])
