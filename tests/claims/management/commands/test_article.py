"""`claimbase article`: what it prints, and what it says of a place where there is none."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims import articletext
from evidence.web.permission import Permission
from tests.claims.texts.webpages import TEXT, page
from tests.evidence.web.website import answer, client_of, web_of


def printed(*words: str) -> str:
    out = StringIO()
    call_command("article", *words, stdout=out)
    return out.getvalue()


def test_a_file_is_read_and_what_is_known_is_said(tmp_path: Path) -> None:
    file, out = tmp_path / "a.html", tmp_path / "a.txt"
    file.write_text(page(), encoding="utf-8")
    said = printed("read", str(file))
    assert "title: 殖利率將升破五厘\nauthor: 王小明\n" in said
    assert "published: 2026-03-01\n" in said
    assert said.endswith(f"\n{TEXT}\n")
    assert "作者: 王小明\n" in printed("read", str(file), "--language", "zh-hant", "--out", str(out))
    assert out.read_text(encoding="utf-8") == TEXT


def test_an_address_is_fetched_and_given_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_of({"news.example/a": answer(page())}) as web:
        monkeypatch.setattr(articletext, "_reader", lambda: Permission(client_of(web), "claimbase"))
        found = json.loads(printed("fetch", "http://news.example/a", "--json"))
    assert (found["text"], found["length"], found["published"]) == (TEXT, len(TEXT), "2026-03-01")
    assert found["address"] == "http://news.example/a"


def test_signs_that_steer_a_terminal_are_shown_as_code_points(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(page(head="<title>a&#155;31m b</title>"), encoding="utf-8")
    assert "\x9b" not in printed("read", str(file))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            ["fetch", "http://127.0.0.1/"],
            "expected the full name of a public host, got '127.0.0.1'; open it in a browser",
        ),
        (["fetch", "http://127.0.0.1/", "--language", "zh-hant"], "請以瀏覽器開啟，再貼上文字"),
        (["read", "/nowhere.html"], "expected a file at /nowhere.html, got No such file or directory"),
    ],
)
def test_a_place_without_an_article_is_a_sentence(words: list[str], expected: str) -> None:
    with pytest.raises(CommandError) as caught:
        printed(*words)
    assert expected in str(caught.value)


def test_the_client_of_the_command_names_itself_and_its_operator(settings) -> None:
    articletext._reader.cache_clear()
    settings.CONTACT = "Jane Doe jane@example.org"
    client = articletext._reader().client
    articletext._reader.cache_clear()
    assert client.agent == "claimbase/0.1 (reads articles that people name; Jane Doe jane@example.org)"
    assert client.ports == {80, 443}
