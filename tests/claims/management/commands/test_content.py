"""`claimbase content`: a fixture is checked in seconds, and what it may say is listed."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evidence.models import Indicator
from tests.claims import content


@pytest.mark.django_db
def test_content_is_checked_without_being_loaded(tmp_path: Path) -> None:
    out = StringIO()
    call_command("content", "check", str(content.write(tmp_path)), stdout=out)
    assert out.getvalue() == f"{tmp_path} can be loaded; nothing was.\n"
    (tmp_path / "indicators" / "all.toml").write_text("[x]\n")
    with pytest.raises(CommandError, match=r"at \[x\] in all.toml"):
        call_command("content", "check", str(tmp_path))
    assert not Indicator.objects.exists()


def test_the_units_that_an_indicator_may_name_are_listed() -> None:
    out = StringIO()
    call_command("content", "units", stdout=out)
    assert "ratio, USD, person, percent" in out.getvalue()
    assert "mn, bn, tn" in out.getvalue()
