"""`claimbase assess`: what is due, once."""

from pathlib import Path

import pytest
from django.core.management import call_command

from claims.models import Assessment
from tests.claims import content


def test_the_command_assesses_what_is_due_says_why_and_then_has_nothing_to_do(
    world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("assess", "--as-of", str(content.AS_OF))
    told = capsys.readouterr().out
    assert "6  never assessed" in told
    assert "6 claims assessed anew, 0 stood as they were" in told
    call_command("assess", "--as-of", str(content.AS_OF))
    assert "0 claims assessed anew, 0 stood as they were" in capsys.readouterr().out
    count = Assessment.objects.count()
    call_command("assess", "--as-of", str(content.AS_OF), "--all")
    assert "0 claims assessed anew, 6 stood as they were" in capsys.readouterr().out
    assert Assessment.objects.count() == count
