"""The examples of claimbase/api/README.md are run as they stand there, against a server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from knox.models import AuthToken

from claimbase.roles import establish
from tests.browser.conftest import site  # noqa: F401 a server within the test's transaction
from tests.database import CHECKOUT

README = CHECKOUT / "claimbase/api/README.md"
LANGUAGES = {"sh": ["bash", "-eu"], "python": [sys.executable], "r": ["Rscript"]}
EXPECTED = {"sh": "entries", "python": "value", "r": "value"}


def example(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```", README.read_text(), re.DOTALL | re.MULTILINE)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_of_the_readme_runs_as_it_stands(
    language: str,
    published: None,
    site: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    program = LANGUAGES[language]
    if not shutil.which(program[0]):
        pytest.skip(f"{program[0]} is not installed")
    establish()
    _token, secret = AuthToken.objects.create(User.objects.create_user("ann"))
    file = tmp_path / f"example.{language}"
    file.write_text(example(language), encoding="utf-8")
    done = subprocess.run([*program, file], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, "CLAIMBASE": site, "TOKEN": secret})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "C1" in done.stdout
    assert EXPECTED[language] in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_is_of_about_ten_lines(language: str) -> None:
    assert len([line for line in example(language).splitlines() if line.strip()]) <= 12
