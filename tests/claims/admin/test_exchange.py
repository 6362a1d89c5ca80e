"""From the list of claims content files go out, and by a page of their own they come in once they have been seen."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.contentfiles import closed, files
from claims.models import Claim
from claims.parcel import packed
from tests.claims.admin.test_engine import LIST, person

PAGE = f"{LIST}import/"
THEME = "articles/power-runs-short/claims/power.toml"


def exported(client: Client, *numbers: str) -> bytes:
    chosen = [one.pk for one in Claim.objects.filter(number__in=numbers)]
    answer = client.post(LIST, {"action": "export_files", "_selected_action": chosen})
    assert answer.headers["Content-Type"] == "application/zip"
    return answer.content


def parcel(*change: str) -> bytes:
    whole = files(closed(Claim.objects.all()))
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old.encode() in whole[THEME]
        whole[THEME] = whole[THEME].replace(old.encode(), new.encode())
    return packed(whole)


def shown(client: Client, data: bytes) -> dict[str, str]:
    """What the page of the preview sends on."""
    answer = client.post(PAGE, {"file": SimpleUploadedFile("claims.zip", data)})
    return {"status": answer.status_code, "page": answer.content.decode(), **answer.context["kept"].initial}


def test_whoever_sees_claims_exports_those_that_were_chosen(loaded: Path) -> None:
    data = exported(person("readers"), "C1", "C2")
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        text = made.read(THEME).decode()
    assert "[C2]" in text
    assert "[C5]" not in text


def test_the_whole_list_goes_out_where_all_of_its_pages_are_chosen(loaded: Path) -> None:
    first = Claim.objects.values_list("pk", flat=True)[:1]
    sent = {"action": "export_files", "_selected_action": list(first), "select_across": "1"}
    assert person("readers").post(f"{LIST}?kind__exact=trend", sent).content == packed(
        files(closed(Claim.objects.filter(kind="trend")))
    )


@pytest.mark.parametrize("group", ["readers", "reviewers"])
def test_nobody_imports_who_may_not_add_claims(loaded: Path, group: str) -> None:
    client = person(group)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"file": SimpleUploadedFile("claims.zip", parcel())}).status_code == 403


def test_a_file_is_shown_and_then_imported(loaded: Path) -> None:
    client, data = person("analysts"), parcel("Reading of C4.", "Another reading.")
    seen = shown(client, data)
    assert "Reading of C4. → Another reading." in seen["page"]
    assert Claim.objects.get(number="C4").reading == "Reading of C4."
    answer = client.post(PAGE, {name: seen[name] for name in ("content", "seen")}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["Imported: 0 new rows, 1 changed."]
    assert exported(client, "C1", "C2", "C3", "C4", "C5", "C6", "C7") == data


def test_what_is_refused_cannot_be_imported(loaded: Path) -> None:
    client, data = person("analysts"), parcel("growth(power) > 0", "growth(powr) > 0")
    seen = shown(client, data)
    assert seen["status"] == 422
    assert "powr" in seen["page"]
    answer = client.post(PAGE, {name: seen[name] for name in ("content", "seen")})
    assert answer.status_code == 422
    assert files(closed(Claim.objects.all())) != data


def test_somebody_elses_change_in_between_is_shown_first(loaded: Path) -> None:
    client = person("analysts")
    seen = shown(client, parcel("Reading of C4.", "Another reading."))
    Claim.objects.filter(number="C4").update(reading="A colleague's.")
    answer = client.post(PAGE, {name: seen[name] for name in ("content", "seen")})
    assert "A colleague&#x27;s. → Another reading." in answer.content.decode()
    assert Claim.objects.get(number="C4").reading == "A colleague's."


@pytest.mark.parametrize("sent", [{}, {"content": "%%%", "seen": "x"}, {"content": "eA==", "seen": "x"}], ids=repr)
def test_what_is_no_file_is_said_to_be_none(loaded: Path, sent: dict[str, str]) -> None:
    answer = person("analysts").post(PAGE, sent)
    assert answer.status_code == 400
    assert "Expected a" in answer.content.decode() or "expected a ZIP" in answer.content.decode()
