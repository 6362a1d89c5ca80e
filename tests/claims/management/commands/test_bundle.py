"""`claimbase bundle`: out, checked, and back."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim
from evidence.models import Observation
from tests.claims.bundles.world import emptied, unpacked


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints."""
    call_command("bundle", *words)
    return capsys.readouterr().out


@pytest.fixture
def registered(assessed_world: None) -> None:
    from tests.claims import content

    content.enter()


def test_a_bundle_goes_out_and_comes_back(registered: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "all.zip")
    assert f"{file} written, 0." in run(capsys, "export", file)
    assert "is whole: " in run(capsys, "verify", file)
    count = Observation.objects.count()
    emptied()
    said = run(capsys, "import", file)
    assert f"2 series recorded, {count} observations new or changed\n7 claims taken over with their ledger" in said
    assert Claim.objects.filter(state="registered").count() == 7
    again = run(capsys, "import", file)
    assert "0 observations new or changed" in again
    assert "they are here already" in again
    open_ = str(tmp_path / "open.zip")
    run(capsys, "export", open_, "--public")
    assert "ledger.jsonl" in unpacked(Path(open_).read_bytes())


def test_what_is_wrong_is_told_in_a_sentence(registered: None, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    with pytest.raises(CommandError, match=r"got: .*No such file"):
        call_command("bundle", "verify", str(file))
    file.write_bytes(b"x")
    with pytest.raises(CommandError, match="got: File is not a zip file"):
        call_command("bundle", "import", str(file))
    with pytest.raises(CommandError, match="Expected to read or write"):
        call_command("bundle", "export", "/dev/null/all.zip")
