"""Tests of one group share a server and run one after the other, in one process."""

import pytest


@pytest.mark.xdist_group("checked")
def test_pytest_xdist_sees_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("this run has one process")
    assert request.node.nodeid.endswith("@checked")
