"""A bundle that is written, taken over by an empty installation and written again has the same bytes."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from claims.audit import audit
from claims.bundles.importing import BundleError, taken_over
from claims.bundles.writing import WRITING, BusyError, is_busy, written
from claims.models import Assessment, Claim, Edition, LedgerEntry, Settlement
from claims.onrecord.claim import on_record
from evidence.models import Indicator, Observation, Source
from tests.claims import content
from tests.claims.bundles.world import NOW, bundle, emptied, repacked, unpacked

C1 = "power-runs-short-c1"
DAY = date(2026, 12, 31)


def into_another(body: bytes, tmp_path: Path) -> Path:
    """A file of the bundle, and an installation with the same indicators and nothing else."""
    file = tmp_path / "bundle.zip"
    file.write_bytes(body)
    emptied()
    return file


def test_it_comes_back_to_the_byte(furnished: None, tmp_path: Path) -> None:
    body = bundle()
    before = on_record(C1, DAY)
    counts = [one.objects.count() for one in (Claim, Assessment, Settlement, LedgerEntry, Edition, Observation)]
    assert all(counts)
    file = into_another(body, tmp_path)
    assert not Source.objects.exists()
    came = taken_over(file, now=NOW)
    assert (came.claims, came.evidence.errors, came.differing) == (counts[0], {}, [])
    assert [one.objects.count() for one in (Claim, Assessment, Settlement, LedgerEntry, Edition, Observation)] == counts
    assert unpacked(bundle()) == unpacked(body)
    assert bundle() == body
    after = on_record(C1, DAY)
    assert before is not None
    assert after is not None
    assert (after.data, after.settlements, after.changes) == (before.data, before.settlements, before.changes)
    assert audit() == []


def test_what_comes_later_gets_keys_of_its_own(furnished: None, tmp_path: Path) -> None:
    taken_over(into_another(bundle(), tmp_path), now=NOW)
    one = Assessment.objects.latest("pk")
    fresh = Assessment.objects.create(claim=one.claim, checkpoint=one.checkpoint, as_of=DAY, method="1", numpy="2",
                                      inputs="0" * 64)  # fmt: skip
    assert fresh.pk == one.pk + 1
    with pytest.raises(Exception, match="frozen"):
        Claim.objects.filter(number="C1").update(statement="Another.")


def test_it_can_be_repeated_and_goes_on_where_it_was_interrupted(
    furnished: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bundle()
    file = into_another(body, tmp_path)

    def killed(*arguments: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("claims.bundles.importing.import_archive", killed)
        with pytest.raises(KeyboardInterrupt):
            taken_over(file, now=NOW)
    assert not Observation.objects.exists()
    assert taken_over(file, now=NOW).claims is None
    again = taken_over(file, now=NOW)
    assert (again.claims, again.evidence.changed) == (None, 0)
    assert bundle() == body


def test_an_installation_with_a_ledger_of_its_own_takes_no_claims(furnished: None, tmp_path: Path) -> None:
    file = into_another(bundle(), tmp_path)
    content.load(content.write(tmp_path / "content"))
    with pytest.raises(BundleError, match="got one with 7 claims and the head 0 0000"):
        taken_over(file, now=NOW)
    assert not Observation.objects.exists()


def test_it_says_what_it_is(furnished: None, tmp_path: Path) -> None:
    files = unpacked(bundle())
    told = json.loads(files["datapackage.json"])
    assert set(files) == {"datapackage.json", *(one["path"] for one in told["resources"])}
    for one in told["resources"]:
        body = files[one["path"]]
        assert (one["bytes"], one["hash"]) == (len(body), f"sha256:{sha256(body).hexdigest()}")
        if "schema" in one:
            header = next(csv.reader(io.StringIO(body.decode())))
            assert [field["name"] for field in one["schema"]["fields"]] == header
    names = [one["name"] for one in told["resources"]]
    assert len(names) == len(set(names))
    keys = [key["reference"]["resource"] for one in told["resources"]
            for key in one.get("schema", {}).get("foreignKeys", ())]  # fmt: skip
    assert set(keys) <= set(names)
    assert "claims-claims" in keys
    series = next(one for one in told["resources"] if one["name"] == "series-power")
    assert (series["unit"], series["licenses"]) == ("index[2000=100]", [{"title": "public domain (US government)"}])
    assert str(LedgerEntry.objects.head()) in files["README.md"].decode()
    assert b"prices * 2" in files["indicators.csv"]


def test_nothing_but_python_verifies_it(furnished: None, tmp_path: Path) -> None:
    files = unpacked(bundle())
    for name, body in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    program = [sys.executable, "-I", str(tmp_path / "verify_bundle.py")]
    said = subprocess.run(program, capture_output=True, text=True, check=True, cwd="/").stdout
    assert said.splitlines()[0].startswith(f"VERIFIED {len(files) - 1} files")
    assert said.splitlines()[1].startswith("VERIFIED")
    (tmp_path / "claims" / "acts.csv").write_bytes(files["claims/acts.csv"] + b"x")
    ended = subprocess.run(program, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    size = len(files["claims/acts.csv"])
    assert ended.stdout == f"BROKEN claims/acts.csv: expected {size} bytes, got more\n"


@pytest.mark.parametrize(("name", "change", "said"), [
    ("claims/claims.csv", lambda body: body.replace(b"power", b"tower"), "claims/claims.csv: expected sha256:"),
    ("ledger.jsonl", lambda body: body[:-1], "ledger.jsonl: expected .* bytes, got "),
    ("claims/acts.csv", None, "claims/acts.csv: expected a file, got none"),
    ("evidence/more.csv", lambda body: b"x", "evidence/more.csv: expected no such file"),
    ("../evil.csv", lambda body: b"x", "evil.csv: expected a name within the bundle"),
    ("datapackage.json", lambda body: b"{", "expected a bundle in "),
    ("datapackage.json", lambda body: b'{"resources": 3}', "expected a bundle in "),
])  # fmt: skip
def test_a_damaged_one_is_refused_with_what_was_expected_and_what_came(
    name: str, change: object, said: str, furnished: None, tmp_path: Path
) -> None:
    files = unpacked(bundle())
    if change is None:
        del files[name]
    else:
        files[name] = change(files.get(name, b""))  # type: ignore[operator]
    file = repacked(files, tmp_path / "bundle.zip")
    emptied()
    with pytest.raises(BundleError, match=said):
        taken_over(file, now=NOW)
    assert not Claim.objects.exists()
    assert not Indicator.objects.exists()


def test_a_file_cut_short_is_refused(furnished: None, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(bundle()[:-1000])
    with pytest.raises(BundleError, match=r"expected a bundle in .*, got: File is not a zip file"):
        taken_over(file, now=NOW)


def test_a_chain_that_does_not_hold_is_refused_though_its_file_is_whole(furnished: None, tmp_path: Path) -> None:
    files = unpacked(bundle())
    lines = files["ledger.jsonl"].splitlines(keepends=True)
    files["ledger.jsonl"] = b"".join([lines[1], lines[0], *lines[2:]])
    told = json.loads(files["datapackage.json"])
    for one in told["resources"]:
        if one["path"] == "ledger.jsonl":
            one["hash"] = f"sha256:{sha256(files['ledger.jsonl']).hexdigest()}"
    files["datapackage.json"] = json.dumps(told).encode()
    file = repacked(files, tmp_path / "bundle.zip")
    emptied()
    with pytest.raises(BundleError, match="does not hold at entry 1: expected number 1, got 2"):
        taken_over(file, now=NOW)


def test_one_for_everybody_has_no_figures_that_may_not_be_passed_on(furnished: None, tmp_path: Path) -> None:
    files = unpacked(bundle(complete=False))
    assert "evidence/agency/POWER.csv" in files
    assert "evidence/agency/PRICES.csv" not in files
    assert b"PRICES" not in files["evidence/manifest.csv"]
    kept = [json.loads(row["facts"]) for row in csv.DictReader(io.StringIO(files["claims/assessments.csv"].decode()))]
    assert any(kept)
    named = {name for facts in Assessment.objects.values_list("facts", flat=True) for name in facts}
    assert named >= {"fan", "fans", "so_far"}
    assert {name for facts in kept for name in facts} == named - {"fan", "fans", "so_far"}
    assert json.loads(files["datapackage.json"])["complete"] is False
    emptied()
    assert taken_over(repacked(files, tmp_path / "bundle.zip"), now=NOW).claims == 7


def test_two_are_not_written_at_once(furnished: None) -> None:
    assert not is_busy()
    with psycopg.connect(**connection.get_connection_params(), autocommit=False) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
        assert is_busy()
        with pytest.raises(BusyError):
            next(written(complete=True))
