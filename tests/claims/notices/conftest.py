"""The small article's claims, without figures and with no assessment yet."""

from pathlib import Path

import pytest

from tests.claims import content


@pytest.fixture
def claims(db: None, tmp_path: Path) -> None:
    content.load(content.write(tmp_path / "content"))
