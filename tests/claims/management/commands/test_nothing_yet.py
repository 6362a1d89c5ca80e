"""A command with nothing to show says so, and what to do next, in the reader's language."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", ["trackrecord", "narratives"])
@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_before_the_first_claim_a_command_says_what_to_do(
    command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(command, as_of=None, language=language)
    said = capsys.readouterr().out
    assert "--help`" in said
    assert ("No claim" in said) is (language == "en")
