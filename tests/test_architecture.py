"""The house's rules that a machine can keep."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.database import CHECKOUT

LONGEST = 300  # lines of a file
SOURCES = [
    file
    for folder in ("evidence", "claims", "claimbase")
    for file in sorted((CHECKOUT / folder).rglob("*.py"))
    if "migrations" not in file.parts
]
COPYLEFT = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public|\bOR\b", re.IGNORECASE)  # may be used, or there is a choice


def python(program: str) -> str:
    """What a new Python prints."""
    return subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, text=True, capture_output=True, check=True
    ).stdout


def test_imports_only_look_down() -> None:
    ended = subprocess.run(
        [sys.executable, "-P", "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=CHECKOUT, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {file.relative_to(CHECKOUT): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert {file: length for file, length in lengths.items() if length > LONGEST} == {}


def test_starting_up_imports_no_slow_library() -> None:
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'claimbase.settings'\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('check')\n"
        "slow = {'pandas', 'scipy.stats', 'spacy', 'typst', 'vl_convert', 'cpi', 'trafilatura'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    assert python(program).splitlines()[-1] == "[]"


def test_every_dependency_says_why_it_is_there() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    for wanted in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        lines = [line.strip() for line in text.splitlines() if line.strip().startswith(f'"{wanted}",')]
        assert any(re.search(r"#\s*\S+", line) for line in lines), f"expected a comment beside {wanted}"


def locked() -> list[str]:
    """Names of the packages in the lock."""
    lock = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE)


def test_the_lock_can_be_read() -> None:
    assert {"django", "numpy", "httpx"} <= set(locked())


@pytest.mark.parametrize("name", locked())
def test_no_package_of_the_lock_is_under_the_gpl_or_agpl_alone(name: str) -> None:
    try:
        facts = distribution(name).metadata
    except PackageNotFoundError:
        pytest.skip("not for this machine")
    trove = [one for one in facts.get_all("Classifier") or [] if one.startswith("License")]
    said = [facts.get("License-Expression") or "", (facts.get("License") or "").splitlines()[:1], *trove]
    licence = " | ".join(str(part) for part in said)
    assert not COPYLEFT.search(licence) or LESSER.search(licence), licence


def test_the_licence_rule_tells_copyleft_from_the_rest() -> None:
    for refused in ("GPL-3.0-only", "AGPL-3.0", "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"):
        assert COPYLEFT.search(refused), refused
        assert not LESSER.search(refused), refused
    for taken in ("LGPL-3.0-only", "BSD-3-Clause", "GPL-2.0-only OR MIT"):
        assert not COPYLEFT.search(taken) or LESSER.search(taken), taken


def test_no_module_of_the_project_lies_outside_the_reach_of_these_rules() -> None:
    assert len(SOURCES) > 50
    assert all(isinstance(file, Path) and file.is_file() for file in SOURCES)
